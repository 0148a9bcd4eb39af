import type { Pool } from 'pg'
import type { ContractOutput } from '../../api/contract.ts'
import type { listRetentionMonths } from '../../api/retention.ts'
import { MonthWaterfall } from '../../core/kpis/month-waterfall.ts'
import { type Period, PeriodFigures } from '../../core/kpis/period-figures.ts'
import { retentionRates } from '../../core/kpis/retention-rates.ts'
import { monthsBefore } from '../../core/kpis/usual-periods.ts'
import { type RetentionDimension, retentionDimensions } from '../../core/model/account-ledger.ts'
import { formatAmountMinor, mrrToMinor } from '../../core/money/amount.ts'
import { formatDay, monthEndsBetween, monthStart } from '../../core/time/day.ts'
import { readWon } from './answer-retention.ts'
import { listMonths, listPoints, type StoredMonth, wholeDimension } from './figure-store.ts'
import { toKpiAmounts } from './kpi-answer.ts'
import { findRevenueRun, listMergedSince, type RevenueRun } from './ledger-block-store.ts'
import { getPolicy, policyInForce, type RevenueInputs, readRevenueInputs } from './revenue-inputs.ts'
import { visitBlocks } from './visit-blocks.ts'
import { sumWon } from './won-opportunities.ts'

export interface MonthsRequest {
	period: Period
	dimension: RetentionDimension | null
	policy?: string | undefined
	scope?: ReadonlySet<number> | undefined
	now: Date
}

type MonthsAnswer = ContractOutput<typeof listRetentionMonths>
/** Twelve months that end with a month; `cohort` of who paid at their start. */
type TrendPoint = MonthsAnswer['retention'][number]

/** The waterfall month by month and the trend of retention, as of the last run of the day. */
export async function answerMonths(pool: Pool, request: MonthsRequest): Promise<MonthsAnswer> {
	const inputs = await readRevenueInputs(pool, request.now)
	const policy = getPolicy(inputs, request.policy)
	const run = await findRevenueRun(pool, policy.id)
	if (!run) return { as_of: null, currency: null, items: [], retention: [] }
	const { currency } = run
	const months = await readMonths(pool, inputs, run, request)
	const asOf = run.asOf
	const won = request.dimension === null ? await readWon(pool, { inputs, policy, asOf }, request.scope) : null
	return {
		as_of: formatDay(asOf),
		currency,
		items: months.map(month => ({
			...showMonth(month, currency),
			won_by_cs:
				won &&
				formatAmountMinor(sumWon(won, { from: monthStart(month.month) - 1, to: month.month }), currency),
		})),
		retention: await readTrend(pool, inputs, run, request),
	}
}

/** Months that the day stored: of the policy in force by every dimension that each company has, of others as a whole. */
function areMonthsStored(inputs: RevenueInputs, { policy }: RevenueRun, request: MonthsRequest): boolean {
	const { dimension, scope } = request
	if (scope) return false
	if (dimension === null) return true
	return policy === policyInForce(inputs) && retentionDimensions.some(name => name === dimension)
}

/** Whether accounts were merged or parted since: stored rows would count one twice, or two as one. */
async function isMergedSince(pool: Pool, run: RevenueRun): Promise<boolean> {
	return (await listMergedSince(pool, run)).size > 0
}

async function readMonths(
	pool: Pool,
	inputs: RevenueInputs,
	run: RevenueRun,
	request: MonthsRequest,
): Promise<StoredMonth[]> {
	const { period, dimension, scope } = request
	if (areMonthsStored(inputs, run, request) && !(await isMergedSince(pool, run))) {
		return await listMonths(pool, {
			policy: run.policy,
			dimension: dimension ?? wholeDimension,
			...period,
		})
	}
	const waterfall = new MonthWaterfall(monthStart(period.from), Math.min(period.to, run.asOf), dimension)
	const policy = getPolicy(inputs, run.policy)
	await visitBlocks(pool, inputs, { policy, asOf: run.asOf, scope }, block => waterfall.add(block))
	return waterfall
		.list()
		.filter(({ month }) => month >= period.from && month <= period.to)
		.map(({ group, month, figures }) => {
			const { expansionLevers: up, contractionLevers: down } = figures
			return {
				group,
				month,
				isComplete: month <= run.asOf,
				figures,
				levers: {
					seats: up.seats + down.seats,
					price: up.price + down.price,
					product: up.product + down.product,
				},
			}
		})
}

async function readTrend(
	pool: Pool,
	inputs: RevenueInputs,
	run: RevenueRun,
	{ period, dimension, scope }: MonthsRequest,
): Promise<TrendPoint[]> {
	if (!scope && !(await isMergedSince(pool, run))) {
		const points = await listPoints(pool, {
			policy: run.policy,
			dimension: dimension ?? wholeDimension,
			months: 12,
		})
		return points
			.filter(({ periodEnd }) => periodEnd >= period.from && periodEnd <= period.to)
			.map(({ group, periodEnd, cohort }) => {
				const { nrr, grr, logoRetention } = retentionRates(cohort)
				return { group, month: formatDay(periodEnd), nrr, grr, logo_retention: logoRetention }
			})
	}
	const ends = monthEndsBetween(period.from, Math.min(period.to, run.asOf))
	const figures = ends.map(to => new PeriodFigures({ from: monthsBefore(to, 12), to }, dimension))
	const policy = getPolicy(inputs, run.policy)
	await visitBlocks(pool, inputs, { policy, asOf: run.asOf, scope }, block => {
		for (const one of figures) one.add(block)
	})
	return figures.flatMap(({ period: { to }, groups }) =>
		[...groups].map(([group, { cohort }]) => {
			const { nrr, grr, logoRetention } = retentionRates(cohort)
			return { group, month: formatDay(to), nrr, grr, logo_retention: logoRetention }
		}),
	)
}

function showMonth({ group, month, isComplete, figures, levers }: StoredMonth, currency: string) {
	const text = (minor: bigint) => formatAmountMinor(minor, currency)
	return {
		group,
		month: formatDay(month),
		complete: isComplete,
		...toKpiAmounts(figures, currency),
		levers: {
			seats: text(mrrToMinor(levers.seats)),
			price: text(mrrToMinor(levers.price)),
			product: text(mrrToMinor(levers.product)),
		},
	}
}
