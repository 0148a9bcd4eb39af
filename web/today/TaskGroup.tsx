import { Link } from '@tanstack/react-router'
import type { AccountRow } from '../../api/accounts.ts'
import type { TaskEntry } from '../../api/tasks.ts'
import { useOwnerName } from '../people/use-people.ts'
import { TaskLine } from '../tasks/TaskLine.tsx'
import type { TaskAction } from '../tasks/use-task-actions.ts'
import { Money } from '../ui/Amounts.tsx'
import { BandShape } from '../ui/BandMark.tsx'
import { Tooltip } from '../ui/Tooltip.tsx'

function AccountMark({ row }: { row: AccountRow | undefined }) {
	if (!row) return <span className="size-3 shrink-0" />
	return (
		<Tooltip text={`${row.band_name}, health ${row.score ?? 'unknown'}`}>
			<span role="img" aria-label={row.band_name} className="inline-flex">
				<BandShape level={row.level} size={13} />
			</span>
		</Tooltip>
	)
}

/** The tasks of one account: what, why, how much, until when. */
export function TaskGroup({
	group,
	row,
	today,
	mayChange,
	showsOwner,
	onAct,
}: {
	group: { accountId: string; tasks: readonly TaskEntry[] }
	row: AccountRow | undefined
	today: string
	mayChange: boolean
	showsOwner: boolean
	onAct: (task: TaskEntry, action: TaskAction) => void
}) {
	const nameOf = useOwnerName()
	const [first] = group.tasks
	if (!first) return null
	return (
		<article className="border-b py-2.5">
			<div className="flex items-center gap-2">
				<AccountMark row={row} />
				<Link
					to="/accounts/$id"
					params={{ id: group.accountId }}
					className="min-w-0 truncate rounded-sm font-medium hover:text-accent"
				>
					{first.account_name ?? group.accountId}
				</Link>
				{row && <span className="text-12 text-second">{row.band_name}</span>}
				{showsOwner && (
					<span className="min-w-0 truncate text-12 text-second max-sm:hidden">
						{nameOf(first.owner_email) ?? 'nobody'}
					</span>
				)}
				<span className="ml-auto whitespace-nowrap text-13">
					<Money
						value={first.money_at_risk === null ? null : Math.round(Number(first.money_at_risk))}
						currency={first.currency}
						reason="The account's money is not known"
					/>
				</span>
			</div>
			<ul className="flex flex-col gap-1.5 pt-1 pl-5">
				{group.tasks.map(task => (
					<TaskLine key={task.id} {...{ task, today, mayChange, onAct }} />
				))}
			</ul>
		</article>
	)
}
