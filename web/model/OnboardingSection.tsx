import { Plus, X } from 'lucide-react'
import type { PlanMilestone } from '../../core/model/lifecycle-stage.ts'
import { Button } from '../ui/Button.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { freeId, useModelEditor, useProblemAt, withEntry, withoutEntry } from './model-editor.ts'

const columns = 'grid gap-2 md:grid-cols-[220px_220px_120px_32px] grid-cols-[1fr_1fr_80px_32px]'

/** Milestones of onboarding with the day on which each is due. */
export function OnboardingSection() {
	const { model, isReadOnly, change } = useModelEditor()
	const problemOf = useProblemAt()
	const { onboardingPlan, settings } = model
	const set = (next: PlanMilestone[]) => change(before => ({ ...before, onboardingPlan: next }))
	const setFirstValue = (firstValueMilestone: string) =>
		change(before => ({ ...before, settings: { ...before.settings, firstValueMilestone } }))
	function add() {
		const milestone = freeId(
			'milestone',
			onboardingPlan.map(entry => entry.milestone),
		)
		set([
			...onboardingPlan,
			{ milestone, name: 'New milestone', dueDay: (onboardingPlan.at(-1)?.dueDay ?? 0) + 7 },
		])
	}
	return (
		<Section
			title="Onboarding plan"
			facts="Days count from the start of the contract, which is day 1"
			controls={
				!isReadOnly && (
					<Button icon={<Plus size={14} />} onClick={add}>
						Add a milestone
					</Button>
				)
			}
		>
			<div aria-hidden="true" className={`${columns} border-b pb-1 text-12 text-second`}>
				<span>Milestone</span>
				<span>As files name it</span>
				<span className="text-right">Due on day</span>
			</div>
			{onboardingPlan.map((entry, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: names may be the same for a moment while they are edited
				<div key={index} className={`${columns} items-start border-b py-2`}>
					<TextField
						label={`Name of milestone ${index + 1}`}
						isLabelHidden
						disabled={isReadOnly}
						value={entry.name}
						problem={problemOf(`onboardingPlan.${index + 1}`)}
						onChange={name => set(withEntry(onboardingPlan, index, { name }))}
					/>
					<TextField
						label={`Milestone ${index + 1} in files`}
						isLabelHidden
						disabled={isReadOnly}
						value={entry.milestone}
						onChange={milestone => set(withEntry(onboardingPlan, index, { milestone }))}
					/>
					<NumberField
						label={`Day of milestone ${index + 1}`}
						isLabelHidden
						isWhole
						min={1}
						disabled={isReadOnly}
						value={entry.dueDay}
						onChange={dueDay => dueDay !== null && set(withEntry(onboardingPlan, index, { dueDay }))}
					/>
					{!isReadOnly && (
						<IconButton
							label={`Take ${entry.name} away`}
							icon={<X size={14} />}
							onClick={() => set(withoutEntry(onboardingPlan, index))}
						/>
					)}
				</div>
			))}
			<SelectField
				label="First value is reached with"
				className="mt-4 w-56"
				disabled={isReadOnly}
				value={settings.firstValueMilestone}
				choices={[
					...new Set([settings.firstValueMilestone, ...onboardingPlan.map(entry => entry.milestone)]),
				].map(milestone => ({
					value: milestone,
					label: onboardingPlan.find(entry => entry.milestone === milestone)?.name ?? milestone,
				}))}
				onChange={setFirstValue}
			/>
		</Section>
	)
}
