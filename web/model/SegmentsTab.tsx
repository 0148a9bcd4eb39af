import { Plus } from 'lucide-react'
import type { Segment } from '../../core/model/segment.ts'
import { useWorkspace } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { ConditionField } from './ConditionField.tsx'
import { freeId, useModelEditor, useProblemAt, withEntry, withMoved, withoutEntry } from './model-editor.ts'
import { OrderedCard } from './OrderedCard.tsx'
import { WithPreview } from './PreviewPanel.tsx'
import { ServiceLevelsSection } from './ServiceLevelsSection.tsx'

function SegmentFields({
	segment,
	onChange,
}: {
	segment: Segment
	onChange: (part: Partial<Segment>) => void
}) {
	const { model, isReadOnly } = useModelEditor()
	const problemOf = useProblemAt()
	const path = `segments.${segment.id}`
	return (
		<div className="grid gap-4 md:grid-cols-[160px_1fr_170px]">
			<TextField
				label="Name"
				hint={segment.id}
				disabled={isReadOnly}
				value={segment.name}
				problem={problemOf(`${path}.name`) ?? problemOf(`${path}.id`)}
				onChange={name => onChange({ name })}
			/>
			<ConditionField
				label="Accounts of which"
				path={`${path}.when`}
				value={segment.when}
				whenEmpty="All that no segment before it took"
				onChange={when => onChange({ when })}
			/>
			<SelectField
				label="Service level"
				disabled={isReadOnly}
				value={segment.serviceLevel}
				choices={model.serviceLevels.map(({ id, name }) => ({ value: id, label: name }))}
				problem={problemOf(`${path}.serviceLevel`)}
				onChange={serviceLevel => onChange({ serviceLevel })}
			/>
		</div>
	)
}

/** Segments in the order in which they are asked, and what each is owed. */
export function SegmentsTab() {
	const { model, isReadOnly, change } = useModelEditor()
	const currency = useWorkspace().data?.currency
	const { segments } = model
	const set = (next: Segment[]) => change(before => ({ ...before, segments: next }))
	function add() {
		const id = freeId(
			'new_segment',
			segments.map(segment => segment.id),
		)
		const added: Segment = {
			id,
			name: 'New segment',
			when: 'arr >= 250000',
			serviceLevel: model.serviceLevels[0]?.id ?? '',
		}
		set([added, ...segments])
	}
	return (
		<WithPreview>
			<Section
				title="Segments"
				facts="Asked from the first to the last; the first that fits has the account"
				controls={
					!isReadOnly && (
						<Button icon={<Plus size={14} />} onClick={add}>
							Add a segment
						</Button>
					)
				}
			>
				<div className="border-t">
					{segments.map((segment, index) => (
						<OrderedCard
							// biome-ignore lint/suspicious/noArrayIndexKey: ids may be the same for a moment while they are edited
							key={index}
							name={segment.name || segment.id}
							index={index}
							count={segments.length}
							onMove={by => set(withMoved(segments, index, by))}
							onRemove={segments.length > 1 ? () => set(withoutEntry(segments, index)) : undefined}
						>
							<SegmentFields segment={segment} onChange={part => set(withEntry(segments, index, part))} />
						</OrderedCard>
					))}
				</div>
			</Section>
			<ServiceLevelsSection currency={currency ?? null} />
		</WithPreview>
	)
}
