import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { sayProblem } from '../session/call-query.ts'
import { Money } from '../ui/Amounts.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { ChangeLines } from './ChangeLines.tsx'
import { LevelCounts } from './LevelCounts.tsx'
import { RenewalMonths } from './RenewalMonths.tsx'
import { type Summary, useSummary } from './use-today.ts'

const levelWords = { good: 'good', fine: 'fine', watch: 'watch', alarm: 'alarm', unknown: 'unknown' } as const

/** `2 more in alarm since Monday`: how many came into and left the lowest level. */
function sayAlarmChange(summary: Summary): string | undefined {
	const into = summary.changes.filter(({ level }) => level === 'alarm').length
	const out = summary.changes.filter(({ level_before }) => level_before === 'alarm').length
	if (into === 0 && out === 0) return undefined
	return `${into} into ${levelWords.alarm}, ${out} out of it this week`
}

/** The book at a glance: health, renewals ahead, what changed. */
export function BookPanel({ owner, today }: { owner: string | undefined; today: string }) {
	const week = useSummary(owner, 7)
	const day = useSummary(owner, 1)
	const { data } = week
	const alarmChange = useMemo(() => data && sayAlarmChange(data), [data])
	if (week.error) {
		return (
			<div>
				<FailedState what="The book could not be read" why={sayProblem(week.error)} onRetry={week.refetch} />
			</div>
		)
	}
	if (!data) return <Skeleton className="h-64" />
	const { renewals } = data
	return (
		<aside aria-label="The book" className="flex min-w-0 flex-col gap-7">
			<Section title={owner === 'me' ? 'My book' : 'Book'} facts={formatCount(data.customers, 'customer')}>
				<LevelCounts levels={data.levels} owner={owner} />
				{alarmChange && <p className="mt-1 text-12 text-second">{alarmChange}</p>}
			</Section>
			<Section
				title={`Renewals, next ${renewals.days} days`}
				facts={
					<Link
						to="/renewals"
						search={{ ...(owner ? { owner } : {}), days: renewals.days }}
						className={linkClass}
					>
						{renewals.due}
					</Link>
				}
			>
				<p className="text-13">
					<Money
						value={renewals.target_amount}
						currency={data.currency}
						isShort
						reason="No amount is known"
					/>
					{renewals.without_call > 0 && (
						<span className="text-second"> · {renewals.without_call} without a call</span>
					)}
				</p>
				<RenewalMonths renewals={renewals} currency={data.currency} today={today} />
			</Section>
			<Section title="Since yesterday">
				{day.data && <ChangeLines changes={day.data.changes} limit={6} />}
			</Section>
		</aside>
	)
}
