import {
	comparePolicyFigures,
	getContractedMrr,
	getReportedMonth,
	getRetentionDefinitions,
	getRetentionWhatIf,
	listLossReasons,
	listRevenueTargets,
	recordLossReason,
	setRevenueTarget,
} from '../../api/retention-reports.ts'
import { dayOfText } from '../../api/values.ts'
import { retentionBenchmarks } from '../../core/catalog/retention-benchmarks.ts'
import { retentionDefinitions } from '../../core/catalog/retention-definitions.ts'
import { emptyFigures, type GroupFigures } from '../../core/kpis/group-figures.ts'
import { monthsBefore } from '../../core/kpis/usual-periods.ts'
import { whatIf } from '../../core/kpis/what-if.ts'
import { wholeGroup } from '../../core/model/ledger-block.ts'
import { arrMinorOf, formatAmountMinor, mrrToMinor, parseAmountMinor } from '../../core/money/amount.ts'
import { parseDecimal } from '../../core/money/decimal.ts'
import { formatDay, monthEnd, monthStart } from '../../core/time/day.ts'
import { getAccountFor } from '../accounts/get-account-store.ts'
import type { Mount, ReadCall } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import { readAccountNames } from './account-name-store.ts'
import { comparePolicies, compareReported } from './compare-revenue.ts'
import { computeGroups, computeKpis } from './compute-kpis.ts'
import { readContracted } from './contracted-revenue.ts'
import { wholeDimension } from './figure-store.ts'
import { exactAmount, toKpiDetail, toKpiGroup } from './kpi-answer.ts'
import { findRevenueRun } from './ledger-block-store.ts'
import { listReasonTotals, saveReason } from './reason-store.ts'
import { listReportedFigures, listReportedMonths } from './reported-store.ts'
import { checkWholeBook, periodOf, readAsOf, readScope } from './retention-scope.ts'
import { getPolicy, policyInForce, type RevenueInputs, readRevenueInputs } from './revenue-inputs.ts'
import { listTargets, saveTarget } from './target-store.ts'

type Pool = ReadCall<typeof getContractedMrr.input>['pool']

/** Policies side by side, reported months, what is signed, reasons, targets, what-if, and what it all means. */
export function mountRetentionReportRoutes(mount: Mount): void {
	mountComparisons(mount)
	mountForward(mount)
	mountReasons(mount)
	mountTargets(mount)
	mount.read(getRetentionDefinitions, async ({ pool, now }) => {
		const inputs = await readRevenueInputs(pool, now)
		const policy = policyInForce(inputs)
		const run = await findRevenueRun(pool, policy)
		return {
			definitions: [...retentionDefinitions],
			policies: [...inputs.policies],
			policy_in_force: policy,
			currency: inputs.currency,
			freeze_day_of_month: inputs.model.settings.revenue.freezeDayOfMonth,
			attributes: [...inputs.attributes],
			reported_months: (await listReportedMonths(pool, policy)).map(({ month }) => formatDay(month)),
			benchmarks: [...retentionBenchmarks],
			stored: run ? { as_of: formatDay(run.asOf), computed_at: run.computedAt.toISOString() } : null,
		}
	})
}

function showWhole(figures: GroupFigures, currency: string) {
	return { ...toKpiGroup(wholeGroup, figures, currency), ...toKpiDetail(figures, currency) }
}

/** The policy to compare with where nobody names one: another one than the first, of those that there are. */
function otherPolicy({ policies }: RevenueInputs, one: string): string {
	return policies.find(({ id }) => id !== one)?.id ?? one
}

function mountComparisons(mount: Mount): void {
	mount.read(comparePolicyFigures, async call => {
		checkWholeBook(call)
		const { query, pool, now } = call
		const { inputs, asOf } = await readAsOf(pool, now, query.as_of)
		const period = periodOf(query)
		const one = getPolicy(inputs, query.policy)
		const other = getPolicy(inputs, query.other ?? otherPolicy(inputs, one.id))
		const wholeOf = async (policy: string) => {
			const { groups } = await computeKpis(pool, { period, asOf, dimension: null, policy, now })
			return showWhole(groups[0]?.[1] ?? emptyFigures(), inputs.currency)
		}
		const { differences, total } = await comparePolicies(pool, inputs, { one, other }, { period, asOf })
		const nameOf = await readAccountNames(
			pool,
			differences.map(({ accountId }) => accountId),
		)
		return {
			currency: inputs.currency,
			one: { policy: one.id, figures: await wholeOf(one.id) },
			other: { policy: other.id, figures: await wholeOf(other.id) },
			total,
			differences: differences.map(({ accountId, switches, ...sides }) => ({
				...nameOf(accountId),
				switches: [...switches],
				one: showWhole(sides.one, inputs.currency),
				other: showWhole(sides.other, inputs.currency),
			})),
		}
	})
	mount.read(getReportedMonth, async call => {
		checkWholeBook(call)
		const { query, pool, now } = call
		const { inputs, asOf } = await readAsOf(pool, now, undefined)
		const policy = getPolicy(inputs, query.policy)
		const month = monthEnd(dayOfText(query.month))
		const period = { from: monthStart(month) - 1, to: month }
		const figures = await computeGroups(pool, inputs, { policy, asOf, period, dimension: null })
		const stored = await listReportedFigures(pool, { policy: policy.id, month, dimension: wholeDimension })
		const reported = stored[0]
		const differences = reported ? await compareReported(pool, inputs, { policy, month, asOf }) : []
		const nameOf = await readAccountNames(
			pool,
			differences.map(({ accountId }) => accountId),
		)
		const exact = (units: bigint) => exactAmount(units, inputs.currency)
		return {
			currency: inputs.currency,
			month: formatDay(month),
			frozen_on: reported ? formatDay(reported.frozenOn) : null,
			reported_as_of: reported ? formatDay(reported.asOf) : null,
			restated_as_of: formatDay(asOf),
			reported: reported?.figures ?? null,
			restated: showWhole(figures.get(wholeGroup) ?? emptyFigures(), inputs.currency),
			differences: differences.map(entry => ({
				...nameOf(entry.accountId),
				reported_start_mrr: exact(entry.reportedOpening),
				reported_end_mrr: exact(entry.reportedClosing),
				start_mrr: exact(entry.opening),
				end_mrr: exact(entry.closing),
			})),
		}
	})
}

