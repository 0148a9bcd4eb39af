import { Check, Target } from 'lucide-react'
import { useState } from 'react'
import { recordGoal, recordMilestone } from '../../api/account-changes.ts'
import { getModel } from '../../api/model.ts'
import { spell } from '../accounts/spell.ts'
import { call, useCall } from '../session/call-query.ts'
import { useMay } from '../session/use-session.ts'
import { DayText } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { Combobox } from '../ui/Combobox.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { formatNumber } from '../ui/format-number.ts'
import { Progress } from '../ui/Progress.tsx'
import { Section } from '../ui/Section.tsx'
import { TextField } from '../ui/TextField.tsx'
import { type AccountRecord, useAccountChange } from './use-account.ts'

function numberOf(text: string): number | undefined {
	const value = Number(text)
	return text.trim() !== '' && Number.isFinite(value) ? value : undefined
}

function GoalDialog({
	id,
	given,
	isOpen,
	onClose,
}: {
	id: string
	given: { goal: string; target: number | null } | undefined
	isOpen: boolean
	onClose: () => void
}) {
	const [goal, setGoal] = useState(given?.goal ?? '')
	const [target, setTarget] = useState(given?.target == null ? '' : String(given.target))
	const [progress, setProgress] = useState('')
	const save = useAccountChange(
		() => {
			const [targetValue, progressValue] = [numberOf(target), numberOf(progress)]
			return call(recordGoal, {
				params: { id },
				body: {
					goal,
					...(targetValue === undefined ? {} : { target: targetValue }),
					...(progressValue === undefined ? {} : { progress: progressValue }),
				},
			})
		},
		{ done: `Goal “${goal}” saved`, onSuccess: onClose },
	)
	return (
		<Dialog
			isOpen={isOpen}
			onClose={onClose}
			title={given ? 'Record progress' : 'Set a goal'}
			description="What the customer wants to reach, in its own words and numbers."
			actions={
				<Button
					kind="primary"
					disabled={goal.trim() === ''}
					isBusy={save.isPending}
					onClick={() => save.mutate(undefined)}
				>
					Save goal
				</Button>
			}
		>
			<div className="grid gap-3 pb-2 sm:grid-cols-2">
				<TextField
					label="Goal"
					className="sm:col-span-2"
					value={goal}
					onChange={setGoal}
					maxLength={250}
					disabled={given !== undefined}
				/>
				<TextField label="Target" type="number" step="any" value={target} onChange={setTarget} />
				<TextField label="Reached so far" type="number" step="any" value={progress} onChange={setProgress} />
			</div>
		</Dialog>
	)
}

function MilestoneDialog({
	id,
	today,
	choices,
	isOpen,
	onClose,
}: {
	id: string
	today: string
	choices: { value: string; label: string }[]
	isOpen: boolean
	onClose: () => void
}) {
	const [milestone, setMilestone] = useState('')
	const [on, setOn] = useState(today)
	const save = useAccountChange(
		() => call(recordMilestone, { params: { id }, body: { milestone, reached_on: on } }),
		{ done: 'Milestone reached', onSuccess: onClose },
	)
	return (
		<Dialog
			isOpen={isOpen}
			onClose={onClose}
			title="Milestone reached"
			actions={
				<Button
					kind="primary"
					disabled={milestone === '' || on === '' || on > today}
					isBusy={save.isPending}
					onClick={() => save.mutate(undefined)}
				>
					Record milestone
				</Button>
			}
		>
			<div className="grid min-h-40 content-start gap-3 pb-2 sm:grid-cols-2">
				<Combobox
					label="Milestone"
					value={milestone}
					choices={choices}
					onChange={setMilestone}
					placeholder="Choose"
				/>
				<TextField label="Reached on" type="date" max={today} value={on} onChange={setOn} />
			</div>
		</Dialog>
	)
}

type Goal = AccountRecord['goals'][number]

/** The latest measurement of each goal. */
function latestGoals(goals: readonly Goal[]): Goal[] {
	const latest = new Map<string, Goal>()
	for (const goal of goals) {
		const known = latest.get(goal.goal)
		if (!known || known.measured_on <= goal.measured_on) latest.set(goal.goal, goal)
	}
	return [...latest.values()]
}

