import { Plus, X } from 'lucide-react'
import type { RenewalSettings, RenewalStep } from '../../core/model/renewal.ts'
import { Button } from '../ui/Button.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { freeId, useModelEditor, useProblemAt, withEntry, withoutEntry } from './model-editor.ts'
import { ownerChoices, ownerRoleOf } from './owner-choices.ts'

function RenewalSettingFields() {
	const { model, isReadOnly, change } = useModelEditor()
	const { renewals, automaticTasksPerDay } = model.settings
	const set = (part: Partial<RenewalSettings>) =>
		change(before => ({
			...before,
			settings: { ...before.settings, renewals: { ...before.settings.renewals, ...part } },
		}))
	const common = { isWhole: true, unit: 'd', disabled: isReadOnly }
	return (
		<div className="mb-4 grid max-w-4xl gap-4 sm:grid-cols-2 lg:grid-cols-4">
			<NumberField
				{...common}
				label="A renewal opens"
				hint="days before the contract's end"
				min={1}
				value={renewals.opensDaysBefore}
				onChange={days => days !== null && set({ opensDaysBefore: days })}
			/>
			<NumberField
				{...common}
				label="Grace"
				hint="a term that starts so late still renews it"
				min={0}
				value={renewals.graceDays}
				onChange={days => days !== null && set({ graceDays: days })}
			/>
			<NumberField
				{...common}
				label="Shortest term"
				hint="shorter ones have no renewal of their own"
				min={1}
				value={renewals.minimumTermDays}
				onChange={days => days !== null && set({ minimumTermDays: days })}
			/>
			<NumberField
				label="New tasks a day"
				hint="a CSM gets at most so many by themselves"
				isWhole
				min={1}
				disabled={isReadOnly}
				value={automaticTasksPerDay}
				onChange={count =>
					count !== null &&
					change(before => ({ ...before, settings: { ...before.settings, automaticTasksPerDay: count } }))
				}
			/>
		</div>
	)
}

function StepFields({
	step,
	onChange,
	onRemove,
}: {
	step: RenewalStep
	onChange: (part: Partial<RenewalStep>) => void
	onRemove: () => void
}) {
	const { isReadOnly } = useModelEditor()
	const problemOf = useProblemAt()
	const path = `renewalSteps.${step.id}`
	return (
		<article aria-label={step.name} className="flex gap-3 border-b py-4">
			<div className="grid min-w-0 flex-1 gap-4 sm:grid-cols-2 lg:grid-cols-3 2xl:grid-cols-[110px_180px_1fr_150px_110px]">
				<NumberField
					label="Before the end"
					unit="d"
					isWhole
					min={0}
					disabled={isReadOnly}
					value={step.daysBefore}
					problem={problemOf(`${path}.daysBefore`)}
					onChange={daysBefore => daysBefore !== null && onChange({ daysBefore })}
				/>
				<TextField
					label="Step"
					disabled={isReadOnly}
					value={step.name}
					problem={problemOf(`${path}.name`)}
					onChange={name => onChange({ name })}
				/>
				<TextField
					label="Task"
					disabled={isReadOnly}
					value={step.title}
					hint={`Done when ${step.doneWhen}`}
					problem={problemOf(`${path}.title`)}
					onChange={title => onChange({ title })}
				/>
				<SelectField
					label="Owner"
					disabled={isReadOnly}
					value={step.owner}
					choices={ownerChoices}
					onChange={value => onChange({ owner: ownerRoleOf(value) ?? step.owner })}
				/>
				<NumberField
					label="Due in"
					hint="working days"
					isWhole
					min={0}
					disabled={isReadOnly}
					value={step.dueInWorkingDays}
					onChange={days => days !== null && onChange({ dueInWorkingDays: days })}
				/>
			</div>
			{!isReadOnly && (
				<IconButton label={`Take ${step.name} away`} icon={<X size={14} />} onClick={onRemove} />
			)}
		</article>
	)
}

/** When renewals open and what is done at which distance. */
export function RenewalsSection() {
	const { model, isReadOnly, change } = useModelEditor()
	const { renewalSteps } = model
	const set = (next: RenewalStep[]) => change(before => ({ ...before, renewalSteps: next }))
	function add() {
		const id = freeId(
			'new_step',
			renewalSteps.map(step => step.id),
		)
		set([
			...renewalSteps,
			{
				id,
				name: 'New step',
				daysBefore: 45,
				title: 'What is to be done',
				reason: 'The renewal comes near',
				owner: 'csm',
				dueInWorkingDays: 5,
				hours: 1,
				doneWhen: 'it is recorded',
			},
		])
	}
	return (
		<Section
			title="Renewals"
			facts="What is done at which distance from the contract's end"
			controls={
				!isReadOnly && (
					<Button icon={<Plus size={14} />} onClick={add}>
						Add a step
					</Button>
				)
			}
		>
			<RenewalSettingFields />
			<div className="border-t">
				{renewalSteps.map((step, index) => (
					<StepFields
						// biome-ignore lint/suspicious/noArrayIndexKey: ids may be the same for a moment while they are edited
						key={index}
						step={step}
						onChange={part => set(withEntry(renewalSteps, index, part))}
						onRemove={() => set(withoutEntry(renewalSteps, index))}
					/>
				))}
			</div>
		</Section>
	)
}
