import { useState } from 'react'
import type { ContractOutput } from '../../api/contract.ts'
import { changeDeliveryRules, getDelivery } from '../../api/delivery.ts'
import { useChange } from '../session/use-change.ts'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextArea } from '../ui/TextField.tsx'

type Rules = ContractOutput<typeof getDelivery>['rules']
const hours = Array.from({ length: 24 }, (_, hour) => ({
	value: String(hour),
	label: `${String(hour).padStart(2, '0')}:00`,
}))

/** When customers are left in peace, and how much anybody gets. */
export function DeliveryRulesSection({ rules, zone }: { rules: Rules; zone: string }) {
	const [form, setForm] = useState(rules)
	const save = useChange(changeDeliveryRules, { refreshes: [getDelivery], done: 'Rules saved' })
	const set = (next: Partial<Rules>) => setForm({ ...form, ...next })
	const isChanged = JSON.stringify(form) !== JSON.stringify(rules)
	const count = (
		label: string,
		key: 'customer_per_day' | 'customer_per_week' | 'team_per_day' | 'survey_days',
		max: number,
	) => (
		<NumberField
			label={label}
			isWhole
			min={1}
			max={max}
			value={form[key]}
			onChange={value => value !== null && set({ [key]: value })}
		/>
	)
	return (
		<Section title="Quiet hours and limits" facts={`In the account’s attribute time_zone, else in ${zone}`}>
			<div className="grid gap-x-4 gap-y-3 md:grid-cols-3">
				<SelectField
					label="Quiet for customers from"
					value={String(form.quiet_from_hour)}
					choices={hours}
					onChange={value => set({ quiet_from_hour: Number(value) })}
				/>
				<SelectField
					label="until"
					value={String(form.quiet_to_hour)}
					choices={hours}
					onChange={value => set({ quiet_to_hour: Number(value) })}
				/>
				<div className="flex items-end pb-1.5">
					<Checkbox
						label="and on weekends"
						checked={form.quiet_weekends}
						onChange={quiet_weekends => set({ quiet_weekends })}
					/>
				</div>
				{count('Per customer a day, at most', 'customer_per_day', 100)}
				{count('Per customer a week, at most', 'customer_per_week', 500)}
				{count('Per colleague a day, at most', 'team_per_day', 10_000)}
				{count('Days between two surveys', 'survey_days', 730)}
				<TextArea
					label="Postal address"
					className="md:col-span-3"
					hint="Stands under every message to customers, with the link that ends them."
					rows={2}
					maxLength={500}
					value={form.postal_address}
					onChange={postal_address => set({ postal_address })}
				/>
				<div>
					<Button
						kind="primary"
						disabled={!isChanged}
						isBusy={save.isPending}
						onClick={() => save.mutate({ body: form })}
					>
						Save
					</Button>
				</div>
			</div>
		</Section>
	)
}
