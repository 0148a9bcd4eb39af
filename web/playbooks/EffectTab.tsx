import { type PlaybookEffect, readPlaybookEffect } from '../../api/playbook-effect.ts'
import { useOwnerName } from '../people/use-people.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { useToday } from '../session/use-session.ts'
import { DayText, Figure, Percent } from '../ui/Amounts.tsx'
import { Badge, type Tone } from '../ui/Badge.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount, formatSigned } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'

type Effect = PlaybookEffect['effects'][number]

const outcomeNames: Readonly<Record<Effect['outcome'], string>> = {
	renewal: 'Renewed at the next decision',
	churn: 'Churned',
	health: 'Change of health, points',
}
const verdictTones: Readonly<Record<Effect['verdict'], Tone>> = {
	'too early to tell': 'neutral',
	'no difference shown': 'neutral',
	better: 'good',
	worse: 'alarm',
}

/** What a playbook changed, and who works with it. */
export function EffectTab({ id }: { id: string }) {
	const { data, error, refetch } = useCall(readPlaybookEffect, { params: { playbook_id: id } })
	if (error && !data)
		return <FailedState what="The effect could not be read" why={sayProblem(error)} onRetry={refetch} />
	if (!data) return <SkeletonRows count={6} label="Loading the effect" />
	return <EffectView effect={data} />
}

export function EffectView({ effect }: { effect: PlaybookEffect }) {
	const today = useToday()
	const isExperiment = effect.basis === 'experiment'
	return (
		<div className="flex max-w-5xl flex-col gap-8">
			<Section title="What it changed" facts={effect.as_of && <DayText value={effect.as_of} today={today} />}>
				{effect.effects.length === 0 ? (
					<EmptyState sentence="Too early to tell: it has not run for an account yet whose outcome is known." />
				) : (
					<>
						<p className="mb-3 max-w-2xl text-13 text-second">
							<Badge tone={isExperiment ? 'accent' : 'watch'}>{effect.basis ?? 'not yet compared'}</Badge>{' '}
							{isExperiment
								? `${formatCount(effect.treated, 'account')} with the playbook against ${formatCount(effect.compared, 'account')} held back at random.`
								: `${formatCount(effect.treated, 'account')} with the playbook against ${formatCount(effect.compared, 'alike account')} without it. Something else may have made the difference; only a control group would show.`}
							{effect.window_days !== null &&
								` Churn and health are read ${effect.window_days} days after it began.`}
						</p>
						<EffectTable effects={effect.effects} isExperiment={isExperiment} />
					</>
				)}
			</Section>
			<Section title="Adoption" facts="Runs by who owns them">
				<AdoptionTable adoption={effect.adoption} />
			</Section>
		</div>
	)
}

function GroupValue({ outcome, group }: { outcome: Effect['outcome']; group: Effect['treated'] }) {
	return (
		<>
			{outcome === 'health' ? (
				<Figure value={group.value} digits={1} isSigned reason="No outcome is known" />
			) : (
				<Percent value={group.value} digits={0} reason="No outcome is known" />
			)}
			<span className="text-second"> of {group.accounts}</span>
		</>
	)
}

function sayDifference({ outcome, difference }: Effect): string {
	if (!difference) return '–'
	const factor = outcome === 'health' ? 1 : 100
	const say = (value: number) => formatSigned(value * factor, 1)
	return `${say(difference.value)} (${say(difference.low)} to ${say(difference.high)})`
}

function EffectTable({ effects, isExperiment }: { effects: readonly Effect[]; isExperiment: boolean }) {
	return (
		<SimpleTable
			label="Effect"
			rows={effects}
			rowKey={({ outcome }) => outcome}
			columns={[
				{ header: 'Outcome', cell: ({ outcome }) => outcomeNames[outcome] },
				{
					header: 'With it',
					align: 'right',
					isExtra: true,
					cell: of => <GroupValue outcome={of.outcome} group={of.treated} />,
				},
				{
					header: isExperiment ? 'Held back' : 'Alike',
					align: 'right',
					cell: of => <GroupValue outcome={of.outcome} group={of.compared} />,
					isExtra: true,
				},
				{ header: 'Difference, points (95 %)', align: 'right', cell: sayDifference, isExtra: true },
				{
					header: 'Says',
					cell: of => (
						<span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1 py-1">
							<Badge tone={verdictTones[of.verdict]}>{of.verdict}</Badge>
							{of.difference && (
								<span className="text-12 text-second md:hidden">{sayDifference(of)} points (95 %)</span>
							)}
							{of.missing && <span className="text-12 text-second">{of.missing}</span>}
						</span>
					),
				},
			]}
		/>
	)
}

function AdoptionTable({ adoption }: { adoption: PlaybookEffect['adoption'] }) {
	const nameOf = useOwnerName()
	if (adoption.every(({ runs }) => runs === 0)) return <EmptyState sentence="No run has started yet." />
	return (
		<SimpleTable
			label="Adoption"
			rows={adoption}
			rowKey={({ is_all: isAll, owner_email: email }) => (isAll ? 'all' : (email ?? 'nobody'))}
			columns={[
				{
					header: 'Owner',
					cell: ({ is_all: isAll, owner_email: email }) =>
						isAll ? <b className="font-medium">All</b> : (nameOf(email) ?? 'nobody'),
				},
				{ header: 'Runs', align: 'right', cell: ({ runs }) => runs },
				{ header: 'Done', align: 'right', cell: ({ done }) => done },
				{ header: 'Open', align: 'right', cell: ({ open }) => open, isExtra: true },
				{ header: 'Overdue', align: 'right', cell: ({ overdue }) => overdue, isExtra: true },
				{
					header: 'On time',
					align: 'right',
					cell: ({ on_time: { done, with_date: of } }) => (
						<Percent value={of === 0 ? null : done / of} digits={0} reason="None that had a date is done" />
					),
				},
				{
					header: 'Days to done',
					align: 'right',
					cell: ({ days_to_done: { lower_quartile: low, median, upper_quartile: high } }) => (
						<>
							<Figure value={median} reason="Fewer than half are done" />
							{low !== null && high !== null && (
								<span className="text-second">
									{' '}
									({low}–{high})
								</span>
							)}
						</>
					),
				},
			]}
		/>
	)
}
