import { eventLists, type MetricAggregate, type MetricFilter } from '../../core/model/metric-definition.ts'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { eventListWords } from './EventListsSection.tsx'
import { NamesField } from './NamesField.tsx'

const needsProperty: readonly MetricAggregate[] = ['sum', 'mean', 'last', 'max']

const choices = [
	{ value: '', label: 'All events' },
	...eventLists.map(list => ({ value: list, label: eventListWords[list].label })),
	{ value: 'named', label: 'Events by name' },
]

/** Which usage a metric counts. */
export function EventFilter({
	filter,
	aggregate,
	onChange,
}: {
	filter: MetricFilter
	aggregate: MetricAggregate
	onChange: (filter: MetricFilter) => void
}) {
	const chosen = filter.events ? 'named' : (filter.eventList ?? '')
	function choose(value: string) {
		const { events: _, eventList: __, ...rest } = filter
		const list = eventLists.find(name => name === value)
		if (value === 'named') onChange({ ...rest, events: ['event_name'] })
		else onChange(list ? { ...rest, eventList: list } : rest)
	}
	return (
		<div className="grid gap-4 sm:grid-cols-2">
			<SelectField label="Which events" value={chosen} choices={choices} onChange={choose} />
			{filter.events && (
				<NamesField
					label="Their names"
					hint="Separated by commas"
					disabled={false}
					names={filter.events}
					onChange={events => onChange({ ...filter, events: events.length > 0 ? events : undefined })}
				/>
			)}
			{needsProperty.includes(aggregate) && (
				<TextField
					label="Of the property"
					hint="$users is the daily number of people"
					spellCheck={false}
					value={filter.property ?? ''}
					onChange={property => onChange({ ...filter, property: property || undefined })}
				/>
			)}
		</div>
	)
}
