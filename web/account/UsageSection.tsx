import { useMemo } from 'react'
import type { getAccountUsage } from '../../api/account.ts'
import type { ContractOutput } from '../../api/contract.ts'
import { spell } from '../accounts/spell.ts'
import { sayProblem } from '../session/call-query.ts'
import { Chart } from '../ui/Chart.tsx'
import type { ChartSpec } from '../ui/chart-spec.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { addDays, formatDate } from '../ui/format-day.ts'
import { formatNumber } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { useUsage } from './use-account.ts'

type Usage = ContractOutput<typeof getAccountUsage>
type Every = 'day' | 'week' | 'month'

/** A line each for the most used; the others are one line. */
const mostLines = 4
const spanDays: Record<Every, number> = { day: 60, week: 26 * 7, month: 365 }

function sumOf(counts: readonly number[]): number {
	return counts.reduce((sum, count) => sum + count, 0)
}

function cutOf(usage: Usage): number | null {
	const { incomplete_from, periods } = usage
	if (incomplete_from === null) return null
	const index = periods.findIndex(period => period >= incomplete_from)
	return index < 0 ? null : index
}

/** Events per period, the most used by name and the rest together. */
export function featureSpec(usage: Usage, every: Every, today: string): ChartSpec {
	const sorted = [...usage.events].sort((a, b) => sumOf(b.counts) - sumOf(a.counts))
	const rest = sorted.slice(mostLines)
	const named = sorted
		.slice(0, mostLines)
		.map(({ event, counts }) => ({ name: spell(event), values: counts }))
	const others = usage.periods.map((_, index) =>
		rest.reduce((sum, { counts }) => sum + (counts[index] ?? 0), 0),
	)
	return {
		kind: 'line',
		title: `Events a ${every}, by feature`,
		periods: usage.periods.map(period => formatDate(period, today)),
		series: [...named, ...(rest.length > 0 ? [{ name: `${rest.length} others`, values: others }] : [])],
		format: value => formatNumber(value),
		unit: 'whole',
		incompleteFrom: cutOf(usage),
	}
}

export function usersSpec(usage: Usage, every: Every, today: string): ChartSpec {
	return {
		kind: 'bar',
		title: `People active in a ${every}`,
		periods: usage.periods.map(period => formatDate(period, today)),
		series: [{ name: 'People', values: usage.users, tone: 'accent' }],
		format: value => formatNumber(value),
		unit: 'whole',
		incompleteFrom: cutOf(usage),
	}
}

/** How the product is used: by feature, and by how many people. */
export function UsageSection({
	id,
	today,
	every,
	onEvery,
}: {
	id: string
	today: string
	every: Every
	onEvery: (every: Every) => void
}) {
	const usage = useUsage(id, every, addDays(today, -spanDays[every]))
	const { data } = usage
	const specs = useMemo(
		() => data && { features: featureSpec(data, every, today), users: usersSpec(data, every, today) },
		[data, every, today],
	)
	return (
		<Section
			id="usage"
			title="Usage"
			controls={
				<SelectField
					label="Periods"
					isLabelHidden
					className="w-28"
					value={every}
					onChange={value => onEvery(value === 'day' || value === 'month' ? value : 'week')}
					choices={[
						{ value: 'day', label: 'by day' },
						{ value: 'week', label: 'by week' },
						{ value: 'month', label: 'by month' },
					]}
				/>
			}
		>
			{usage.error && (
				<FailedState
					what="The usage could not be read"
					why={sayProblem(usage.error)}
					onRetry={usage.refetch}
				/>
			)}
			{!data && !usage.error && <Skeleton className="h-52 w-full" />}
			{data && data.events.length === 0 && (
				<EmptyState sentence="No usage of this account was loaded for this time. It comes with files of the kind usage or usage_daily." />
			)}
			{specs && data && data.events.length > 0 && (
				<div className="flex flex-col gap-6">
					<Chart spec={specs.features} height={200} />
					{data.users.some(users => users !== null) ? (
						<Chart spec={specs.users} height={140} />
					) : (
						<p className="text-13 text-second">
							The usage rows do not name their users, so people cannot be counted.
						</p>
					)}
				</div>
			)}
		</Section>
	)
}
