import type { Pool } from 'pg'
import {
	getCohortTable,
	getRetention,
	getSurvival,
	listCohortMembers,
	listMrrMovements,
	listRetentionMonths,
	openRetentionAccount,
} from '../../api/retention.ts'
import { dayOfText } from '../../api/values.ts'
import { csExpansionRate, retentionRates } from '../../core/kpis/retention-rates.ts'
import { showFigures } from '../../core/kpis/show-figures.ts'
import { actualOf, quarterOf, varianceOf } from '../../core/kpis/target-variance.ts'
import { type MovementKind, movementKinds } from '../../core/model/account-ledger.ts'
import { formatAmountMinor, mrrToMinor } from '../../core/money/amount.ts'
import { formatDecimal } from '../../core/money/decimal.ts'
import { type LineSeries, quantityScale } from '../../core/revenue/line-series.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { listAccounts } from '../accounts/account-store.ts'
import { getReadableAccount } from '../accounts/get-account-store.ts'
import { cutPage, readNumberCursor, writeCursor } from '../http/cursor.ts'
import type { Asker, Mount } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import { todayOf } from '../workspace/workspace-store.ts'
import { answerCohorts, answerSurvival } from './compute-cohorts.ts'
import { type ComputedKpis, computeKpis } from './compute-kpis.ts'
import { listMonths, listPoints, wholeDimension } from './figure-store.ts'
import { exactAmount, toKpiDetail, toKpiGroup } from './kpi-answer.ts'
import { findRevenueRun } from './ledger-block-store.ts'
import { listLeftOut } from './left-out-store.ts'
import { listCohortAccounts } from './list-cohort-accounts.ts'
import { openAccount, readAccountLedger } from './open-account.ts'
import { listMovements } from './reason-store.ts'
import { getPolicy, type RevenueInputs, readRevenueInputs } from './revenue-inputs.ts'
import { listTargets } from './target-store.ts'
import { sumWonByCs } from './won-opportunities.ts'

/** Figures of the whole book are for those who may see all of it: a sum tells of every account in it. */
export function checkWholeBook(call: Asker): void {
	if (call.may({ ownerEmail: null })) return
	throw new Problem(
		'not_allowed',
		'Retention figures are of the whole book, and you see only your own accounts.',
		'An admin can lift the restriction under Settings.',
	)
}

/** Days of a query, checked to be in order. */
export function periodOf(query: { from: string; to: string }): { from: Day; to: Day } {
	const period = { from: dayOfText(query.from), to: dayOfText(query.to) }
	if (period.to < period.from) {
		throw new Problem('wrong_input', `The period ends on ${query.to}, before it begins on ${query.from}.`)
	}
	return period
}

export async function readAsOf(
	pool: Pool,
	now: Date,
	text: string | undefined,
): Promise<{ inputs: RevenueInputs; asOf: Day }> {
	const inputs = await readRevenueInputs(pool, now)
	return { inputs, asOf: text === undefined ? todayOf(inputs.workspace, now) : dayOfText(text) }
}

