import { type EventListName, eventLists } from '../../core/model/metric-definition.ts'
import { Section } from '../ui/Section.tsx'
import { useModelEditor } from './model-editor.ts'
import { NamesField } from './NamesField.tsx'

export const eventListWords: Readonly<Record<EventListName, { label: string; hint: string }>> = {
	logins: { label: 'Log-ins', hint: 'Empty: those named like one, else every event.' },
	key_features: { label: 'Key features', hint: 'Features that customers who stay use.' },
	outcome_features: { label: 'Outcome features', hint: 'Features that carry the outcome that was bought.' },
	higher_plan_features: { label: 'Features of a higher plan', hint: 'Trying them is a signal of growth.' },
}

/** Which events mean what: metrics refer to these lists. */
export function EventListsSection() {
	const { model, isReadOnly, change } = useModelEditor()
	const { events } = model.settings
	return (
		<Section title="Events by what they mean" facts="Names as the usage files have them, separated by commas">
			<div className="grid max-w-4xl gap-4 md:grid-cols-2">
				{eventLists.map(list => (
					<NamesField
						key={list}
						label={eventListWords[list].label}
						hint={eventListWords[list].hint}
						disabled={isReadOnly}
						names={events[list]}
						onChange={names =>
							change(before => ({
								...before,
								settings: { ...before.settings, events: { ...before.settings.events, [list]: names } },
							}))
						}
					/>
				))}
			</div>
		</Section>
	)
}
