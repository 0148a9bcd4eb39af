import type { MetricEvidence, SignalEvidence } from '../../api/evidence.ts'
import { spell } from '../accounts/spell.ts'
import type { HealthSearch } from '../health/health-search.ts'
import { sayProblem } from '../session/call-query.ts'
import { InstantText } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount, formatNumber, formatPercent } from '../ui/format-number.ts'
import { RateBar } from '../ui/RateBar.tsx'
import { Section } from '../ui/Section.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { IntervalText } from './IntervalText.tsx'
import { useEvidence } from './use-validation.ts'
import { populationNames } from './ValidationControls.tsx'

/** What a metric's evidence comes to, in a few words. */
export function judgeMetric(item: MetricEvidence): {
	text: string
	tone: 'alarm' | 'watch' | 'good' | 'neutral'
} {
	if (item.leak) return { text: 'may know the answer', tone: 'alarm' }
	if (item.cases === 0) return { text: 'no data', tone: 'neutral' }
	if (item.is_constant) return { text: 'always the same value', tone: 'neutral' }
	if (item.auc === null) return { text: 'not enough history', tone: 'neutral' }
	if (item.is_against_definition) return { text: 'points the other way', tone: 'watch' }
	if (item.has_signal) return { text: 'tells something', tone: 'good' }
	return { text: 'tells nothing for certain', tone: 'neutral' }
}

/** What a signal's evidence comes to, in a few words. */
export function judgeSignal(item: SignalEvidence): {
	text: string
	tone: 'alarm' | 'watch' | 'good' | 'neutral'
} {
	if (item.cases === 0) return { text: 'not known of these days', tone: 'neutral' }
	if (item.had === 0) return { text: 'never stood', tone: 'neutral' }
	if (item.lift === null) return { text: 'not enough history', tone: 'neutral' }
	if (item.points_away) return { text: 'points the wrong way', tone: 'watch' }
	if (item.has_signal) return { text: 'tells something', tone: 'good' }
	return { text: 'tells nothing for certain', tone: 'neutral' }
}

const usualRows = 20

function MetricTable({ metrics, isWhole }: { metrics: readonly MetricEvidence[]; isWhole: boolean }) {
	// Warnings are never cut off.
	const shown = isWhole
		? metrics
		: metrics.filter((item, index) => index < usualRows || item.leak !== null || item.is_factor)
	return (
		<SimpleTable
			label="Metrics"
			rows={shown}
			rowKey={item => item.metric}
			columns={[
				{
					header: 'Metric',
					cell: item => (
						<span>
							{item.name}
							{item.is_factor && <span className="ml-2 text-12 text-second">in the score</span>}
							{item.leak && <span className="block text-12 text-alarm">{item.leak}</span>}
						</span>
					),
				},
				{
					header: 'AUC alone (95 %)',
					align: 'right',
					cell: item => <IntervalText interval={item.auc} reason={judgeMetric(item).text} />,
				},
				{
					header: 'More of it',
					isExtra: true,
					cell: item => (
						<span className="text-second">
							{item.auc?.value == null || !item.has_signal ? '–' : item.auc.value > 0.5 ? 'renews' : 'leaves'}
						</span>
					),
				},
				{
					header: 'Known',
					align: 'right',
					isExtra: true,
					cell: item => (
						<span className={item.known_share <= 0.5 ? 'text-watch' : undefined}>
							{formatPercent(item.known_share, 0)}
						</span>
					),
				},
				{
					header: 'Data',
					isExtra: true,
					cell: item => <span className="text-second">{spell(item.source)}</span>,
				},
				{
					header: 'Says',
					isExtra: true,
					cell: item => {
						const { text, tone } = judgeMetric(item)
						return <Badge tone={tone}>{text}</Badge>
					},
				},
			]}
		/>
	)
}

