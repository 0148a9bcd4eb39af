import { useState } from 'react'
import type { ReplaySummary } from '../../api/playbook-trial.ts'
import type { PlaybookDefinition } from '../../core/model/playbook.ts'
import { useOwnerName } from '../people/use-people.ts'
import { sayProblem } from '../session/call-query.ts'
import { useToday } from '../session/use-session.ts'
import { Figure, Percent } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { Chart } from '../ui/Chart.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { addDays, formatDate } from '../ui/format-day.ts'
import { formatCount, formatNumber } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { usePlaybookEditor } from './playbook-editor.ts'
import { useReplay } from './use-playbooks.ts'

/** Every week of the span in order, also those in which nothing started. */
export function allWeeks(
	weeks: readonly { week: string; runs: number }[],
	from: string,
	to: string,
): { week: string; runs: number }[] {
	const runs = new Map(weeks.map(entry => [entry.week, entry.runs]))
	const weekday = (new Date(`${from}T00:00:00Z`).getUTCDay() + 6) % 7
	const all: { week: string; runs: number }[] = []
	for (let week = addDays(from, -weekday); week <= to; week = addDays(week, 7))
		all.push({ week, runs: runs.get(week) ?? 0 })
	return all
}

/** What the playbook would have done over the last twelve months, beside the version in force. */
export function ReplayTab({ definition }: { definition: PlaybookDefinition | undefined }) {
	const { problems } = usePlaybookEditor()
	const [asked, setAsked] = useState<PlaybookDefinition>()
	const isAsked = asked !== undefined && JSON.stringify(asked) === JSON.stringify(definition)
	const replay = useReplay(isAsked ? definition : undefined)
	if (!definition || problems.length > 0) {
		return (
			<EmptyState
				sentence={`It cannot be replayed yet: ${formatCount(problems.length, 'place')} in it ${problems.length === 1 ? 'is' : 'are'} to be mended first.`}
			/>
		)
	}
	if (!isAsked) {
		return (
			<EmptyState
				sentence="See what it would have done over the last 12 months: how often it starts, the work it makes, and whether it catches the accounts that churn. Nothing is started by it."
				action={
					<Button kind="primary" onClick={() => setAsked(definition)}>
						Replay 12 months
					</Button>
				}
			/>
		)
	}
	if (replay.error) {
		return (
			<FailedState
				what="It could not be replayed"
				why={sayProblem(replay.error)}
				onRetry={() => replay.refetch()}
			/>
		)
	}
	if (!replay.data) {
		return (
			<p role="status" className="py-12 text-center text-13 text-second">
				Going through 12 months, day by day. This can take some minutes.
			</p>
		)
	}
	if (!replay.data.replay) {
		return <EmptyState sentence="There is no history to replay it on: no day was computed yet." />
	}
	return <ReplayView replay={replay.data.replay} present={replay.data.present} />
}

function ReplayView({ replay, present }: { replay: ReplaySummary; present: ReplaySummary | null }) {
	const today = useToday()
	const weeks = allWeeks(replay.by_week, replay.from, replay.to)
	const before = present && new Map(present.by_week.map(({ week, runs }) => [week, runs]))
	return (
		<div className="flex max-w-5xl flex-col gap-10">
			<Section
				title="The last 12 months"
				facts={`${formatDate(replay.from, today)} to ${formatDate(replay.to, today)}`}
			>
				<ComputedDays replay={replay} />
				<Figures replay={replay} present={present} />
			</Section>
			<Chart
				spec={{
					kind: 'bar',
					title: 'Runs started, by week',
					periods: weeks.map(({ week }) => formatDate(week, today)),
					series: [
						{ name: 'This', values: weeks.map(({ runs }) => runs), tone: 'accent' },
						...(before
							? [
									{
										name: 'In force',
										values: weeks.map(({ week }) => before.get(week) ?? 0),
										tone: 'grey' as const,
									},
								]
							: []),
					],
					format: value => formatNumber(value),
				}}
			/>
			<div className="grid gap-10 md:grid-cols-2">
				<Owners replay={replay} />
				<Overlap replay={replay} />
			</div>
		</div>
	)
}

