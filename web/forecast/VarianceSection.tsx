import { Link } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { type VariancePart, varianceParts } from '../../core/model/forecast.ts'
import { saveFile } from '../accounts/save-file.ts'
import { useOwnerName } from '../people/use-people.ts'
import { sayProblem } from '../session/call-query.ts'
import { DayText, Money, Percent } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatWholeDate } from '../ui/format-day.ts'
import { formatMoney, formatNumber } from '../ui/format-number.ts'
import { Hint } from '../ui/Hint.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { showToast } from '../ui/toast-store.ts'
import { useMediaQuery } from '../ui/use-media-query.ts'
import { namePeriod } from './forecast-periods.ts'
import { partMeanings, partNames } from './forecast-words.ts'
import { printVarianceCsv } from './print-variance-csv.ts'
import { type Explained, loadAllVariance, useAccuracy, useVariance } from './use-forecast.ts'

/** All contracts behind a miss, however many. */
function ExportAll({ quarter, days }: { quarter: string; days: number }) {
	const [isBusy, setBusy] = useState(false)
	async function save() {
		setBusy(true)
		try {
			saveFile(`variance-${quarter}.csv`, printVarianceCsv(await loadAllVariance(quarter, days)), 'text/csv')
		} catch (error) {
			showToast(sayProblem(error), { kind: 'failed' })
		} finally {
			setBusy(false)
		}
	}
	return (
		<Button kind="quiet" icon={<Download size={14} />} isBusy={isBusy} onClick={() => void save()}>
			Export CSV of all
		</Button>
	)
}

interface Bar {
	name: string
	amount: number
	low: number
	high: number
	isSum: boolean
}

function barsOf({ variance, miss }: Explained): Bar[] {
	let running = 0
	const parts = varianceParts.map(part => {
		const amount = Number(variance[part])
		const before = running
		running += amount
		return {
			name: partNames[part],
			amount,
			low: Math.min(before, running),
			high: Math.max(before, running),
			isSum: false,
		}
	})
	const whole = Number(miss)
	return [
		...parts,
		{ name: 'Miss', amount: whole, low: Math.min(0, whole), high: Math.max(0, whole), isSum: true },
	]
}

/** From the forecast, which is the zero line, by every part to the miss. */
export function MissWaterfall({ explained }: { explained: Explained }) {
	const currency = explained.currency ?? 'USD'
	const bars = barsOf(explained)
	const low = Math.min(0, ...bars.map(bar => bar.low))
	const high = Math.max(0, ...bars.map(bar => bar.high))
	const span = high - low || 1
	const width = useMediaQuery('(max-width: 480px)') ? 400 : 560
	const [left, right, step] = [140, width - 84, 28]
	const at = (value: number) => left + ((value - low) / span) * (right - left)
	const said = bars.map(
		({ name, amount }) => `${name} ${formatMoney(amount, currency, { isSigned: true, isShort: true })}`,
	)
	const height = bars.length * step + 8
	return (
		<svg
			role="img"
			aria-label={`What made the miss: ${said.join(', ')}`}
			viewBox={`0 0 ${width} ${height}`}
			className="w-full max-w-2xl"
		>
			<line x1={at(0)} x2={at(0)} y1={0} y2={height} stroke="var(--second)" />
			{bars.map((bar, index) => (
				<g key={bar.name}>
					<text x={0} y={index * step + 19} fontSize={12} fill="var(--ink)">
						{bar.name}
					</text>
					<rect
						x={at(bar.low)}
						width={Math.max(1.5, at(bar.high) - at(bar.low))}
						y={index * step + 6}
						height={step - 11}
						rx={2}
						fill={bar.isSum ? 'var(--second)' : bar.amount < 0 ? 'var(--surface)' : 'var(--accent)'}
						stroke={bar.isSum ? 'none' : 'var(--accent)'}
						strokeWidth={1.5}
					/>
					<text x={width} y={index * step + 19} textAnchor="end" fontSize={12} fill="var(--ink)">
						{formatMoney(bar.amount, currency, { isShort: true, isSigned: true })}
					</text>
				</g>
			))}
		</svg>
	)
}

function PartsTable({
	explained,
	part,
	onPart,
}: {
	explained: Explained
	part: VariancePart | undefined
	onPart: (part: VariancePart | undefined) => void
}) {
	const { currency, variance, counts } = explained
	const rows = varianceParts.map(id => ({ id, amount: variance[id], count: counts[id] }))
	const all = rows.reduce((sum, { count }) => sum + count, 0)
	return (
		<SimpleTable
			label="Parts of the miss"
			rows={[...rows, { id: 'miss' as const, amount: explained.miss, count: all }]}
			rowKey={row => row.id}
			columns={[
				{
					header: 'Part',
					cell: row =>
						row.id === 'miss' ? (
							<span className="font-medium">Miss: what came − forecast</span>
						) : (
							<Hint more={partMeanings[row.id]}>{partNames[row.id]}</Hint>
						),
				},
				{
					header: 'Amount',
					align: 'right',
					cell: row => (
						<span data-variance={row.id} data-amount={row.amount}>
							<Money value={row.amount} currency={currency} isSigned />
						</span>
					),
				},
				{
					header: 'Contracts',
					align: 'right',
					cell: row => {
						if (row.id === 'miss') return ''
						const { id, count } = row
						return count === 0 ? (
							'0'
						) : (
							<Button
								kind="quiet"
								className="-mr-2 h-6 px-2 font-normal"
								aria-pressed={part === id}
								aria-label={`${partNames[id]}: show ${formatNumber(count)}`}
								onClick={() => onPart(part === id ? undefined : id)}
							>
								{formatNumber(count)}
							</Button>
						)
					},
				},
			]}
		/>
	)
}

