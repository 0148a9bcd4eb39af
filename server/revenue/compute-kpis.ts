import type { Pool } from 'pg'
import { type FigureText, parseFigures } from '../../core/kpis/figure-text.ts'
import type { GroupFigures } from '../../core/kpis/group-figures.ts'
import { type Period, PeriodFigures } from '../../core/kpis/period-figures.ts'
import type { RetentionDimension } from '../../core/model/account-ledger.ts'
import type { RevenuePolicy } from '../../core/model/revenue-policy.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { todayOf } from '../workspace/workspace-store.ts'
import { findAnswer } from './answer-store.ts'
import { cachedFigures } from './figure-cache.ts'
import { type KpiDetail, type KpiGroup, orderGroups, toKpiDetail, toKpiGroup } from './kpi-answer.ts'
import { findRevenueRun } from './ledger-block-store.ts'
import { listLeftOut } from './left-out-store.ts'
import { listCaveats } from './list-caveats.ts'
import { getPolicy, policyInForce, type RevenueInputs, readRevenueInputs } from './revenue-inputs.ts'
import { areStored, visitBlocks } from './visit-blocks.ts'

export interface KpiRequest {
	period: Period
	/** Default: the workspace's today (restated). */
	asOf?: Day | undefined
	dimension: RetentionDimension | null
	/** Default: the policy in force. */
	policy?: string | undefined
	/** Only these accounts. */
	scope?: ReadonlySet<number> | undefined
	now: Date
}

/** Retention over a period, as `perennial kpis --json` prints it. */
export interface KpiAnswer {
	from: string
	to: string
	currency: string
	policy: string
	groups: (KpiGroup & Partial<KpiDetail>)[]
	/** How it is counted where companies count differently, and what it leaves out. With the detail. */
	caveats?: string[]
}

export interface ComputedKpis {
	inputs: RevenueInputs
	policy: RevenuePolicy
	asOf: Day
	groups: [string, GroupFigures][]
}

/** Figures of a period by group, as known at the end of a day. */
export async function computeKpis(pool: Pool, request: KpiRequest): Promise<ComputedKpis> {
	const inputs = await readRevenueInputs(pool, request.now)
	const asOf = request.asOf ?? todayOf(inputs.workspace, request.now)
	const policy = getPolicy(inputs, request.policy)
	const { period, dimension, scope } = request
	const groups = await computeGroups(pool, inputs, { policy, asOf, period, dimension, scope })
	return { inputs, policy, asOf, groups: orderGroups(groups, dimension === null) }
}

export interface GroupRequest {
	policy: RevenuePolicy
	asOf: Day
	period: Period
	dimension: RetentionDimension | null
	scope?: ReadonlySet<number> | undefined
}

/** What the figures of a request are called among the answers that the day keeps ready. */
export function figuresName({ dimension, period }: Pick<GroupRequest, 'dimension' | 'period'>): string {
	return `figures ${period.from} ${period.to} ${dimension ?? 'all'}`
}

/** Figures by group: those that the day kept ready, or computed before, or from the ledgers. */
export async function computeGroups(
	pool: Pool,
	inputs: RevenueInputs,
	request: GroupRequest,
): Promise<ReadonlyMap<string, GroupFigures>> {
	const { policy, asOf, period, dimension, scope } = request
	const compute = async () => {
		const figures = new PeriodFigures(period, dimension)
		await visitBlocks(pool, inputs, { policy, asOf, scope }, block => figures.add(block))
		return figures.groups
	}
	if (scope || !(await areStored(pool, inputs, { policy, asOf }))) return await compute()
	const run = await findRevenueRun(pool, policy.id)
	const name = figuresName(request)
	const made = [policy.id, run?.computedAt.getTime(), run?.lastLoadId, run?.asOf, run?.aliases.join()].join(
		' ',
	)
	return await cachedFigures(pool, `${made} ${name}`, async () => {
		const stored = await findAnswer(pool, policy.id, name)
		// Written by the day from the same type.
		return stored === undefined ? await compute() : parseFigures(stored as FigureText[])
	})
}

/** `detail` adds rates of the movements, the levers and the caveats. */
export async function answerKpis(
	pool: Pool,
	request: KpiRequest,
	options: { detail: boolean },
): Promise<KpiAnswer> {
	const { inputs, policy, asOf, groups } = await computeKpis(pool, request)
	const { currency } = inputs
	const answer: KpiAnswer = {
		from: formatDay(request.period.from),
		to: formatDay(request.period.to),
		currency,
		policy: request.policy ?? policyInForce(inputs),
		groups: groups.map(([group, figures]) => ({
			...toKpiGroup(group, figures, currency),
			...(options.detail ? toKpiDetail(figures, currency) : {}),
		})),
	}
	if (!options.detail) return answer
	const leftOut = await listLeftOut(pool, policy.id)
	return { ...answer, caveats: listCaveats(inputs, policy, { ...request, asOf, leftOut }) }
}
