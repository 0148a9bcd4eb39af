import { formatWholeDate } from '../ui/format-day.ts'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import type { RetentionSearch } from './retention-search.ts'
import { type ChosenPeriod, type Definitions, periodChoices } from './use-retention.ts'

/** Which days, as known when, by which policy. Both days are always written. */
export function PeriodBar({
	period,
	search,
	today,
	definitions,
	onChange,
}: {
	period: ChosenPeriod
	search: RetentionSearch
	today: string
	definitions: Definitions | undefined
	onChange: (next: Partial<RetentionSearch>) => void
}) {
	const isFree = search.period === 'free'
	return (
		<div className="flex flex-wrap items-end gap-x-3 gap-y-2">
			<SelectField
				label="Period"
				className="w-60 max-md:w-full"
				value={isFree ? 'free' : period.id}
				onChange={id =>
					onChange(
						id === 'free'
							? { period: id, from: period.from, to: period.to }
							: { period: id, from: undefined, to: undefined },
					)
				}
				choices={[
					...periodChoices(today).map(({ id, name }) => ({ value: id, label: name })),
					{ value: 'free', label: 'Free days' },
				]}
			/>
			{isFree ? (
				<>
					<TextField
						label="From the end of"
						type="date"
						className="w-36"
						value={search.from ?? period.from}
						onChange={from => onChange({ from })}
					/>
					<TextField
						label="to the end of"
						type="date"
						className="w-36"
						value={search.to ?? period.to}
						onChange={to => onChange({ to })}
						{...(search.from && search.to && search.from > search.to
							? { problem: 'It ends before it begins.' }
							: {})}
					/>
				</>
			) : (
				<p className="whitespace-nowrap pb-1.5 text-13 text-second max-md:w-full" data-period>
					{formatWholeDate(period.from)} → {formatWholeDate(period.to)}
				</p>
			)}
			<TextField
				label="As known on"
				type="date"
				className="w-36"
				value={search.as_of ?? today}
				max={today}
				onChange={day => onChange({ as_of: day === today || day === '' ? undefined : day })}
			/>
			<SelectField
				label="Policy"
				className="w-36"
				value={search.policy ?? definitions?.policy_in_force ?? 'standard'}
				onChange={policy =>
					onChange({ policy: policy === definitions?.policy_in_force ? undefined : policy })
				}
				choices={(definitions?.policies ?? [{ id: 'standard', name: 'Standard' }]).map(({ id, name }) => ({
					value: id,
					label: name,
				}))}
			/>
		</div>
	)
}
