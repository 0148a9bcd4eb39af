import { Plus } from 'lucide-react'
import type { LifecycleStage } from '../../core/model/lifecycle-stage.ts'
import { Button } from '../ui/Button.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { ConditionField } from './ConditionField.tsx'
import { freeId, useModelEditor, useProblemAt, withEntry, withMoved, withoutEntry } from './model-editor.ts'
import { OnboardingSection } from './OnboardingSection.tsx'
import { OrderedCard } from './OrderedCard.tsx'
import { ownerChoices, ownerRoleOf } from './owner-choices.ts'
import { WithPreview } from './PreviewPanel.tsx'
import { RenewalsSection } from './RenewalsSection.tsx'

function StageFields({
	stage,
	onChange,
}: {
	stage: LifecycleStage
	onChange: (part: Partial<LifecycleStage>) => void
}) {
	const { isReadOnly } = useModelEditor()
	const problemOf = useProblemAt()
	const path = `lifecycleStages.${stage.id}`
	return (
		<div className="flex flex-col gap-4">
			<div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
				<TextField
					label="Name"
					hint={stage.id}
					disabled={isReadOnly}
					value={stage.name}
					problem={problemOf(`${path}.name`) ?? problemOf(`${path}.id`)}
					onChange={name => onChange({ name })}
				/>
				<SelectField
					label="Owner"
					disabled={isReadOnly}
					value={stage.owner}
					choices={ownerChoices}
					onChange={value => onChange({ owner: ownerRoleOf(value) ?? stage.owner })}
				/>
				<NumberField
					label="Usual duration"
					unit="d"
					isWhole
					min={1}
					disabled={isReadOnly}
					value={stage.usualDurationDays}
					onChange={days => days !== null && onChange({ usualDurationDays: days })}
				/>
				<TextField
					label="What success looks like"
					className="sm:col-span-2 lg:col-span-3"
					disabled={isReadOnly}
					value={stage.success}
					onChange={success => onChange({ success })}
				/>
			</div>
			<div className="grid gap-4 md:grid-cols-2">
				<ConditionField
					label="Comes in when"
					path={`${path}.enter`}
					value={stage.enter}
					onChange={enter => onChange({ enter: enter ?? '' })}
				/>
				<ConditionField
					label="May leave when"
					path={`${path}.exit`}
					value={stage.exit}
					whenEmpty="As soon as another stage is entered"
					onChange={exit => onChange({ exit })}
				/>
			</div>
		</div>
	)
}

/** Lifecycle stages, the onboarding plan, and what is done before a renewal. */
export function StagesTab() {
	const { model, isReadOnly, change } = useModelEditor()
	const { lifecycleStages } = model
	const set = (next: LifecycleStage[]) => change(before => ({ ...before, lifecycleStages: next }))
	function add() {
		const id = freeId(
			'new_stage',
			lifecycleStages.map(stage => stage.id),
		)
		set([
			...lifecycleStages,
			{
				id,
				name: 'New stage',
				enter: 'tenure_days >= 365',
				owner: 'csm',
				success: '',
				usualDurationDays: 90,
			},
		])
	}
	return (
		<WithPreview>
			<Section
				title="Lifecycle stages"
				facts="From the contract to the next one; the furthest that an account comes into has it"
				controls={
					!isReadOnly && (
						<Button icon={<Plus size={14} />} onClick={add}>
							Add a stage
						</Button>
					)
				}
			>
				<div className="border-t">
					{lifecycleStages.map((stage, index) => (
						<OrderedCard
							// biome-ignore lint/suspicious/noArrayIndexKey: ids may be the same for a moment while they are edited
							key={index}
							name={stage.name || stage.id}
							index={index}
							count={lifecycleStages.length}
							onMove={by => set(withMoved(lifecycleStages, index, by))}
							onRemove={() => set(withoutEntry(lifecycleStages, index))}
						>
							<StageFields stage={stage} onChange={part => set(withEntry(lifecycleStages, index, part))} />
						</OrderedCard>
					))}
				</div>
			</Section>
			<OnboardingSection />
			<RenewalsSection />
		</WithPreview>
	)
}
