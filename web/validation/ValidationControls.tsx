import { horizonsDays } from '../../core/model/validation-case.ts'
import type { HealthSearch } from '../health/health-search.ts'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'

export const populationNames = {
	terms: 'Contracts of 180 days and more',
	open_ended: 'Shorter terms and open-ended',
} as const

const periods = [
	{ value: 'all', label: 'all history' },
	{ value: 'year', label: 'the last 12 months' },
	{ value: 'two_years', label: 'the last 24 months' },
	{ value: 'own', label: 'from day to day' },
] as const

/** Which validation is shown: population, horizon, label, period. */
export function ValidationControls({
	search,
	population,
	onChange,
}: {
	search: HealthSearch
	population: keyof typeof populationNames
	onChange: (next: Partial<HealthSearch>) => void
}) {
	return (
		<div className="flex flex-wrap items-end gap-2">
			<SelectField
				label="Population"
				isLabelHidden
				className="w-72"
				value={population}
				onChange={value => onChange({ population: value === 'open_ended' ? 'open_ended' : 'terms' })}
				choices={Object.entries(populationNames).map(([value, label]) => ({ value, label }))}
			/>
			<SelectField
				label="Asked"
				isLabelHidden
				className="w-40"
				value={String(search.horizon ?? 90)}
				onChange={value => onChange({ horizon: Number(value) })}
				choices={horizonsDays.map(days => ({ value: String(days), label: `${days} days before` }))}
			/>
			<SelectField
				label="Period of the decisions"
				isLabelHidden
				className="w-44"
				value={search.period ?? 'all'}
				onChange={value => onChange({ period: periods.find(period => period.value === value)?.value })}
				choices={periods.map(period => ({ ...period }))}
			/>
			{search.period === 'own' && (
				<>
					<TextField
						label="Decisions from"
						isLabelHidden
						type="date"
						value={search.from ?? ''}
						onChange={from => onChange({ from: from || undefined })}
					/>
					<TextField
						label="Decisions to"
						isLabelHidden
						type="date"
						value={search.to ?? ''}
						onChange={to => onChange({ to: to || undefined })}
					/>
				</>
			)}
			<SelectField
				label="What counts as churn"
				isLabelHidden
				className="w-52"
				value={search.label ?? 'mrr'}
				onChange={value => onChange({ label: value === 'cancellations' ? 'cancellations' : 'mrr' })}
				choices={[
					{ value: 'mrr', label: 'churn: revenue ends' },
					{ value: 'cancellations', label: 'churn: a cancellation' },
				]}
			/>
		</div>
	)
}