function GoalLine({
	goal,
	today,
	onRecord,
}: {
	goal: Goal
	today: string
	onRecord: (() => void) | undefined
}) {
	return (
		<li className="border-b py-2 text-13">
			<div className="flex items-center gap-3">
				<span className="min-w-0 flex-1 truncate font-medium">{goal.goal}</span>
				<span>
					{goal.progress === null ? '–' : formatNumber(goal.progress, 1)}
					<span className="text-second"> of {goal.target === null ? '–' : formatNumber(goal.target, 1)}</span>
				</span>
				<span className="w-16 text-right text-second">
					<DayText value={goal.measured_on} today={today} />
				</span>
				{onRecord && (
					<Button kind="quiet" className="h-7 px-2" onClick={onRecord}>
						Record
					</Button>
				)}
			</div>
			{goal.progress !== null && goal.target !== null && (
				<div className="mt-1.5">
					<Progress label={`Progress of ${goal.goal}`} value={goal.progress} most={goal.target} />
				</div>
			)}
		</li>
	)
}

/** What the customer wants to reach, and how far its onboarding is. */
export function GoalsSection({ record, today }: { record: AccountRecord; today: string }) {
	const may = useMay()
	const model = useCall(getModel, {}, { enabled: may('model.read') })
	const [dialog, setDialog] = useState<{ kind: 'milestone' } | { kind: 'goal'; goal?: Goal }>()
	const { id } = record.account
	const plan = model.data?.model.onboardingPlan ?? []
	const reached = new Map(record.milestones.map(entry => [entry.milestone, entry.reached_on]))
	const named = new Map(plan.map(entry => [entry.milestone, entry.name]))
	const milestones = [...new Set([...plan.map(entry => entry.milestone), ...reached.keys()])]
	const goals = latestGoals(record.goals)
	return (
		<Section
			id="goals"
			title="Goals and milestones"
			controls={
				record.may_change && (
					<>
						<Button icon={<Check size={14} />} onClick={() => setDialog({ kind: 'milestone' })}>
							Milestone reached
						</Button>
						<Button icon={<Target size={14} />} onClick={() => setDialog({ kind: 'goal' })}>
							Set a goal
						</Button>
					</>
				)
			}
		>
			<div className="grid gap-x-10 gap-y-6 lg:grid-cols-2">
				<div>
					<h3 className="mb-1 text-13 font-medium">Goals</h3>
					{goals.length === 0 && <p className="text-13 text-second">No goal is agreed yet.</p>}
					<ul>
						{goals.map(goal => (
							<GoalLine
								key={goal.goal}
								goal={goal}
								today={today}
								onRecord={record.may_change ? () => setDialog({ kind: 'goal', goal }) : undefined}
							/>
						))}
					</ul>
				</div>
				<div>
					<h3 className="mb-1 text-13 font-medium">Milestones</h3>
					<ul>
						{milestones.map(milestone => {
							const on = reached.get(milestone)
							return (
								<li key={milestone} className="flex min-h-8 items-center gap-2 border-b text-13">
									<span className={on ? 'text-good' : 'text-second'}>
										{on ? <Check size={14} aria-hidden="true" /> : <span aria-hidden="true">·</span>}
									</span>
									<span className="flex-1">{named.get(milestone) ?? spell(milestone)}</span>
									<span className="text-second">
										{on ? <DayText value={on} today={today} /> : 'not reached'}
									</span>
								</li>
							)
						})}
					</ul>
				</div>
			</div>
			{dialog?.kind === 'goal' && (
				<GoalDialog id={id} given={dialog.goal} isOpen onClose={() => setDialog(undefined)} />
			)}
			{dialog?.kind === 'milestone' && (
				<MilestoneDialog
					id={id}
					today={today}
					choices={milestones
						.filter(milestone => !reached.has(milestone))
						.map(value => ({ value, label: named.get(value) ?? spell(value) }))}
					isOpen
					onClose={() => setDialog(undefined)}
				/>
			)}
		</Section>
	)
}