/** Retention by period and slice, and the way from every number down to its lines. */
export function mountRetentionRoutes(mount: Mount): void {
	mount.read(getRetention, async call => {
		checkWholeBook(call)
		const { query, pool, now } = call
		const period = periodOf(query)
		const asOf = query.as_of === undefined ? undefined : dayOfText(query.as_of)
		const dimension = query.by ?? null
		const computed = await computeKpis(pool, { period, asOf, dimension, policy: query.policy, now })
		const { currency, conversion } = computed.inputs
		const won = dimension === null ? await sumWonByCs(pool, conversion, period, computed.asOf) : null
		const start = computed.groups[0]?.[1].cohort.startMrr ?? 0n
		const leftOut = await listLeftOut(pool, query.policy)
		return {
			from: query.from,
			to: query.to,
			as_of: formatDay(computed.asOf),
			currency,
			policy: query.policy,
			groups: computed.groups.map(([group, figures]) => ({
				...toKpiGroup(group, figures, currency),
				...toKpiDetail(figures, currency),
			})),
			cs_expansion_rate: won && csExpansionRate(won.wonMinor, start),
			left_out: leftOut.map(line => ({
				account_id: line.externalId,
				line_id: line.lineId,
				because: line.because,
				amount: line.amount,
				currency: line.currency,
			})),
			variances: await listVariances(pool, computed, period, dimension ?? wholeDimension),
		}
	})
	mountMonths(mount)
	mountDrillDown(mount)
	mount.read(getCohortTable, async call => {
		checkWholeBook(call)
		const { query, pool, now } = call
		const { every, measure, policy, by, group } = query
		const slice = by && group !== undefined ? { dimension: by, group } : undefined
		const asOf = query.as_of === undefined ? undefined : dayOfText(query.as_of)
		return await answerCohorts(pool, { every, measure, policy, slice, asOf, now })
	})
	mount.read(getSurvival, async call => {
		checkWholeBook(call)
		const { query, pool, now } = call
		const asOf = query.as_of === undefined ? undefined : dayOfText(query.as_of)
		return await answerSurvival(pool, { dimension: query.by ?? null, asOf, policy: query.policy, now })
	})
}

async function listVariances(
	pool: Pool,
	computed: ComputedKpis,
	period: { from: Day; to: Day },
	dimension: string,
) {
	const quarter = quarterOf(period)
	if (quarter === undefined) return []
	const groups = new Map(computed.groups)
	return (await listTargets(pool, quarter))
		.filter(target => target.dimension === dimension)
		.map(({ group, measure, value }) => {
			const figures = groups.get(group)
			const actual = figures ? actualOf(measure, figures, computed.inputs.currency) : null
			return { group, measure, target: value, actual, variance: varianceOf(actual, value) }
		})
}

function mountMonths(mount: Mount): void {
	mount.read(listRetentionMonths, async call => {
		checkWholeBook(call)
		const { query, pool } = call
		const dimension = query.by ?? wholeDimension
		const run = await findRevenueRun(pool, query.policy)
		if (!run) return { as_of: null, currency: null, items: [], retention: [] }
		const { currency } = run
		const text = (minor: bigint) => formatAmountMinor(minor, currency)
		const period = periodOf(query)
		const months = await listMonths(pool, { policy: query.policy, dimension, ...period })
		const points = await listPoints(pool, { policy: query.policy, dimension, months: 12 })
		return {
			as_of: formatDay(run.asOf),
			currency,
			items: months.map(({ group, month, isComplete, figures, levers }) => {
				const { start_mrr, end_mrr, ...parts } = showFigures(figures)
				return {
					group,
					month: formatDay(month),
					complete: isComplete,
					logos_start: figures.logosStart,
					logos_end: figures.logosEnd,
					start_mrr: text(start_mrr),
					new: text(parts.new),
					reactivation: text(parts.reactivation),
					expansion: text(parts.expansion),
					contraction: text(parts.contraction),
					churn: text(parts.churn),
					fx: text(parts.fx),
					entering: text(parts.entering),
					leaving: text(parts.leaving),
					end_mrr: text(end_mrr),
					levers: {
						seats: text(mrrToMinor(levers.seats)),
						price: text(mrrToMinor(levers.price)),
						product: text(mrrToMinor(levers.product)),
					},
				}
			}),
			retention: points
				.filter(({ periodEnd }) => periodEnd >= period.from && periodEnd <= period.to)
				.map(({ group, periodEnd, cohort }) => {
					const { nrr, grr, logoRetention } = retentionRates(cohort)
					return { group, month: formatDay(periodEnd), nrr, grr, logo_retention: logoRetention }
				}),
		}
	})
}

