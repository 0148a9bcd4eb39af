import { sayProblem } from '../session/call-query.ts'
import { useMay, useToday } from '../session/use-session.ts'
import { DayText, Figure, InstantText } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatDate } from '../ui/format-day.ts'
import { formatNumber, formatPercent } from '../ui/format-number.ts'
import { Hint } from '../ui/Hint.tsx'
import { Section } from '../ui/Section.tsx'
import { type SimpleColumn, SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { TextLink } from '../ui/TextLink.tsx'
import { Unknown } from '../ui/Unknown.tsx'
import { sayKind } from './say-kind.ts'
import { type SourceRow, useFreshness, useQuality } from './use-data.ts'

/** Of the required fields this share is to be filled. */
const completenessTarget = 0.9
/** Below half of what usually comes something is likely broken; above twice, likely loaded twice. */
const lowVolume = 0.5
const highVolume = 2

function Completeness({ share }: { share: number | null }) {
	if (share === null)
		return <Unknown reason="Nothing is asked of this kind beside what every row must have" />
	if (share >= completenessTarget) return formatPercent(share)
	return (
		<Hint more={`${formatPercent(completenessTarget, 0)} is the target.`} className="text-watch">
			{formatPercent(share)}
		</Hint>
	)
}

function Volume({ ratio }: { ratio: number | null }) {
	if (ratio === null)
		return <Unknown reason="Fewer than four earlier weeks have rows, so nothing is usual yet" />
	const text = ratio >= highVolume ? `${formatNumber(ratio, 1)} ×` : formatPercent(ratio, 0)
	if (ratio >= lowVolume && ratio <= highVolume) return text
	return (
		<Hint
			more={ratio < lowVolume ? 'Far fewer rows than in a usual week' : 'Far more rows than in a usual week'}
			className="text-watch"
		>
			{ratio < lowVolume ? '▼' : '▲'} {text}
		</Hint>
	)
}

function sourceColumns(today: string, sources: number): SimpleColumn<SourceRow>[] {
	return [
		{
			header: 'Source',
			isExtra: sources === 1,
			cell: row => <span className="font-medium">{row.source}</span>,
		},
		{ header: 'Kind', cell: row => sayKind(row.kind) },
		{
			header: 'Data until',
			cell: row => <DayText value={row.data_until} today={today} withRelative reason="Never loaded" />,
		},
		{
			header: 'State',
			cell: row => (row.stale ? <Badge tone="watch">stale</Badge> : <Badge tone="good">fresh</Badge>),
		},
		{ header: 'Rows', align: 'right', cell: row => <Figure value={row.rows} />, isExtra: true },
		{
			header: 'Filled',
			align: 'right',
			cell: row => <Completeness share={row.completeness} />,
			isExtra: true,
		},
		{
			header: 'Last week against usual',
			align: 'right',
			cell: row => <Volume ratio={row.volume_ratio} />,
			isExtra: true,
		},
	]
}

/** Days on which usage was missing for many accounts at once: no churn, a broken source. */
function Outages({ today }: { today: string }) {
	const { data } = useFreshness()
	if (!data || data.outages.length === 0) return null
	return (
		<div role="status" className="mb-5 rounded-md bg-alarm-soft px-4 py-3 text-13 text-alarm">
			<p className="font-medium">Usage was missing for many accounts at once</p>
			<p>
				{data.outages
					.map(({ day, volume_share }) =>
						volume_share === null
							? formatDate(day, today)
							: `${formatDate(day, today)} (${formatPercent(volume_share, 0)} of usual)`,
					)
					.join(', ')}
				. Signals of usage are held and scores keep their last good value until the data are there.
			</p>
		</div>
	)
}

function ComputedNote({ today }: { today: string }) {
	const { data } = useFreshness()
	if (!data) return null
	return (
		<p className="mt-3 text-12 text-second">
			Scores are shown as of <DayText value={data.as_of} today={today} reason="The day has not run yet" />
			{data.computed_at && (
				<>
					, computed <InstantText value={data.computed_at} />
				</>
			)}
			. A kind is stale when its data reach less far than its limit allows.
		</p>
	)
}

/** How far, how full and how much: one line for each kind of data of each source. */
export function SourcesTab({ onImport }: { onImport: () => void }) {
	const { data, error, refetch } = useQuality()
	const today = useToday()
	const may = useMay()
	if (error && !data) {
		return <FailedState what="The sources could not be read" why={sayProblem(error)} onRetry={refetch} />
	}
	if (!data) return <SkeletonRows count={6} label="Loading sources" />
	if (data.sources.length === 0) {
		return (
			<EmptyState
				sentence="There are no data yet. They begin with accounts, subscriptions and usage, as files from any system."
				action={
					may('data.import') && (
						<Button kind="primary" onClick={onImport}>
							Load files
						</Button>
					)
				}
				learn={<TextLink href="/api/docs">Or send them through the API</TextLink>}
			/>
		)
	}
	return (
		<div className="max-w-6xl">
			<Outages today={today} />
			<Section title="Sources" facts={`As of ${formatDate(data.as_of, today)}`}>
				<SimpleTable
					label="Sources"
					columns={sourceColumns(today, new Set(data.sources.map(({ source }) => source)).size)}
					rows={data.sources}
					rowKey={row => `${row.source} ${row.kind}`}
				/>
				<ComputedNote today={today} />
			</Section>
		</div>
	)
}
