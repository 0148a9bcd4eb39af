import type { Pool } from 'pg'
import type { GroupFigures } from '../../core/kpis/group-figures.ts'
import { type Period, PeriodFigures } from '../../core/kpis/period-figures.ts'
import type { RetentionDimension } from '../../core/model/account-ledger.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { todayOf } from '../workspace/workspace-store.ts'
import { type KpiDetail, type KpiGroup, orderGroups, toKpiDetail, toKpiGroup } from './kpi-answer.ts'
import { getPolicy, type RevenueInputs, readRevenueInputs } from './revenue-inputs.ts'
import { visitBlocks } from './visit-blocks.ts'

export interface KpiRequest {
	period: Period
	/** Default: the workspace's today (restated). */
	asOf?: Day | undefined
	dimension: RetentionDimension | null
	/** Default: `standard`. */
	policy?: string | undefined
	now: Date
}

/** Retention over a period, as `perennial kpis --json` prints it. */
export interface KpiAnswer {
	from: string
	to: string
	currency: string
	policy: string
	groups: (KpiGroup & Partial<KpiDetail>)[]
}

export interface ComputedKpis {
	inputs: RevenueInputs
	asOf: Day
	groups: [string, GroupFigures][]
}

/** Figures of a period by group, as known at the end of a day. */
export async function computeKpis(pool: Pool, request: KpiRequest): Promise<ComputedKpis> {
	const inputs = await readRevenueInputs(pool, request.now)
	const asOf = request.asOf ?? todayOf(inputs.workspace, request.now)
	const policy = getPolicy(inputs, request.policy ?? 'standard')
	const figures = new PeriodFigures(request.period, request.dimension)
	await visitBlocks(pool, inputs, { policy, asOf }, block => figures.add(block))
	return { inputs, asOf, groups: orderGroups(figures.groups, request.dimension === null) }
}

/** `detail` adds rates of the movements and the levers. */
export async function answerKpis(
	pool: Pool,
	request: KpiRequest,
	options: { detail: boolean },
): Promise<KpiAnswer> {
	const { inputs, groups } = await computeKpis(pool, request)
	const { currency } = inputs
	return {
		from: formatDay(request.period.from),
		to: formatDay(request.period.to),
		currency,
		policy: request.policy ?? 'standard',
		groups: groups.map(([group, figures]) => ({
			...toKpiGroup(group, figures, currency),
			...(options.detail ? toKpiDetail(figures, currency) : {}),
		})),
	}
}
