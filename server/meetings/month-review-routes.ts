import { z } from 'zod'
import { getMonthReview } from '../../api/meetings.ts'
import { monthNameOf, parsePeriod } from '../../core/forecast/period.ts'
import type { DayStretch } from '../../core/meetings/compared-periods.ts'
import type { Freshness } from '../../core/model/account-history.ts'
import type { BandLevel } from '../../core/model/health-model.ts'
import { addMonths, type Day, formatDay, monthEnd, monthStart } from '../../core/time/day.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import type { Mount, ReadCall } from '../http/mount.ts'
import { InputProblem } from '../http/problem-details.ts'
import { listModels } from '../model/model-store.ts'
import { listAdoptionRuns } from '../outcomes/effect-store.ts'
import { listReportedFigures } from '../revenue/reported-store.ts'
import { readFreshness } from '../sources/source-store.ts'
import { listBandRows, listComputedDates } from '../summary/distribution-store.ts'
import { countReviews, countRiskTasks, countRuns, type RunDays, readTimeToValue } from './month-store.ts'

type Pool = ReadCall<Record<never, never>>['pool']

/** The month in work and health, beside the month before. */
export function mountMonthReviewRoutes(mount: Mount): void {
	mount.read(getMonthReview, async call => {
		const { query, pool, now, actor } = call
		const { today } = await readShownDay(pool, now)
		const month = askedMonth(query.month, today)
		const isComplete = month.to < today
		const before = { from: addMonths(month.from, -1), to: month.from - 1 }
		const running = { from: month.from, to: Math.min(month.to, today) }
		const owner = call.may({ ownerEmail: null }) ? null : actor.email
		const [latest] = await listModels(pool)
		const source = {
			pool,
			owner,
			freshness: await readFreshness(pool, [today]),
			firstValue: latest?.model.settings.firstValueMilestone ?? 'first_value',
			policy: latest?.model.settings.revenue.policy ?? 'standard',
			levelOf: await readLevels(pool),
			runs: [...(await listAdoptionRuns(pool)).values()].flat(),
		}
		return {
			month: monthNameOf(month.from),
			is_complete: isComplete,
			as_of: formatDay(running.to),
			now: await readMonth(source, running),
			before: await readMonth(source, before),
		}
	})
}

/** The month that is asked for; the last one that is over where none is. Refuses one that has not begun. */
function askedMonth(text: string | undefined, today: Day): DayStretch {
	const asked = text === undefined ? undefined : parsePeriod(text)
	const from = asked?.from ?? addMonths(monthStart(today), -1)
	if (from <= today) return { from, to: monthEnd(from) }
	throw new InputProblem([
		{
			at: 'query.month',
			message: `expected a month that has begun, at the latest ${monthNameOf(today)}; got ${text}`,
		},
	])
}

interface Source {
	pool: Pool
	owner: string | null
	freshness: Freshness
	firstValue: string
	policy: string
	levelOf: (version: number, healthModel: string, band: string) => BandLevel | undefined
	runs: readonly RunDays[]
}

async function readMonth(source: Source, month: DayStretch) {
	const { pool, owner, freshness } = source
	const value = await readTimeToValue(pool, month, source.firstValue, owner)
	const tasks = await countRiskTasks(pool, month, owner)
	return {
		month: { from: formatDay(month.from), to: formatDay(month.to) },
		time_to_value: { median_days: value.medianDays, accounts: value.accounts },
		reviews_held: freshness.engagement ? await countReviews(pool, month, owner) : null,
		risk_tasks: { made: tasks.made, done: tasks.done, done_on_time: tasks.doneOnTime },
		runs: countRuns(source.runs, month, owner),
		health: await readHealth(source, month),
		reported: owner === null ? await readReported(source, month) : null,
	}
}

const Rate = z.number().nullable().catch(null)
const FrozenRates = z.object({ nrr: Rate, grr: Rate, logo_retention: Rate })

/** The trailing year as it was frozen; undefined figures of an older version are unknown. */
async function readReported({ pool, policy }: Source, month: DayStretch) {
	const [frozen] = await listReportedFigures(pool, { policy, month: monthEnd(month.from), dimension: 'all' })
	const rates = FrozenRates.safeParse(frozen?.trailingYear)
	return frozen && rates.success ? { frozen_on: formatDay(frozen.frozenOn), ...rates.data } : null
}

async function readHealth({ pool, owner, levelOf }: Source, { from, to }: DayStretch) {
	const day = (await listComputedDates(pool, from, to)).at(-1)
	if (day === undefined) return { as_of: null, scored: 0, good_share: null, alarm_share: null }
	const rows = await listBandRows(pool, [day], { segment: null, ownerEmail: owner })
	const scored = rows.filter(({ band }) => band !== 'unknown')
	const count = (some: typeof rows) => some.reduce((sum, { accounts }) => sum + accounts, 0)
	const total = count(scored)
	const share = (level: BandLevel) =>
		total === 0
			? null
			: count(scored.filter(row => levelOf(row.modelVersion, row.healthModel, row.band) === level)) / total
	return { as_of: formatDay(day), scored: total, good_share: share('good'), alarm_share: share('alarm') }
}

async function readLevels(pool: Pool) {
	const levels = new Map<string, BandLevel>()
	for (const { version, model } of await listModels(pool)) {
		for (const health of model.healthModels) {
			for (const band of health.bands) levels.set(`${version} ${health.id} ${band.id}`, band.level)
		}
	}
	return (version: number, healthModel: string, band: string) =>
		levels.get(`${version} ${healthModel} ${band}`)
}
