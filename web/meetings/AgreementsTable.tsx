import { Link } from '@tanstack/react-router'
import type { Agreement } from '../../api/meetings.ts'
import { useOwnerName } from '../people/use-people.ts'
import { DayText } from '../ui/Amounts.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'

const states: Record<Agreement['state'], string> = {
	open: 'open',
	snoozed: 'later',
	done: 'done',
	dismissed: 'dropped',
	lapsed: 'over by itself',
}

/** What was agreed, whose it is, and what became of it. */
export function AgreementsTable({
	label,
	agreements,
	today,
	withAccount = false,
}: {
	label: string
	agreements: readonly Agreement[]
	today: string
	withAccount?: boolean
}) {
	const nameOf = useOwnerName()
	return (
		<SimpleTable
			label={label}
			rows={agreements}
			rowKey={({ account_id, task_id }) => `${account_id}/${task_id}`}
			columns={[
				{ header: 'What', cell: ({ text }) => <span className="break-words">{text}</span> },
				...(withAccount
					? [
							{
								header: 'Account',
								cell: ({ account_id, account_name }: Agreement) => (
									<Link to="/accounts/$id" params={{ id: account_id }} className="hover:text-accent">
										{account_name ?? account_id}
									</Link>
								),
							},
						]
					: []),
				{ header: 'Who', cell: ({ owner_email }) => nameOf(owner_email) ?? 'nobody' },
				{ header: 'By', cell: ({ due_on }) => <DayText value={due_on} today={today} /> },
				{
					header: 'State',
					cell: ({ state, overdue }) => (
						<span className={overdue ? 'font-medium text-alarm' : state === 'done' ? 'text-good' : ''}>
							{overdue ? 'overdue' : states[state]}
						</span>
					),
				},
			]}
		/>
	)
}
