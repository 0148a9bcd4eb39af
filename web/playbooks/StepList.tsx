import { ArrowDown, ArrowUp, CornerDownRight, Ellipsis, Plus, Trash2 } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import type { BranchStep, PlaybookStep, StepKind } from '../../core/model/playbook-step.ts'
import { useSentence } from '../model/ConditionField.tsx'
import { Button } from '../ui/Button.tsx'
import { classNames } from '../ui/class-names.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { Menu } from '../ui/Menu.tsx'
import { showToast } from '../ui/toast-store.ts'
import { AddStep, kindItems } from './AddStep.tsx'
import { ConditionInput } from './ConditionInput.tsx'
import { type DraftProblem, problemAt, stillToWrite } from './check-draft.ts'
import { usePlaybookEditor, useProblemAt } from './playbook-editor.ts'
import { roleWords, stepWords } from './playbook-words.ts'
import { StepForm } from './StepForm.tsx'
import { StepIcon } from './StepIcon.tsx'
import { sayWhen } from './say-draft-step.ts'
import {
	canEnter,
	changeLevel,
	enterBranch,
	freeStepId,
	getLevel,
	type Level,
	moveStep,
	newStep,
	pathOf,
} from './step-tree.ts'
import { useStepWords } from './use-step-words.ts'

interface LevelProps {
	level: Level
	/** Id of the step that stands open. */
	open: string | undefined
	onOpen: (id: string | undefined) => void
}

/** The steps of a level, one after another; those of branches are indented below them. */
export function StepLevel({ level, open, onOpen }: LevelProps) {
	const { draft, isReadOnly, change } = usePlaybookEditor()
	const problemOf = useProblemAt()
	const steps = getLevel(draft.steps, level)
	function add(kind: StepKind, at: number) {
		const step = newStep(kind, freeStepId(draft.steps, kind))
		change(now => ({ ...now, steps: changeLevel(now.steps, level, list => list.toSpliced(at, 0, step)) }))
		onOpen(step.id)
	}
	const problem = steps.length === 0 ? problemOf(pathOf(level)) : undefined
	return (
		<div>
			<ol className="flex flex-col">
				{steps.map((step, index) => (
					<StepRow
						key={step.id}
						step={step}
						index={index}
						level={level}
						open={open}
						onOpen={onOpen}
						onAdd={kind => add(kind, index + 1)}
					/>
				))}
			</ol>
			{steps.length === 0 && (
				<p className={classNames('py-1.5 text-13', problem ? 'text-alarm' : 'text-second')}>
					{problem ?? 'Nothing is done.'}
				</p>
			)}
			{!isReadOnly && (
				<AddStep
					label={level.length === 0 ? 'Add a step' : 'Add a step here'}
					level={level}
					onAdd={kind => add(kind, steps.length)}
				/>
			)}
		</div>
	)
}

function StepRow({
	step,
	index,
	level,
	open,
	onOpen,
	onAdd,
}: LevelProps & { step: PlaybookStep; index: number; onAdd: (kind: StepKind) => void }) {
	const { draft, problems, isReadOnly, change } = usePlaybookEditor()
	const problemOf = useProblemAt()
	const words = useStepWords(step)
	const path = `${pathOf(level)}.${index}`
	const isOpen = open === step.id
	const replace = (next: PlaybookStep) =>
		change(now => ({ ...now, steps: changeLevel(now.steps, level, list => list.with(index, next)) }))
	const acts = useStepActs(level, index)
	function handleKey(event: KeyboardEvent) {
		if (isReadOnly) return
		if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
			event.preventDefault()
			acts.move(event.key === 'ArrowUp' ? -1 : 1)
			const id = `step-${step.id}`
			requestAnimationFrame(() => document.getElementById(id)?.focus())
		} else if (event.key === 'Delete') {
			event.preventDefault()
			acts.remove()
		}
	}
	const ownProblem = step.kind === 'branch' ? problemOfBranch(step, path, problemOf) : problemOf(path)
	const unshown = problemAt(problems.filter(isUnshown), path)
	return (
		<li className="border-t">
			<div className="flex items-start gap-2 py-1">
				<button
					type="button"
					id={`step-${step.id}`}
					aria-expanded={isOpen}
					aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Delete"
					className="flex min-h-8 min-w-0 flex-1 items-start gap-2.5 rounded-md px-1 py-1.5 text-left text-13 hover:bg-hover"
					onClick={() => onOpen(isOpen ? undefined : step.id)}
					onKeyDown={handleKey}
				>
					<span className="mt-0.5 text-second">
						<StepIcon kind={step.kind} />
					</span>
					<span className="min-w-0 flex-1">
						<span className="block break-words">{words}</span>
						<StepFacts step={step} owner={roleWords[draft.owner]} />
						{ownProblem && !isOpen && <span className="block text-12 text-alarm">{ownProblem}</span>}
					</span>
				</button>
				{!isReadOnly && <StepButtons step={step} index={index} level={level} onAdd={onAdd} />}
			</div>
			{isOpen && step.kind !== 'branch' && (
				<div className="pt-1 pb-5 pl-8 max-sm:pl-1">
					<StepForm step={step} path={path} onChange={replace} />
					{unshown && <p className="mt-3 text-12 text-alarm">{unshown}</p>}
				</div>
			)}
			{step.kind === 'branch' && (
				<BranchArms
					branch={step}
					path={path}
					isOpen={isOpen}
					onChange={replace}
					{...{ level, index, open, onOpen }}
				/>
			)}
		</li>
	)
}