/** Changes ahead that one answer has. */
const mostMovements = 500

function mountForward(mount: Mount): void {
	mount.read(getContractedMrr, async call => {
		const { query, pool, now } = call
		const { inputs, asOf } = await readAsOf(pool, now, query.as_of)
		const until = dayOfText(query.until)
		const contracted = await readContracted(pool, inputs, {
			policy: getPolicy(inputs, query.policy),
			asOf,
			until,
			scope: await readScope(pool, call),
		})
		const shown = contracted.movements.slice(0, mostMovements)
		const nameOf = await readAccountNames(
			pool,
			shown.map(({ accountId }) => accountId),
		)
		const text = (units: bigint) => formatAmountMinor(mrrToMinor(units), inputs.currency)
		return {
			as_of: formatDay(asOf),
			until: query.until,
			currency: inputs.currency,
			mrr: text(contracted.now),
			contracted_mrr: text(contracted.contracted),
			total: contracted.movements.length,
			movements: shown.map(({ accountId, movement }) => ({
				...nameOf(accountId),
				day: formatDay(movement.day),
				kind: movement.kind,
				amount: exactAmount(movement.to - movement.from, inputs.currency),
			})),
		}
	})
	mount.read(getRetentionWhatIf, async call => {
		const { query, pool, now } = call
		const { inputs, asOf } = await readAsOf(pool, now, undefined)
		const { currency } = inputs
		const given = query.arr === undefined ? undefined : parseAmountMinor(query.arr, currency)
		const arrMinor = given ?? (await readArr(pool, asOf, now, await readScope(pool, call)))
		const [churn, other] = [parseDecimal(query.churn), parseDecimal(query.other)]
		if (!churn || !other) throw new Problem('wrong_input', 'Expected rates like 0.15.')
		const text = (minor: bigint) => formatAmountMinor(minor, currency)
		return {
			currency,
			arr: text(arrMinor),
			years: whatIf(arrMinor, churn, other, query.years).map(year => ({
				year: year.year,
				lost: text(year.lostMinor),
				lost_other: text(year.lostOtherMinor),
				arr: text(year.arrMinor),
				arr_other: text(year.arrOtherMinor),
				worth: text(year.worthMinor),
			})),
		}
	})
}

async function readArr(
	pool: Pool,
	asOf: number,
	now: Date,
	scope: ReadonlySet<number> | undefined,
): Promise<bigint> {
	const period = { from: monthsBefore(asOf, 12), to: asOf }
	const { groups } = await computeKpis(pool, { period, asOf, dimension: null, scope, now })
	return arrMinorOf(groups[0]?.[1].endMrr ?? 0n)
}

function mountReasons(mount: Mount): void {
	mount.read(listLossReasons, async call => {
		const { query, pool, now } = call
		const inputs = await readRevenueInputs(pool, now)
		const { currency } = inputs
		const totals = await listReasonTotals(pool, {
			policy: getPolicy(inputs, query.policy).id,
			...periodOf(query),
			scope: await readScope(pool, call),
		})
		return {
			currency,
			items: totals.map(({ units, ...total }) => ({
				...total,
				mrr: formatAmountMinor(mrrToMinor(units), currency),
				arr: formatAmountMinor(arrMinorOf(units), currency),
			})),
		}
	})
	mount.change(recordLossReason, async call => {
		const { params, body, client, act } = call
		const { accountId } = await getAccountFor(client, call, params.id)
		const { reason, competitor, note } = body
		const recorded = reason === null ? null : { reason, competitor, note }
		await saveReason(client, { accountId, day: dayOfText(params.day) }, recorded, act)
		return null
	})
}

function mountTargets(mount: Mount): void {
	mount.read(listRevenueTargets, async ({ query, pool }) => ({
		items: (await listTargets(pool, query.quarter)).map(({ setBy, setAt, ...target }) => ({
			...target,
			dimension: dimensionOf(target.dimension),
			set_by: setBy,
			set_at: setAt.toISOString(),
		})),
	}))
	mount.change(setRevenueTarget, async ({ body, client, act }) => {
		await saveTarget(client, body, act)
		return null
	})
}

function dimensionOf(text: string): 'all' | 'segment' | 'csm' {
	return text === 'segment' || text === 'csm' ? text : 'all'
}
