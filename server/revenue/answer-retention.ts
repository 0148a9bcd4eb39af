import type { Pool } from 'pg'
import type { ContractOutput } from '../../api/contract.ts'
import type { getRetention } from '../../api/retention.ts'
import { emptyFigures, type GroupFigures } from '../../core/kpis/group-figures.ts'
import { mergeFigures } from '../../core/kpis/merge-figures.ts'
import type { Period } from '../../core/kpis/period-figures.ts'
import { csExpansionRate } from '../../core/kpis/retention-rates.ts'
import { actualOf, quarterName, quarterPeriod, varianceOf } from '../../core/kpis/target-variance.ts'
import { monthsBefore } from '../../core/kpis/usual-periods.ts'
import { formatAmountMinor, mrrToMinor } from '../../core/money/amount.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { findAnswer } from './answer-store.ts'
import { type ComputedKpis, computeGroups, computeKpis, type KpiRequest } from './compute-kpis.ts'
import { readContracted } from './contracted-revenue.ts'
import { wholeDimension } from './figure-store.ts'
import { toKpiDetail, toKpiGroup } from './kpi-answer.ts'
import { listLeftOut } from './left-out-store.ts'
import { listCaveats } from './list-caveats.ts'
import { listTargets } from './target-store.ts'
import { areStored } from './visit-blocks.ts'
import { listWonByCs, parseWon, sumWon, type WonByCs } from './won-opportunities.ts'

/** Groups that one answer has; the others come as one. */
const mostGroups = 300
const othersGroup = 'all the others'

/** The answer of the retention table: groups, rates, targets, and what one has to know about them. */
export async function answerRetention(
	pool: Pool,
	request: KpiRequest,
): Promise<ContractOutput<typeof getRetention>> {
	const { period, dimension, scope } = request
	const computed = await computeKpis(pool, request)
	const { inputs, policy, asOf } = computed
	const { currency } = inputs
	const won = dimension === null ? await readWon(pool, computed, scope) : null
	const start = computed.groups[0]?.[1].cohort.startMrr ?? 0n
	const { groups, others } = cutGroups(computed.groups)
	const leftOut = (await listLeftOut(pool, policy.id)).filter(line => !scope || scope.has(line.accountId))
	return {
		from: formatDay(period.from),
		to: formatDay(period.to),
		as_of: formatDay(asOf),
		currency,
		policy: policy.id,
		groups: groups.map(([group, figures]) => ({
			...toKpiGroup(group, figures, currency),
			...toKpiDetail(figures, currency),
		})),
		other_groups: others,
		own_accounts: scope ? scope.size : null,
		cs_expansion_rate: won && csExpansionRate(sumWon(won, period), start),
		left_out: leftOut.map(line => ({
			account_id: line.externalId,
			line_id: line.lineId,
			because: line.because,
			amount: line.amount,
			currency: line.currency,
		})),
		quarter: quarterName(period.to),
		variances: scope ? [] : await listVariances(pool, computed, request, won),
		caveats: listCaveats(inputs, policy, { period, asOf, dimension, leftOut }),
	}
}

function cutGroups(groups: [string, GroupFigures][]): { groups: [string, GroupFigures][]; others: number } {
	if (groups.length <= mostGroups) return { groups, others: 0 }
	const rest = emptyFigures()
	for (const [, figures] of groups.slice(mostGroups)) mergeFigures(rest, figures)
	return {
		groups: [...groups.slice(0, mostGroups), [othersGroup, rest]],
		others: groups.length - mostGroups,
	}
}

/** What CS brought and won: as the day stored it, or from the facts. */
export async function readWon(
	pool: Pool,
	{ inputs, policy, asOf }: Pick<ComputedKpis, 'inputs' | 'policy' | 'asOf'>,
	scope?: ReadonlySet<number>,
): Promise<WonByCs | null> {
	if (!scope && (await areStored(pool, inputs, { policy, asOf }))) {
		const stored = await findAnswer(pool, policy.id, 'won')
		if (stored !== undefined) return parseWon(stored)
	}
	return await listWonByCs(pool, inputs.conversion, asOf, scope)
}

const ratesOfYear = new Set(['nrr', 'grr', 'logo_retention', 'cs_expansion_rate'])

/**
 * How far the quarter that the period ends in is from its targets. Rates of retention are of the twelve months up to
 * the period's end, as boards plan them; amounts and rates of movements are of the quarter so far.
 */
async function listVariances(
	pool: Pool,
	{ inputs, policy, asOf }: ComputedKpis,
	{ period, dimension }: KpiRequest,
	won: WonByCs | null,
) {
	const quarter = quarterName(period.to)
	const targets = (await listTargets(pool, quarter)).filter(
		target => target.dimension === (dimension ?? wholeDimension),
	)
	const read = async (own: Period) => ({
		own,
		groups: await computeGroups(pool, inputs, { policy, asOf, period: own, dimension }),
	})
	if (targets.length === 0) return []
	const year = await read({ from: monthsBefore(period.to, 12), to: period.to })
	const quarterSoFar = await read({ from: quarterPeriod(quarter).from, to: period.to })
	const variances = []
	for (const { group, measure, value } of targets) {
		const { own, groups } = ratesOfYear.has(measure) ? year : quarterSoFar
		const figures = groups.get(group)
		const actual =
			measure === 'contracted_mrr'
				? await readContractedText(pool, { inputs, policy, asOf }, quarterPeriod(quarter).to)
				: measure === 'cs_expansion_rate'
					? (won && figures && rateText(csExpansionRate(sumWon(won, own), figures.cohort.startMrr))) || null
					: figures
						? actualOf(measure, figures, inputs.currency)
						: null
		variances.push({
			group,
			measure,
			target: value,
			actual,
			variance: varianceOf(actual, value),
			from: formatDay(own.from),
			to: formatDay(own.to),
		})
	}
	return variances
}

function rateText(rate: number | null): string | null {
	return rate === null ? null : rate.toFixed(6)
}

async function readContractedText(
	pool: Pool,
	{ inputs, policy, asOf }: Pick<ComputedKpis, 'inputs' | 'policy' | 'asOf'>,
	quarterEnd: Day,
): Promise<string | null> {
	if (quarterEnd < asOf) return null
	const { contracted } = await readContracted(pool, inputs, { policy, asOf, until: quarterEnd })
	return formatAmountMinor(mrrToMinor(contracted), inputs.currency)
}