const fieldsWithProblems = [
	'title',
	'text',
	'doneWhen',
	'subject',
	'body',
	'endpoint',
	'event',
	'field',
	'value',
	'stage',
	'stageLabel',
	'dueInWorkingDays',
	'until',
	'limitDays',
]

/** Whether the form of a step does not say it beside the field itself. */
function isUnshown({ path, message }: DraftProblem): boolean {
	return message !== stillToWrite && !fieldsWithProblems.includes(path.split('.').at(-1) ?? '')
}

/** Of a branch only what is wrong with itself: the steps of its arms say their own. */
function problemOfBranch(
	step: BranchStep,
	path: string,
	problemOf: (path: string) => string | undefined,
): string | undefined {
	const own = [`${path}.id`, ...step.arms.map((_, arm) => `${path}.arms.${arm}.when`)]
	return own.flatMap(place => problemOf(place) ?? [])[0]
}

function StepFacts({ step, owner }: { step: PlaybookStep; owner: string }) {
	if (step.kind === 'branch' || step.kind === 'wait') return null
	const isDone = step.kind === 'task' || step.kind === 'approval'
	const facts = [
		isDone ? (step.owner ? roleWords[step.owner] : owner) : stepWords[step.kind],
		...(step.dueInWorkingDays === undefined
			? []
			: [
					isDone
						? `due on working day ${step.dueInWorkingDays}`
						: `not before working day ${step.dueInWorkingDays}`,
				]),
		...('to' in step && 'contact' in step.to
			? [step.approval === 'not_needed' ? 'goes out without approval' : 'waits for approval']
			: []),
	]
	return <span className="block text-12 text-second">{facts.join(' · ')}</span>
}

function useStepActs(level: Level, index: number) {
	const { draft, change } = usePlaybookEditor()
	return {
		move: (by: 1 | -1) => change(now => ({ ...now, steps: moveStep(now.steps, level, index, by) })),
		enter: (by: 1 | -1) => change(now => ({ ...now, steps: enterBranch(now.steps, level, index, by) })),
		remove: () => {
			const before = draft.steps
			change(now => ({ ...now, steps: changeLevel(now.steps, level, list => list.toSpliced(index, 1)) }))
			showToast('Step taken away', { undo: () => change(now => ({ ...now, steps: before })) })
		},
	}
}

