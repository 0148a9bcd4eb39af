import {
	type MetricDefinition,
	metricAggregates,
	metricSources,
	metricUnits,
} from '../../core/model/metric-definition.ts'
import { sayKind } from '../data/say-kind.ts'
import { NumberField } from '../ui/NumberField.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { EventFilter } from './EventFilter.tsx'
import { FactConditions } from './FactConditions.tsx'
import { factColumns } from './fact-columns.ts'
import { sayMetric } from './say-metric-definition.ts'

const usageOnly = ['distinct_users', 'distinct_events', 'breadth_share'] as const
const needsField = ['sum', 'mean', 'last', 'max', 'distinct'] as const
const unitWords: Partial<Record<string, string>> = { days_per_week: 'days a week' }

const aggregateChoices = {
	count: 'How many',
	distinct_users: 'How many people',
	distinct_events: 'How many different events',
	breadth_share: 'Share of the events there are',
	active_days: 'On how many days',
	sum: 'Sum',
	mean: 'Mean',
	last: 'Last value',
	max: 'Highest value',
	days_since: 'Days since the last one',
	share: 'Share of all',
	distinct: 'How many different values',
} as const
const changeChoices = [
	{ value: 'none', label: 'The number itself' },
	{ value: 'relative', label: 'Change in per cent against the window before' },
	{ value: 'difference', label: 'Difference to the window before' },
]
const betterChoices = [
	{ value: 'more', label: 'More is better' },
	{ value: 'less', label: 'Less is better' },
	{ value: 'none', label: 'Neither' },
]
const youngChoices = [
	{ value: 'unknown', label: 'It is unknown' },
	{ value: 'scale', label: 'It is scaled up to the window' },
	{ value: 'allow', label: 'It is taken as it is' },
]
const perChoices = [
	{ value: 'none', label: 'In all' },
	{ value: 'week', label: 'Per week' },
	{ value: 'seat', label: 'Per seat that was bought' },
]

/** The one of the list that the text is; what it was where it is none. */
function pick<const Value extends string>(list: readonly Value[], text: string, otherwise: Value): Value {
	return list.find(value => value === text) ?? otherwise
}

interface PartProps {
	metric: MetricDefinition
	onChange: (part: Partial<MetricDefinition>) => void
}

function NameFields({ metric, onChange }: PartProps) {
	return (
		<div className="grid gap-4 sm:grid-cols-2">
			<TextField label="Name" value={metric.name} onChange={name => onChange({ name })} maxLength={80} />
			<TextField
				label="In conditions"
				hint="Small letters, digits and _"
				spellCheck={false}
				value={metric.id}
				onChange={id => onChange({ id })}
				maxLength={63}
			/>
			<TextField
				label="What it means, in a line"
				className="sm:col-span-2"
				value={metric.meaning}
				onChange={meaning => onChange({ meaning })}
				maxLength={300}
			/>
			<SelectField
				label="Unit"
				value={metric.unit}
				choices={metricUnits.map(unit => ({ value: unit, label: unitWords[unit] ?? unit }))}
				onChange={unit => onChange({ unit: pick(metricUnits, unit, metric.unit) })}
			/>
			<SelectField
				label="Direction"
				value={metric.better}
				choices={betterChoices}
				onChange={better => onChange({ better: pick(['more', 'less', 'none'], better, metric.better) })}
			/>
		</div>
	)
}