function Names({
	rows,
	currency,
	today,
}: {
	rows: Explained['items']
	currency: string | null
	today: string
}) {
	const nameOf = useOwnerName()
	return (
		<SimpleTable
			label="Contracts behind the miss"
			rows={rows}
			rowKey={row => `${row.account_id} ${row.renewal_on} ${row.part}`}
			columns={[
				{
					header: 'Account',
					cell: row => (
						<Link
							to="/accounts/$id"
							params={{ id: row.account_id }}
							className="rounded-sm font-medium hover:text-accent"
						>
							{row.account_name ?? row.account_id}
						</Link>
					),
				},
				{
					header: 'Date',
					align: 'right',
					isExtra: true,
					cell: row => <DayText value={row.renewal_on} today={today} />,
				},
				{ header: 'What happened', cell: row => partNames[row.part] },
				{
					header: 'P(renew) then',
					align: 'right',
					isExtra: true,
					cell: row => (
						<Percent value={row.probability} digits={0} reason="It was not open or not known then" />
					),
				},
				{
					header: 'Counted',
					align: 'right',
					isExtra: true,
					cell: row => <Money value={row.forecast} currency={currency} isWhole />,
				},
				{
					header: 'Came',
					align: 'right',
					isExtra: true,
					cell: row => <Money value={row.actual} currency={currency} isWhole />,
				},
				{
					header: 'Difference',
					align: 'right',
					cell: row => <Money value={row.difference} currency={currency} isWhole isSigned />,
				},
				{
					header: 'CSM',
					isExtra: true,
					cell: row => nameOf(row.owner_email) ?? '',
				},
			]}
		/>
	)
}

/** Why a quarter came out otherwise than was said: parts that sum to the miss, and the names behind them. */
export function VarianceSection({
	quarter,
	days,
	today,
	onQuarter,
}: {
	quarter: string | undefined
	days: number
	today: string
	onQuarter: (quarter: string) => void
}) {
	const [part, setPart] = useState<VariancePart>()
	const accuracy = useAccuracy(undefined).data
	const quarters = [
		...new Set(accuracy?.periods.filter(row => row.days_ahead === days).map(row => row.period)),
	]
	const chosen = quarter ?? quarters.at(-1)
	const list = useVariance(chosen, days, part)
	const { error, refetch } = list
	const data = list.data?.pages[0]
	const rows = list.data?.pages.flatMap(page => page.items) ?? []
	if (accuracy && quarters.length === 0) {
		return (
			<Section id="variance" title="Why it missed">
				<p className="text-13 text-second">
					Not enough history: no quarter is frozen yet that a snapshot was taken {days} days before. That is
					30 days after its end.
				</p>
			</Section>
		)
	}
	return (
		<Section
			id="variance"
			title="Why it missed"
			facts={
				data && (
					<>
						said <Money value={data.forecast} currency={data.currency} isShort /> on{' '}
						{formatWholeDate(data.taken_on)}, came to{' '}
						<Money value={data.actual} currency={data.currency} isShort />
					</>
				)
			}
			controls={
				quarters.length > 0 && (
					<SelectField
						label="Quarter"
						isLabelHidden
						className="w-32"
						value={chosen ?? ''}
						onChange={next => {
							setPart(undefined)
							onQuarter(next)
						}}
						choices={quarters.map(value => ({ value, label: namePeriod(value) }))}
					/>
				)
			}
		>
			{error && !data && (
				<FailedState what="The miss could not be explained" why={sayProblem(error)} onRetry={refetch} />
			)}
			{!data && !error && <SkeletonRows count={4} label="Loading the parts of the miss" />}
			{data && (
				<div className="flex flex-col gap-4">
					<p className="text-12 text-second">
						The line at zero is the forecast; the last bar is what was missed.
					</p>
					<div className="grid items-start gap-x-10 gap-y-4 xl:grid-cols-[3fr_2fr]">
						<MissWaterfall explained={data} />
						<PartsTable explained={data} part={part} onPart={setPart} />
					</div>
					<div className="min-w-0">
						<p className="mb-1 text-13 text-second">
							{part
								? `${partNames[part]}: ${partMeanings[part]}`
								: 'The contracts that moved most; press a count for those of one part. A contract counts with its P(renew) times its amount, so one renewal can be in two parts.'}
						</p>
						<Names rows={rows} currency={data.currency} today={today} />
						<p className="mt-2 flex flex-wrap items-center gap-2 text-13 text-second">
							{rows.length < data.total &&
								`The ${formatNumber(rows.length)} largest of ${formatNumber(data.total)}.`}
							{list.hasNextPage && (
								<Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
									Show more
								</Button>
							)}
							<ExportAll quarter={data.quarter} days={days} />
						</p>
					</div>
				</div>
			)}
		</Section>
	)
}