function StepButtons({
	step,
	index,
	level,
	onAdd,
}: {
	step: PlaybookStep
	index: number
	level: Level
	onAdd: (kind: StepKind) => void
}) {
	const { draft } = usePlaybookEditor()
	const acts = useStepActs(level, index)
	const steps = getLevel(draft.steps, level)
	const isTop = level.length === 0
	const name = stepWords[step.kind].toLowerCase()
	return (
		<div className="flex shrink-0">
			<IconButton
				label={`Move ${name} up${index === 0 && !isTop ? ', out of the branch' : ''}`}
				icon={<ArrowUp size={14} />}
				className="size-7 max-sm:hidden"
				disabled={index === 0 && isTop}
				onClick={() => acts.move(-1)}
			/>
			<IconButton
				label={`Move ${name} down${index === steps.length - 1 && !isTop ? ', out of the branch' : ''}`}
				icon={<ArrowDown size={14} />}
				className="size-7 max-sm:hidden"
				disabled={index === steps.length - 1 && isTop}
				onClick={() => acts.move(1)}
			/>
			<Menu
				trigger={<IconButton label={`More for ${name}`} icon={<Ellipsis size={14} />} className="size-7" />}
				items={[
					{
						label: 'Move up',
						icon: <ArrowUp size={14} />,
						disabled: index === 0 && isTop,
						onSelect: () => acts.move(-1),
					},
					{
						label: 'Move down',
						icon: <ArrowDown size={14} />,
						disabled: index === steps.length - 1 && isTop,
						onSelect: () => acts.move(1),
					},
					...(canEnter(draft.steps, level, index, 1)
						? [
								{
									label: 'Move into the branch below',
									icon: <CornerDownRight size={14} />,
									onSelect: () => acts.enter(1),
								},
							]
						: []),
					...(canEnter(draft.steps, level, index, -1)
						? [
								{
									label: 'Move into the branch above',
									icon: <CornerDownRight size={14} />,
									onSelect: () => acts.enter(-1),
								},
							]
						: []),
					{
						label: 'Take it away',
						icon: <Trash2 size={14} />,
						isDanger: true,
						onSelect: acts.remove,
					},
					...kindItems(level, onAdd).map((item, at) => ({
						...item,
						label: `Then: ${item.label.toLowerCase()}`,
						startsGroup: at === 0,
					})),
				]}
			/>
		</div>
	)
}

function BranchArms({
	branch,
	path,
	isOpen,
	level,
	index,
	open,
	onOpen,
	onChange,
}: LevelProps & {
	branch: BranchStep
	path: string
	isOpen: boolean
	index: number
	onChange: (branch: BranchStep) => void
}) {
	const { isReadOnly } = usePlaybookEditor()
	const say = useSentence()
	return (
		<div className="flex flex-col gap-2 pb-2 pl-5 max-sm:pl-2">
			{branch.arms.map((arm, at) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: an arm has no name of its own
				<section key={at} aria-label={`Way ${at + 1}`} className="border-l-2 pl-3">
					{isOpen && !isReadOnly ? (
						<div className="flex items-start gap-2 pb-2">
							<div className="min-w-0 flex-1">
								<ConditionInput
									label={at === 0 ? 'If' : 'Else, if'}
									path={`${path}.arms.${at}.when`}
									value={arm.when}
									onChange={when =>
										onChange({ ...branch, arms: branch.arms.with(at, { ...arm, when: when ?? '' }) })
									}
								/>
							</div>
							<IconButton
								label={`Take way ${at + 1} away`}
								icon={<Trash2 size={14} />}
								disabled={branch.arms.length === 1}
								onClick={() => onChange({ ...branch, arms: branch.arms.toSpliced(at, 1) })}
							/>
						</div>
					) : (
						<p className="py-1 text-12 text-second">
							{branch.arms.length === 1
								? 'Then'
								: `${at === 0 ? 'If' : 'Else, if'} ${sayWhen(arm.when, say)}`}
						</p>
					)}
					<StepLevel level={[...level, { at: index, arm: at }]} open={open} onOpen={onOpen} />
				</section>
			))}
			{isOpen && !isReadOnly && (
				<div>
					<Button
						kind="quiet"
						className="-ml-2 px-2 text-second"
						icon={<Plus size={14} />}
						onClick={() => onChange({ ...branch, arms: [...branch.arms, { when: '', steps: [] }] })}
					>
						Add a way
					</Button>
				</div>
			)}
			{(branch.otherwise.length > 0 || !isReadOnly) && (
				<section aria-label="Otherwise" className="border-l-2 border-dashed pl-3">
					<p className="py-1 text-12 text-second">Otherwise, or where it is not known</p>
					<StepLevel level={[...level, { at: index, arm: 'otherwise' }]} open={open} onOpen={onOpen} />
				</section>
			)}
		</div>
	)
}