function WhatFields({ metric, onChange }: PartProps) {
	const isUsage = metric.source === 'usage'
	const needs = needsField.some(name => name === metric.aggregate)
	function chooseSource(text: string) {
		const source = pick(metricSources, text, metric.source)
		const isNowUsage = source === 'usage'
		if (isNowUsage === isUsage) onChange({ source })
		// Events belong to usage, columns to facts: what the other has is dropped.
		else {
			onChange({
				source,
				filter: { where: [], of: [] },
				part: undefined,
				field: undefined,
				aggregate: 'count',
				windowDays: metric.windowDays ?? 28,
			})
		}
	}
	return (
		<div className="grid gap-4 sm:grid-cols-2">
			<SelectField
				label="From"
				value={metric.source}
				choices={metricSources
					.filter(source => source !== 'contract')
					.map(source => ({ value: source, label: sayKind(source) }))}
				onChange={chooseSource}
			/>
			<SelectField
				label="Take"
				value={metric.aggregate}
				choices={Object.entries(aggregateChoices)
					.filter(([name]) => isUsage || !usageOnly.some(only => only === name))
					.filter(([name]) => !isUsage || name !== 'distinct')
					.map(([value, label]) => ({ value, label }))}
				onChange={text => onChange({ aggregate: pick(metricAggregates, text, metric.aggregate) })}
			/>
			{needs && !isUsage && (
				<SelectField
					label="Of the column"
					value={metric.field ?? ''}
					choices={[
						{ value: '', label: 'Choose a column' },
						...factColumns(metric.source).map(name => ({ value: name, label: name })),
					]}
					onChange={field => onChange({ field: field || undefined })}
				/>
			)}
		</div>
	)
}

function WindowFields({ metric, onChange }: PartProps) {
	return (
		<div className="grid gap-4 sm:grid-cols-2">
			<NumberField
				label="Over the last"
				hint={metric.source === 'usage' ? 'days' : 'days; empty: since ever'}
				unit="d"
				isWhole
				isOptional={metric.source !== 'usage'}
				min={1}
				max={1100}
				value={metric.windowDays}
				onChange={windowDays => onChange({ windowDays })}
			/>
			<NumberField
				label="Ending"
				hint="days before the date"
				unit="d"
				isWhole
				min={0}
				max={1100}
				value={metric.offsetDays}
				onChange={offsetDays => offsetDays !== null && onChange({ offsetDays })}
			/>
			<SelectField
				label="As"
				value={metric.change}
				choices={changeChoices}
				onChange={text => onChange({ change: pick(['none', 'relative', 'difference'], text, metric.change) })}
			/>
			{metric.change === 'relative' && (
				<NumberField
					label="Needs at least"
					hint="in the window before, else it is unknown"
					min={0}
					value={metric.minimumBefore}
					onChange={minimumBefore => minimumBefore !== null && onChange({ minimumBefore })}
				/>
			)}
			<SelectField
				label="Counted"
				value={metric.per}
				choices={perChoices}
				onChange={text => onChange({ per: pick(['none', 'week', 'seat'], text, metric.per) })}
			/>
			<SelectField
				label="Where the account is younger than the window"
				value={metric.whenYounger}
				choices={youngChoices}
				onChange={text =>
					onChange({ whenYounger: pick(['unknown', 'scale', 'allow'], text, metric.whenYounger) })
				}
			/>
		</div>
	)
}

/** An own metric: declared, never coded. */
export function MetricForm({ metric, onChange }: PartProps) {
	const { filter } = metric
	return (
		<div className="flex flex-col gap-5">
			<NameFields metric={metric} onChange={onChange} />
			<WhatFields metric={metric} onChange={onChange} />
			{metric.source === 'usage' ? (
				<EventFilter
					filter={filter}
					aggregate={metric.aggregate}
					onChange={next => onChange({ filter: next })}
				/>
			) : (
				<>
					<FactConditions
						label="Only where"
						columns={factColumns(metric.source)}
						conditions={filter.where}
						onChange={where => onChange({ filter: { ...filter, where } })}
					/>
					{metric.aggregate === 'share' && (
						<FactConditions
							label="Of those where"
							columns={factColumns(metric.source)}
							conditions={filter.of}
							onChange={of => onChange({ filter: { ...filter, of } })}
						/>
					)}
				</>
			)}
			<WindowFields metric={metric} onChange={onChange} />
			<p className="rounded-md bg-hover px-3 py-2 text-13">{sayMetric(metric)}</p>
		</div>
	)
}