function mountDrillDown(mount: Mount): void {
	mount.read(listMrrMovements, async call => {
		checkWholeBook(call)
		const { query, pool, now } = call
		const inputs = await readRevenueInputs(pool, now)
		getPolicy(inputs, query.policy)
		const offset = readNumberCursor(query.cursor) ?? 0
		const { limit, policy, kind } = query
		const rows = await listMovements(pool, { policy, kind, ...periodOf(query), limit: limit + 1, offset })
		const { currency } = inputs
		const page = cutPage(rows, limit, () => [offset + limit])
		return {
			currency,
			next_cursor: page.next_cursor,
			items: page.items.map(row => ({
				account_id: row.externalId,
				account_name: row.accountName,
				day: formatDay(row.day),
				kind: kindOf(row.kind),
				amount: exactAmount(row.to - row.from, currency),
				mrr_before: exactAmount(row.from, currency),
				mrr_after: exactAmount(row.to, currency),
				reason: row.reason,
				competitor: row.competitor,
				note: row.note,
				segment: row.segment,
				owner_email: row.ownerEmail,
			})),
		}
	})
	mount.read(listCohortMembers, async call => {
		checkWholeBook(call)
		const { query, pool, now } = call
		const { inputs, asOf } = await readAsOf(pool, now, query.as_of)
		const { by, group } = query
		const members = await listCohortAccounts(pool, inputs, {
			policy: getPolicy(inputs, query.policy),
			asOf,
			period: periodOf(query),
			slice: by && group !== undefined ? { dimension: by, group } : undefined,
		})
		const names = new Map((await listAccounts(pool)).map(account => [account.accountId, account]))
		const offset = readNumberCursor(query.cursor) ?? 0
		const end = offset + query.limit
		return {
			currency: inputs.currency,
			total: members.length,
			next_cursor: end < members.length ? writeCursor([end]) : null,
			items: members.slice(offset, end).map(member => ({
				account_id: names.get(member.accountId)?.externalId ?? String(member.accountId),
				account_name: names.get(member.accountId)?.name ?? null,
				start_mrr: exactAmount(member.start, inputs.currency),
				end_mrr: exactAmount(member.end, inputs.currency),
				lost: member.isLost,
			})),
		}
	})
	mount.read(openRetentionAccount, async call => {
		const { query, params, pool, now } = call
		const { inputs, asOf } = await readAsOf(pool, now, query.as_of)
		const { accountId } = await getReadableAccount(pool, call, params.id)
		const account = await readAccountLedger(pool, inputs, accountId, asOf)
		if (!account) return { currency: inputs.currency, movements: [], changes: [], balances: [] }
		return showOpened(openAccount(account, getPolicy(inputs, query.policy), periodOf(query)), inputs.currency)
	})
}

function kindOf(text: string): MovementKind {
	const kind = movementKinds.find(name => name === text)
	if (!kind) throw new Error(`the database has the unknown movement "${text}"`)
	return kind
}

function showOpened(opened: ReturnType<typeof openAccount>, currency: string) {
	const exact = (units: bigint) => exactAmount(units, currency)
	const quantity = (units: bigint) => formatDecimal({ units, scale: quantityScale })
	return {
		currency,
		movements: opened.movements.map(move => ({
			day: formatDay(move.day),
			kind: move.kind,
			amount: exact(move.to - move.from),
			mrr_before: exact(move.from),
			mrr_after: exact(move.to),
			levers: move.levers && {
				seats: exact(move.levers.seats),
				price: exact(move.levers.price),
				product: exact(move.levers.product),
			},
		})),
		changes: opened.changes.map(change => ({
			...nameLine(change.series),
			day: formatDay(change.day),
			mrr_before: exact(change.from),
			mrr_after: exact(change.to),
			fx: exact(change.fx),
			quantity_before: quantity(change.quantityFrom),
			quantity_after: quantity(change.quantityTo),
		})),
		balances: opened.balances.map(balance => ({
			...nameLine(balance.series),
			start_mrr: exact(balance.start),
			end_mrr: exact(balance.end),
		})),
	}
}

function nameLine({ line }: LineSeries) {
	return { line_id: line.externalId, source: line.source, product: line.product, plan: line.plan }
}
