import { useMemo } from 'react'
import type { ContractOutput } from '../../api/contract.ts'
import { getSurvival } from '../../api/retention.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { Chart } from '../ui/Chart.tsx'
import type { ChartSpec } from '../ui/chart-spec.ts'
import { FailedState } from '../ui/FailedState.tsx'
import { formatNumber, formatPercent } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { Unknown } from '../ui/Unknown.tsx'
import { ExportLink } from './ExportLink.tsx'
import { dimensionChoices } from './retention-names.ts'
import { useGroupName } from './use-group-name.ts'
import { type ChosenPeriod, knownAs, periodQuery } from './use-retention.ts'

type Curve = ContractOutput<typeof getSurvival>['curves'][number]
const daysPerMonth = 30.4375
const mostLines = 5

function pointAt(curve: Curve, month: number) {
	return curve.points.findLast(({ days }) => days <= month * daysPerMonth)
}

function specOf(curves: readonly Curve[], by: string, groupName: ReturnType<typeof useGroupName>): ChartSpec {
	const shown = curves.toSorted((a, b) => b.accounts - a.accounts).slice(0, mostLines)
	const longest = Math.max(12, ...shown.map(({ points }) => (points.at(-1)?.days ?? 0) / daysPerMonth))
	const months = Array.from({ length: Math.min(60, Math.ceil(longest)) + 1 }, (_, month) => month)
	const read = (curve: Curve, side: 'survival' | 'low' | 'high') =>
		months.map(month => {
			const point = pointAt(curve, month)
			return point ? point[side] : 1
		})
	const first = shown[0]
	return {
		kind: 'line',
		title: 'Share of accounts that have not left, by months after the first paid day',
		periods: months.map(String),
		series: shown.map(curve => ({ name: groupName(curve.group, by), values: read(curve, 'survival') })),
		format: value => formatPercent(value, 0),
		range: { low: 0, high: 1 },
		namesEvery: 6,
		...(first ? { interval: { low: read(first, 'low'), high: read(first, 'high') } } : {}),
	}
}

function interval(curve: Curve, month: number) {
	const point = pointAt(curve, month)
	if (!point) return <Unknown reason="Nobody has left by then" />
	const { survival, low, high } = point
	return (
		<span
			title={
				low === null || high === null ? undefined : `95 %: ${formatPercent(low)} to ${formatPercent(high)}`
			}
		>
			{formatPercent(survival, 0)}
			{low !== null && high !== null && (
				<span className="text-second">
					{' '}
					({formatNumber(low * 100)}–{formatNumber(high * 100)})
				</span>
			)}
		</span>
	)
}

/** How long accounts stay, with 95 % intervals: those that still run count as censored. */
export function SurvivalSection({
	period,
	by,
	attributes,
	onBy,
}: {
	period: ChosenPeriod
	by: string | undefined
	attributes: readonly string[]
	onBy: (by: string | undefined) => void
}) {
	const query = { ...(by ? { by } : {}), ...knownAs(period) }
	const { data, error, refetch } = useCall(getSurvival, { query }, { keepsPrevious: true })
	const groupName = useGroupName()
	const spec = useMemo(() => data && specOf(data.curves, by ?? 'all', groupName), [data, by, groupName])
	return (
		<Section
			id="survival"
			title="Survival"
			controls={
				<>
					<SelectField
						label="Survival by"
						isLabelHidden
						className="w-44"
						value={by ?? ''}
						onChange={value => onBy(value || undefined)}
						choices={[
							{ value: '', label: 'Whole book' },
							...dimensionChoices(attributes, { withProduct: false }),
						]}
					/>
					<ExportLink
						what="survival"
						query={{ table: 'survival', ...(by ? { by } : {}), ...periodQuery(period) }}
					/>
				</>
			}
		>
			{error && !data && (
				<FailedState what="Survival could not be read" why={sayProblem(error)} onRetry={refetch} />
			)}
			{!data && !error && <SkeletonRows count={5} label="Loading survival" />}
			{data && spec && (
				<>
					<Chart spec={spec} note="soft band: 95 % interval of the largest group" />
					<SimpleTable
						label="Survival by group"
						rows={data.curves.toSorted((a, b) => b.accounts - a.accounts).slice(0, 50)}
						rowKey={curve => curve.group}
						columns={[
							{ header: 'Group', cell: curve => groupName(curve.group, by) },
							{ header: 'Accounts', align: 'right', cell: curve => formatNumber(curve.accounts) },
							{ header: 'Left', align: 'right', cell: curve => formatNumber(curve.churned) },
							{ header: 'After 1 year', align: 'right', cell: curve => interval(curve, 12) },
							{ header: 'After 2 years', align: 'right', isExtra: true, cell: curve => interval(curve, 24) },
							{
								header: 'Half have left after',
								align: 'right',
								isExtra: true,
								cell: curve =>
									curve.median_days === null ? (
										<Unknown reason="Fewer than half were seen to leave" />
									) : (
										`${formatNumber(curve.median_days / daysPerMonth, 1)} months`
									),
							},
						]}
					/>
				</>
			)}
		</Section>
	)
}
