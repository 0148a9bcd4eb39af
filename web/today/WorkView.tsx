import { Link } from '@tanstack/react-router'
import type { TaskEntry } from '../../api/tasks.ts'
import { sayProblem } from '../session/call-query.ts'
import { useMay } from '../session/use-session.ts'
import { useTaskActions } from '../tasks/use-task-actions.ts'
import { Money } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { classNames } from '../ui/class-names.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount, formatNumber } from '../ui/format-number.ts'
import { Hint } from '../ui/Hint.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { BookPanel } from './BookPanel.tsx'
import { HeldTasks } from './HeldTasks.tsx'
import { TaskGroup } from './TaskGroup.tsx'
import { type TaskState, useAccountRows, useTasks } from './use-today.ts'

const states: readonly { id: TaskState; label: string }[] = [
	{ id: 'open', label: 'Open' },
	{ id: 'snoozed', label: 'Snoozed' },
	{ id: 'closed', label: 'Closed' },
]
const emptySentences: Record<TaskState, string> = {
	open: 'Nothing is open. New tasks come when a signal turns on or a renewal comes near.',
	snoozed: 'Nothing is snoozed.',
	closed: 'Nothing was closed yet.',
}

/** Tasks of one account stand together, in the order of the list. */
export function groupByAccount(tasks: readonly TaskEntry[]): { accountId: string; tasks: TaskEntry[] }[] {
	const groups = new Map<string, TaskEntry[]>()
	for (const task of tasks) {
		const group = groups.get(task.account_id)
		if (group) group.push(task)
		else groups.set(task.account_id, [task])
	}
	return [...groups].map(([accountId, members]) => ({ accountId, tasks: members }))
}

/** Tasks ranked with reason and money, beside the state of the book. */
export function WorkView({
	owner,
	state,
	today,
	onState,
}: {
	owner: string | undefined
	state: TaskState
	today: string
	onState: (state: TaskState) => void
}) {
	const list = useTasks(owner, state)
	const act = useTaskActions(today)
	const may = useMay()
	const tasks = list.data?.pages.flatMap(page => page.items) ?? []
	const head = list.data?.pages[0]
	const rows = useAccountRows(tasks.map(task => task.account_id))
	return (
		<div className="grid gap-x-8 gap-y-8 px-6 pb-16 max-md:px-4 xl:grid-cols-[minmax(0,1fr)_360px]">
			<section aria-label="Tasks" className="min-w-0">
				<div className="mb-1 flex flex-wrap items-center gap-3">
					<h2 className="text-16 font-semibold">
						{head ? formatCount(head.total, 'task') : 'Tasks'}
						{head && state === 'open' && (
							<span className="ml-2 font-normal text-13 text-second">
								{head.overdue > 0 && (
									<>
										<span className="font-medium text-alarm">{formatNumber(head.overdue)} overdue</span>
										{' · '}
									</>
								)}
								{head.money_at_risk && (
									<Hint more="ARR of these accounts, each once: to lose where something went wrong, to win where it goes well. What weighs most and is most urgent stands first.">
										<Money value={head.money_at_risk} currency={head.currency} isWhole /> at stake
									</Hint>
								)}
							</span>
						)}
					</h2>
					<div role="group" aria-label="State" className="ml-auto flex gap-1">
						{states.map(({ id, label }) => (
							<Button
								key={id}
								kind="quiet"
								aria-pressed={state === id}
								className={classNames('h-7 px-2', state === id ? 'bg-hover' : 'text-second')}
								onClick={() => onState(id)}
							>
								{label}
							</Button>
						))}
					</div>
				</div>
				{list.error && (
					<FailedState
						what="The tasks could not be read"
						why={sayProblem(list.error)}
						onRetry={list.refetch}
					/>
				)}
				{!head && !list.error && <SkeletonRows label="Loading tasks" />}
				{head && tasks.length === 0 && (
					<EmptyState
						sentence={emptySentences[state]}
						action={
							state === 'open' && (
								<Link
									to="/accounts"
									search={{ filter: 'level in ("watch", "alarm")', view: 'risk' }}
									className={linkClass}
								>
									Accounts at risk
								</Link>
							)
						}
					/>
				)}
				{groupByAccount(tasks).map(group => (
					<TaskGroup
						key={group.accountId}
						group={group}
						row={rows.get(group.accountId)}
						today={today}
						mayChange={may('tasks.change')}
						showsOwner={owner !== 'me'}
						onAct={act}
					/>
				))}
				{list.hasNextPage && head && (
					<Button className="mt-3" isBusy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
						Show more of {formatNumber(head.total)}
					</Button>
				)}
				{state === 'open' && <HeldTasks owner={owner} today={today} />}
			</section>
			<BookPanel owner={owner} today={today} />
		</div>
	)
}
