import { Link } from '@tanstack/react-router'
import { getAccount, getAccountHealth } from '../../api/account.ts'
import { listNotes } from '../../api/account-changes.ts'
import { listAccountSignals } from '../../api/health.ts'
import { listAccountTasks } from '../../api/tasks.ts'
import { useOwnerName } from '../people/use-people.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { DayText, InstantText, Money, Percent } from '../ui/Amounts.tsx'
import { BandMark } from '../ui/BandMark.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { KeyValueList } from '../ui/KeyValueList.tsx'
import { Section } from '../ui/Section.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { linkClass } from '../ui/TextLink.tsx'

/** What stands beside the pack and is never printed with it: health, risk, signals, notes, tasks, as of today. */
export function InternalPage({ id, from, today }: { id: string; from: string; today: string }) {
	const account = useCall(getAccount, { params: { id }, query: {} })
	const scores = useCall(getAccountHealth, { params: { id }, query: { from } })
	const signals = useCall(listAccountSignals, { params: { id }, query: {} })
	const tasks = useCall(listAccountTasks, { params: { id } })
	const notes = useCall(listNotes, { params: { id }, query: { limit: 5 } })
	const nameOf = useOwnerName()
	const row = account.data?.account
	const first = scores.data?.items.find(({ score }) => score !== null)
	const open = signals.data?.items.filter(({ closed_on }) => closed_on === null) ?? []
	const openTasks = tasks.data?.items.filter(({ state }) => state === 'open' || state === 'snoozed') ?? []
	return (
		<aside
			aria-label="Internal page"
			className="flex min-w-0 max-w-md flex-1 flex-col gap-6 border-l px-6 pb-16 max-xl:max-w-none max-xl:border-l-0 max-md:px-4"
		>
			<div>
				<h2 className="font-semibold text-16">Internal</h2>
				<p className="text-12 text-second">As of today. It is not part of the pack and does not print.</p>
			</div>
			{account.error && (
				<FailedState
					what="The account could not be read"
					why={sayProblem(account.error)}
					onRetry={account.refetch}
				/>
			)}
			{!row && !account.error && <SkeletonRows count={4} label="Loading the internal page" />}
			{row && (
				<KeyValueList
					entries={[
						{
							key: 'Health',
							value: <BandMark level={row.level} name={`${row.score ?? '–'} ${row.band_name}`} />,
						},
						{
							key: 'Start of quarter',
							value: first ? (
								<>
									{first.score} on <DayText value={first.as_of} today={today} />
								</>
							) : (
								'no score was stored'
							),
						},
						{
							key: 'Churn in 90 days',
							value: <Percent value={row.churn_probability} digits={0} reason={row.churn_unknown} />,
						},
						{ key: 'ARR', value: <Money value={row.arr} currency={row.currency} isWhole /> },
						{ key: 'Renews', value: <DayText value={row.renewal_on} today={today} withRelative /> },
					]}
				/>
			)}
			<Section title="Open signals">
				{signals.error && (
					<FailedState what="The signals could not be read" why={sayProblem(signals.error)} />
				)}
				{signals.data && open.length === 0 && <p className="text-13 text-second">None.</p>}
				{open.length > 0 && (
					<SimpleTable
						label="Open signals"
						rows={open}
						rowKey={signal => signal.id}
						columns={[
							{ header: 'Signal', cell: signal => signal.name },
							{ header: 'Since', cell: signal => <DayText value={signal.since} today={today} /> },
						]}
					/>
				)}
			</Section>
			<Section title="Open tasks">
				{tasks.data && openTasks.length === 0 && <p className="text-13 text-second">None.</p>}
				{openTasks.length > 0 && (
					<SimpleTable
						label="Open tasks"
						rows={openTasks.slice(0, 10)}
						rowKey={task => String(task.id)}
						columns={[
							{ header: 'Task', cell: task => task.title },
							{ header: 'Who', cell: task => nameOf(task.owner_email) ?? 'nobody' },
							{ header: 'By', cell: task => <DayText value={task.due_on} today={today} /> },
						]}
					/>
				)}
			</Section>
			<Section title="Latest notes">
				{notes.data?.items.length === 0 && <p className="text-13 text-second">None.</p>}
				<ul>
					{notes.data?.items.map(note => (
						<li key={note.id} className="border-b py-2 text-13">
							<p className="text-12 text-second">
								{nameOf(note.by)}, <InstantText value={note.at} />
							</p>
							<p className="whitespace-pre-wrap break-words">{note.text}</p>
						</li>
					))}
				</ul>
			</Section>
			<Link to="/accounts/$id" params={{ id }} className={`${linkClass} text-13`}>
				The whole account
			</Link>
		</aside>
	)
}