function SignalTable({ signals, days }: { signals: readonly SignalEvidence[]; days: number }) {
	return (
		<SimpleTable
			label="Signals"
			rows={signals}
			rowKey={item => item.signal}
			columns={[
				{
					header: 'Signal',
					cell: item => (
						<span>
							{item.name} <span className="ml-1 text-12 text-second">{item.kind}</span>
						</span>
					),
				},
				{
					header: `Churned had it ${days} days before`,
					align: 'right',
					cell: item => (
						<RateBar
							value={item.of_churned?.value ?? null}
							low={item.of_churned?.low ?? null}
							high={item.of_churned?.high ?? null}
							reason="Not known of any who churned"
						/>
					),
				},
				{
					header: 'Renewed had it',
					align: 'right',
					isExtra: true,
					cell: item => (
						<RateBar
							value={item.of_renewed?.value ?? null}
							low={item.of_renewed?.low ?? null}
							high={item.of_renewed?.high ?? null}
							reason="Not known of any who renewed"
						/>
					),
				},
				{
					header: 'Lift (95 %)',
					align: 'right',
					cell: item => <IntervalText interval={item.lift} digits={1} reason={judgeSignal(item).text} />,
				},
				{
					header: 'Known',
					align: 'right',
					isExtra: true,
					cell: item => formatPercent(item.known_share, 0),
				},
				{
					header: 'Says',
					isExtra: true,
					cell: item => {
						const { text, tone } = judgeSignal(item)
						return <Badge tone={tone}>{text}</Badge>
					},
				},
			]}
		/>
	)
}

/** Which metrics and signals carry anything at all: a team starts from evidence rather than from opinion. */
export function EvidenceTab({
	search,
	onChange,
}: {
	search: HealthSearch
	onChange: (next: Partial<HealthSearch>) => void
}) {
	const { data, error, refetch } = useEvidence()
	const isWhole = search.open === 'all'
	if (error && !data) {
		return <FailedState what="The evidence could not be read" why={sayProblem(error)} onRetry={refetch} />
	}
	if (!data) return <SkeletonRows count={8} label="Loading evidence" />
	if (data.looked_at === null) {
		return (
			<EmptyState
				sentence="History was not looked at yet. A look says of every metric and signal whether it told anything before decisions."
				action={<Button onClick={() => onChange({ tab: 'predict' })}>Go to “Does it predict?”</Button>}
			/>
		)
	}
	const days = data.horizon_days ?? 90
	const telling = data.metrics.filter(({ has_signal, leak }) => has_signal && leak === null).length
	const leaks = data.metrics.filter(({ leak }) => leak !== null)
	return (
		<div className="flex max-w-6xl flex-col gap-8">
			<div className="text-13 text-second">
				<p>
					{data.population && populationNames[data.population]}: {formatCount(data.cases, 'decision')},{' '}
					{formatNumber(data.churns)} churned, values {days} days before · looked at{' '}
					<InstantText value={data.looked_at} /> with model version {data.model_version}
				</p>
				{data.notes.map(note => (
					<p key={note}>{note}</p>
				))}
			</div>
			{leaks.length > 0 && (
				<p role="note" className="rounded-md bg-alarm-soft px-4 py-2 text-13 text-alarm">
					{formatCount(leaks.length, 'metric')} may know the answer:{' '}
					{leaks.map(({ name }) => name).join(', ')}. Do not weigh them before you know when their values are
					written.
				</p>
			)}
			<Section
				title="Metrics"
				facts={`${formatNumber(telling)} of ${formatNumber(data.metrics.length)} tell something alone; an AUC of 0.5 is chance`}
				controls={
					<Button kind="quiet" onClick={() => onChange({ open: isWhole ? undefined : 'all' })}>
						{isWhole ? 'Show the strongest' : `Show all ${formatNumber(data.metrics.length)}`}
					</Button>
				}
			>
				<MetricTable metrics={data.metrics} isWhole={isWhole} />
			</Section>
			<Section
				title="Signals"
				facts="each condition as it would have stood on the day; lift is the churn of those who had it against that of all"
			>
				<SignalTable signals={data.signals} days={days} />
			</Section>
		</div>
	)
}
