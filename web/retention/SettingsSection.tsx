import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { applyModel, getModel } from '../../api/model.ts'
import { getRetention, listRetentionMonths } from '../../api/retention.ts'
import { getRetentionDefinitions } from '../../api/retention-reports.ts'
import { printModel } from '../../core/operating-model/print-model.ts'
import { useModel } from '../health/use-health.ts'
import { sayProblem } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { useMay } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import type { Definitions } from './use-retention.ts'

type ModelInForce = NonNullable<ReturnType<typeof useModel>['data']>

function SettingsForm({ inForce, definitions }: { inForce: ModelInForce; definitions: Definitions }) {
	const { revenue } = inForce.model.settings
	const [policy, setPolicy] = useState(definitions.policy_in_force)
	const [freezeDay, setFreezeDay] = useState<number | null>(revenue.freezeDayOfMonth)
	const [termDays, setTermDays] = useState<number | null>(revenue.outOfContractDays)
	const [metered, setMetered] = useState(revenue.meteredProducts.join(', '))
	const save = useChange(applyModel, {
		done: 'Settings changed; figures follow with the next run of the day',
		refreshes: [getModel, getRetention, getRetentionDefinitions, listRetentionMonths],
		isFailureShown: true,
	})
	const products = metered
		.split(',')
		.map(name => name.trim())
		.filter(name => name !== '')
	const isGood = freezeDay !== null && termDays !== null
	function apply() {
		if (freezeDay === null || termDays === null) return
		const next = structuredClone(inForce.model)
		Object.assign(next.settings.revenue, {
			policy,
			freezeDayOfMonth: freezeDay,
			outOfContractDays: termDays,
			meteredProducts: products,
		})
		const body = { yaml: printModel(next), base_version: inForce.version, note: 'Revenue settings' }
		save.mutate({ body })
	}
	return (
		<form
			className="flex max-w-3xl flex-col gap-4"
			onSubmit={event => {
				event.preventDefault()
				apply()
			}}
		>
			<div className="flex flex-wrap items-start gap-4">
				<SelectField
					label="Policy in force"
					className="w-44"
					value={policy}
					onChange={setPolicy}
					choices={definitions.policies.map(({ id, name }) => ({ value: id, label: name }))}
				/>
				<NumberField
					label="Frozen on day"
					hint="of the next month"
					className="w-36"
					value={freezeDay}
					onChange={setFreezeDay}
					isWhole
					min={1}
					max={28}
				/>
				<NumberField
					label="Out of contract"
					hint="asked for after so many days"
					className="w-44"
					value={termDays}
					onChange={setTermDays}
					isWhole
					min={1}
					max={400}
					unit="d"
				/>
				<TextField
					label="Metered products"
					hint="with commas between"
					className="w-56"
					value={metered}
					onChange={setMetered}
				/>
			</div>
			{save.error && (
				<p role="alert" className="text-13 text-alarm">
					{sayProblem(save.error)}
				</p>
			)}
			<div className="flex flex-wrap items-center gap-3">
				<Button type="submit" kind="primary" isBusy={save.isPending} disabled={!isGood}>
					Change revenue settings
				</Button>
				<Link to="/model" search={{ tab: 'text' }} className={linkClass}>
					Policies of your own and the bounds of size and value
				</Link>
			</div>
		</form>
	)
}

/** How revenue is counted; a change is a new version of the operating model. */
export function SettingsSection({ definitions }: { definitions: Definitions | undefined }) {
	const may = useMay()
	const model = useModel()
	if (!definitions) return null
	return (
		<Section
			id="settings"
			title="Revenue settings"
			facts={`reporting currency ${definitions.currency}, fixed since the first load`}
		>
			{may('model.change') && model.data ? (
				<SettingsForm key={model.data.version} inForce={model.data} definitions={definitions} />
			) : (
				<p className="text-13 text-second">Admins and operations can change them.</p>
			)}
		</Section>
	)
}
