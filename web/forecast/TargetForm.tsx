import { useState } from 'react'
import { useModel } from '../health/use-health.ts'
import { useOwners } from '../people/use-people.ts'
import { Button } from '../ui/Button.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { namePeriod, quarterBy } from './forecast-periods.ts'
import { useForecast, useTargetChange } from './use-forecast.ts'

type Dimension = 'all' | 'segment' | 'owner'

/** What the renewals of a quarter should come to: for the company, a segment or a CSM. */
export function TargetForm({ quarter, currency }: { quarter: string; currency: string | null }) {
	const [chosenQuarter, setQuarter] = useState<string>()
	const [dimension, setDimension] = useState<Dimension>('all')
	const [group, setGroup] = useState('')
	const [amount, setAmount] = useState<number | null>(null)
	const segments = useModel().data?.model.segments ?? []
	const owners = useOwners()
	const when = chosenQuarter ?? quarter
	const change = useTargetChange()
	const groups =
		dimension === 'segment'
			? segments.map(({ id, name }) => ({ value: id, label: name }))
			: owners.map(({ value, label }) => ({ value, label }))
	const chosen = dimension === 'all' ? 'all' : group || groups[0]?.value || ''
	const slice = {
		period: when,
		...(dimension === 'segment' ? { segment: chosen } : {}),
		...(dimension === 'owner' ? { owner: chosen } : {}),
	}
	const before = useForecast(slice).data?.target ?? null
	const save = (next: string | null) => {
		if (chosen === '') return
		change.mutate({ quarter: when, dimension, group: chosen, amount: next, before })
		setAmount(null)
	}
	return (
		<form
			aria-label="Target"
			className="flex flex-wrap items-end gap-3"
			onSubmit={event => {
				event.preventDefault()
				if (amount !== null) save(amount.toFixed(2))
			}}
		>
			<SelectField
				label="Quarter"
				className="w-32"
				value={when}
				onChange={setQuarter}
				choices={Array.from({ length: 7 }, (_, index) => quarterBy(quarter, index - 2)).map(value => ({
					value,
					label: namePeriod(value),
				}))}
			/>
			<SelectField
				label="For"
				className="w-36"
				value={dimension}
				onChange={next => {
					setDimension(next === 'segment' || next === 'owner' ? next : 'all')
					setGroup('')
				}}
				choices={[
					{ value: 'all', label: 'the company' },
					{ value: 'segment', label: 'a segment' },
					{ value: 'owner', label: 'a CSM' },
				]}
			/>
			{dimension !== 'all' && (
				<SelectField label="Which" className="w-44" value={chosen} onChange={setGroup} choices={groups} />
			)}
			<NumberField
				label={`Target${currency ? `, ${currency}` : ''}`}
				className="w-36"
				value={amount}
				onChange={setAmount}
				min={0}
				isOptional
				placeholder={before === null ? 'none' : before.replace(/\.00$/, '')}
			/>
			<Button
				type="submit"
				kind="primary"
				disabled={amount === null || chosen === ''}
				isBusy={change.isPending}
			>
				Set target
			</Button>
			{before !== null && (
				<Button kind="quiet" onClick={() => save(null)}>
					Take it away
				</Button>
			)}
		</form>
	)
}