/** From which days it was found out, and what that leaves unseen. */
function ComputedDays({ replay: { days, computed } }: { replay: ReplaySummary }) {
	const today = useToday()
	const latest = computed.at(-1)
	const isDaily = computed.length === 1 && latest !== undefined && latest.every_days <= 1
	const say = ({ from, to, days: count, every_days: every }: ReplaySummary['computed'][number]) => {
		const when =
			from === to ? formatDate(from, today) : `${formatDate(from, today)} to ${formatDate(to, today)}`
		if (count === 1) return `one day, ${when}`
		return every <= 1 ? `every day, ${when}` : `${count} days at most ${every} days apart, ${when}`
	}
	return (
		<p className="mb-3 max-w-3xl text-13 text-second">
			Found out from {formatCount(days, 'day')} that {days === 1 ? 'was' : 'were'} computed:{' '}
			{computed.toReversed().map(say).join('; before that ')}.{' '}
			{!isDaily && 'What came and went between two of them is not seen. '}
			Steps that wait for a person are taken as done when they are due.
		</p>
	)
}

interface FigureRow {
	name: string
	hint?: string
	show: (of: ReplaySummary) => React.ReactNode
}

function share({ churned, renewed }: ReplaySummary, key: 'churned' | 'renewed') {
	const { caught, of, share: value } = key === 'churned' ? churned : renewed
	return (
		<>
			<Percent value={value} digits={0} reason="None was decided" />
			<span className="text-second">
				{' '}
				{caught} of {of}
			</span>
		</>
	)
}

const figures: readonly FigureRow[] = [
	{ name: 'Runs started', show: ({ runs }) => <Figure value={runs} /> },
	{ name: 'Accounts', show: ({ accounts }) => <Figure value={accounts} /> },
	{ name: 'Hours of work', show: ({ hours }) => <Figure value={hours} /> },
	{ name: 'Over the cap, for a person', show: ({ waiting }) => <Figure value={waiting} /> },
	{ name: 'Held back as control group', show: ({ control }) => <Figure value={control} /> },
	{ name: 'Churns that it caught in the 180 days before', show: of => share(of, 'churned') },
	{ name: 'Renewals that it caught in the 180 days before', show: of => share(of, 'renewed') },
]

function Figures({ replay, present }: { replay: ReplaySummary; present: ReplaySummary | null }) {
	return (
		<SimpleTable
			label="Figures of the replay"
			rows={figures}
			rowKey={({ name }) => name}
			columns={[
				{ header: 'Figure', cell: ({ name }) => name },
				{
					header: present ? 'This draft' : 'This playbook',
					align: 'right',
					cell: ({ show }) => show(replay),
				},
				...(present
					? [{ header: 'In force', align: 'right' as const, cell: ({ show }: FigureRow) => show(present) }]
					: []),
			]}
		/>
	)
}

function Owners({ replay }: { replay: ReplaySummary }) {
	const nameOf = useOwnerName()
	return (
		<Section title="Work by CSM">
			{replay.by_owner.length === 0 ? (
				<p className="text-13 text-second">It would have made no work.</p>
			) : (
				<SimpleTable
					label="Work by CSM"
					rows={replay.by_owner}
					rowKey={({ owner_email: email }) => email ?? 'nobody'}
					columns={[
						{ header: 'CSM', cell: ({ owner_email: email }) => nameOf(email) ?? 'nobody' },
						{ header: 'Runs', align: 'right', cell: ({ runs }) => <Figure value={runs} /> },
						{ header: 'Hours', align: 'right', cell: ({ hours }) => <Figure value={hours} /> },
					]}
				/>
			)}
		</Section>
	)
}

function Overlap({ replay }: { replay: ReplaySummary }) {
	return (
		<Section title="Overlap" facts="Both within 14 days">
			{replay.overlap.length === 0 ? (
				<p className="text-13 text-second">
					No other playbook that is on would have worked on the same accounts at the same time.
				</p>
			) : (
				<SimpleTable
					label="Overlap with other playbooks"
					rows={replay.overlap}
					rowKey={({ playbook_id: id }) => id}
					columns={[
						{ header: 'Playbook', cell: ({ name }) => name },
						{ header: 'Accounts', align: 'right', cell: ({ accounts }) => accounts },
						{
							header: 'Of its own',
							align: 'right',
							cell: entry => <Percent value={entry.share} digits={0} />,
						},
					]}
				/>
			)}
		</Section>
	)
}
