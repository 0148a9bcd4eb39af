import {
	comparePolicyFigures,
	getContractedMrr,
	getReportedMonth,
	getRetentionDefinitions,
	getWhatIf,
	listLossReasons,
	listRevenueTargets,
	recordLossReason,
	setRevenueTarget,
} from '../../api/retention-reports.ts'
import { dayOfText } from '../../api/values.ts'
import { retentionBenchmarks } from '../../core/catalog/retention-benchmarks.ts'
import { retentionDefinitions } from '../../core/catalog/retention-definitions.ts'
import { emptyFigures, type GroupFigures } from '../../core/kpis/group-figures.ts'
import { PeriodFigures } from '../../core/kpis/period-figures.ts'
import { whatIf } from '../../core/kpis/what-if.ts'
import { wholeGroup } from '../../core/model/ledger-block.ts'
import { arrMinorOf, formatAmountMinor, mrrToMinor, parseAmountMinor } from '../../core/money/amount.ts'
import { parseDecimal } from '../../core/money/decimal.ts'
import { formatDay, monthEnd, monthStart } from '../../core/time/day.ts'
import { listAccounts } from '../accounts/account-store.ts'
import { getAccountFor } from '../accounts/get-account-store.ts'
import type { Mount, ReadCall } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import { comparePolicies, compareReported } from './compare-revenue.ts'
import { computeKpis } from './compute-kpis.ts'
import { computeContracted } from './contracted-revenue.ts'
import { wholeDimension } from './figure-store.ts'
import { exactAmount, toKpiDetail, toKpiGroup } from './kpi-answer.ts'
import { findRevenueRun } from './ledger-block-store.ts'
import { listReasonTotals, saveReason } from './reason-store.ts'
import { listReportedFigures } from './reported-store.ts'
import { checkWholeBook, periodOf, readAsOf } from './retention-routes.ts'
import { getPolicy, readRevenueInputs } from './revenue-inputs.ts'
import { listTargets, saveTarget } from './target-store.ts'
import { visitBlocks } from './visit-blocks.ts'

type Pool = ReadCall<typeof getContractedMrr.input>['pool']

/** Policies side by side, reported months, what is signed, reasons, targets, what-if, and what it all means. */
export function mountRetentionReportRoutes(mount: Mount): void {
	mountComparisons(mount)
	mountForward(mount)
	mountReasons(mount)
	mountTargets(mount)
	mount.read(getRetentionDefinitions, async ({ pool, now }) => {
		const inputs = await readRevenueInputs(pool, now)
		const run = await findRevenueRun(pool, 'standard')
		return {
			definitions: [...retentionDefinitions],
			policies: [...inputs.policies],
			benchmarks: [...retentionBenchmarks],
			stored: run ? { as_of: formatDay(run.asOf), computed_at: run.computedAt.toISOString() } : null,
		}
	})
}

function showWhole(figures: GroupFigures, currency: string) {
	return { ...toKpiGroup(wholeGroup, figures, currency), ...toKpiDetail(figures, currency) }
}

async function readNames(
	pool: Pool,
): Promise<(accountId: number) => { account_id: string; account_name: string | null }> {
	const names = new Map((await listAccounts(pool)).map(account => [account.accountId, account]))
	return accountId => {
		const account = names.get(accountId)
		return { account_id: account?.externalId ?? String(accountId), account_name: account?.name ?? null }
	}
}

function mountComparisons(mount: Mount): void {
	mount.read(comparePolicyFigures, async call => {
		checkWholeBook(call)
		const { query, pool, now } = call
		const { inputs, asOf } = await readAsOf(pool, now, query.as_of)
		const period = periodOf(query)
		const policies = { one: getPolicy(inputs, query.policy), other: getPolicy(inputs, query.other) }
		const wholeOf = async (policy: string) => {
			const { groups } = await computeKpis(pool, { period, asOf, dimension: null, policy, now })
			return showWhole(groups[0]?.[1] ?? emptyFigures(), inputs.currency)
		}
		const differences = await comparePolicies(pool, inputs, policies, { period, asOf })
		const nameOf = await readNames(pool)
		return {
			currency: inputs.currency,
			one: { policy: query.policy, figures: await wholeOf(query.policy) },
			other: { policy: query.other, figures: await wholeOf(query.other) },
			differences: differences.map(({ accountId, switches, one, other }) => ({
				...nameOf(accountId),
				switches: [...switches],
				one: showWhole(one, inputs.currency),
				other: showWhole(other, inputs.currency),
			})),
		}
	})
	mount.read(getReportedMonth, async call => {
		checkWholeBook(call)
		const { query, pool, now } = call
		const { inputs, asOf } = await readAsOf(pool, now, undefined)
		const policy = getPolicy(inputs, query.policy)
		const month = monthEnd(dayOfText(query.month))
		const figures = new PeriodFigures({ from: monthStart(month) - 1, to: month }, null)
		await visitBlocks(pool, inputs, { policy, asOf }, block => figures.add(block))
		const stored = await listReportedFigures(pool, { policy: policy.id, month, dimension: wholeDimension })
		const reported = stored[0]
		const differences = reported ? await compareReported(pool, inputs, { policy, month, asOf }) : []
		const nameOf = await readNames(pool)
		const exact = (units: bigint) => exactAmount(units, inputs.currency)
		return {
			currency: inputs.currency,
			month: formatDay(month),
			frozen_on: reported ? formatDay(reported.frozenOn) : null,
			reported_as_of: reported ? formatDay(reported.asOf) : null,
			restated_as_of: formatDay(asOf),
			reported: reported?.figures ?? null,
			restated: showWhole(figures.groups.get(wholeGroup) ?? emptyFigures(), inputs.currency),
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

function mountForward(mount: Mount): void {
	mount.read(getContractedMrr, async call => {
		checkWholeBook(call)
		const { query, pool, now } = call
		const { inputs, asOf } = await readAsOf(pool, now, query.as_of)
		const until = dayOfText(query.until)
		const contracted = await computeContracted(pool, inputs, {
			policy: getPolicy(inputs, query.policy),
			asOf,
			until,
		})
		const nameOf = await readNames(pool)
		const text = (units: bigint) => formatAmountMinor(mrrToMinor(units), inputs.currency)
		return {
			as_of: formatDay(asOf),
			until: query.until,
			currency: inputs.currency,
			mrr: text(contracted.now),
			contracted_mrr: text(contracted.contracted),
			movements: contracted.movements.map(({ accountId, movement }) => ({
				...nameOf(accountId),
				day: formatDay(movement.day),
				kind: movement.kind,
				amount: exactAmount(movement.to - movement.from, inputs.currency),
			})),
		}
	})
	mount.read(getWhatIf, async call => {
		checkWholeBook(call)
		const { query, pool, now } = call
		const { inputs, asOf } = await readAsOf(pool, now, undefined)
		const { currency } = inputs
		const given = query.arr === undefined ? undefined : parseAmountMinor(query.arr, currency)
		const arrMinor = given ?? (await readArr(pool, asOf, now))
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

async function readArr(pool: Pool, asOf: number, now: Date): Promise<bigint> {
	const { groups } = await computeKpis(pool, { period: { from: asOf, to: asOf }, asOf, dimension: null, now })
	return arrMinorOf(groups[0]?.[1].endMrr ?? 0n)
}

function mountReasons(mount: Mount): void {
	mount.read(listLossReasons, async call => {
		checkWholeBook(call)
		const { query, pool, now } = call
		const { currency } = await readRevenueInputs(pool, now)
		const totals = await listReasonTotals(pool, { policy: query.policy, ...periodOf(query) })
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
