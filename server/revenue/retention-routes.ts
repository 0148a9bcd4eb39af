import type { Pool } from 'pg'
import {
	dimensionOfText,
	getCohortTable,
	getRetention,
	getSurvival,
	listCohortMembers,
	listMrrMovements,
	listRetentionMonths,
	openRetentionAccount,
} from '../../api/retention.ts'
import { dayOfText } from '../../api/values.ts'
import type { SliceDimension } from '../../core/model/account-ledger.ts'
import { formatDecimal } from '../../core/money/decimal.ts'
import { type LineSeries, quantityScale } from '../../core/revenue/line-series.ts'
import { formatDay } from '../../core/time/day.ts'
import { getReadableAccount } from '../accounts/get-account-store.ts'
import type { Asker, Mount } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import { answerMembers, answerMovements } from './answer-drill.ts'
import { answerMonths } from './answer-months.ts'
import { answerRetention } from './answer-retention.ts'
import { answerCohorts, answerSurvival } from './compute-cohorts.ts'
import { exactAmount } from './kpi-answer.ts'
import { findRevenueRun } from './ledger-block-store.ts'
import { openAccount, readAccountLedger } from './open-account.ts'
import { periodOf, readAsOf, readScope } from './retention-scope.ts'
import { getPolicy, policyInForce, readRevenueInputs } from './revenue-inputs.ts'
import { readStoredBlocks } from './visit-blocks.ts'

/** The period, slice, policy and people of a query, as the runners take them. */
export async function readRequest(
	pool: Pool,
	call: Pick<Asker, 'actor' | 'may' | 'now'>,
	query: {
		from: string
		to: string
		as_of?: string | undefined
		policy?: string | undefined
		by?: string | undefined
	},
) {
	return {
		period: periodOf(query),
		asOf: query.as_of === undefined ? undefined : dayOfText(query.as_of),
		dimension: dimensionOfText(query.by),
		policy: query.policy,
		scope: await readScope(pool, call),
		now: call.now,
	}
}

/** The dimension of accounts that cohorts and survival are cut by: neither products nor what makes a cohort. */
export function accountDimensionOf(by: string | undefined): SliceDimension | null {
	const dimension = dimensionOfText(by)
	if (dimension !== 'product') return dimension
	throw new Problem('wrong_input', 'Products are of lines, not of accounts: this is by account.')
}

/** Retention by period and slice, and the way from every number down to its lines. */
export function mountRetentionRoutes(mount: Mount): void {
	mount.read(getRetention, async call => {
		warmLedgers(call.pool, call.now)
		return await answerRetention(call.pool, await readRequest(call.pool, call, call.query))
	})
	mount.read(listRetentionMonths, async call =>
		answerMonths(call.pool, await readRequest(call.pool, call, call.query)),
	)
	mountDrillDown(mount)
	mount.read(getCohortTable, async call => {
		const { query, pool, now } = call
		const { every, measure, policy, by, group } = query
		const dimension = accountDimensionOf(by)
		const slice =
			dimension && dimension !== 'cohort' && group !== undefined ? { dimension, group } : undefined
		const asOf = query.as_of === undefined ? undefined : dayOfText(query.as_of)
		const scope = await readScope(pool, call)
		return await answerCohorts(pool, { every, measure, policy, slice, asOf, scope, now })
	})
	mount.read(getSurvival, async call => {
		const { query, pool, now } = call
		const asOf = query.as_of === undefined ? undefined : dayOfText(query.as_of)
		const dimension = accountDimensionOf(query.by)
		const scope = await readScope(pool, call)
		return await answerSurvival(pool, { dimension, asOf, policy: query.policy, scope, now })
	})
}

const warm = new WeakMap<Pool, string>()

/** Brings the ledgers into memory behind the first look at the page, so that what is opened next is there. */
function warmLedgers(pool: Pool, now: Date): void {
	const work = async () => {
		const id = policyInForce(await readRevenueInputs(pool, now))
		const run = await findRevenueRun(pool, id)
		const mark = `${id} ${run?.computedAt.getTime()}`
		if (!run || warm.get(pool) === mark) return
		warm.set(pool, mark)
		await readStoredBlocks(pool, id)
	}
	// Whoever needs them next reads them and says what is wrong.
	work().catch(() => warm.delete(pool))
}

function mountDrillDown(mount: Mount): void {
	mount.read(listMrrMovements, async call => {
		const { query, pool } = call
		const { group, kind, limit, cursor, reason, competitor, segment } = query
		const request = { ...(await readRequest(pool, call, query)), asOf: query.as_of }
		const why = { reason, competitor, segment }
		return await answerMovements(pool, { ...request, group, kind, why, limit, cursor })
	})
	mount.read(listCohortMembers, async call => {
		const { query, pool } = call
		const { group, kind, only, limit, cursor } = query
		const request = { ...(await readRequest(pool, call, query)), asOf: query.as_of }
		return await answerMembers(pool, { ...request, group, kind, only, limit, cursor })
	})
	mount.read(openRetentionAccount, async call => {
		const { query, params, pool, now } = call
		const { inputs, asOf } = await readAsOf(pool, now, query.as_of)
		const { accountId, name } = await getReadableAccount(pool, call, params.id)
		const account = await readAccountLedger(pool, inputs, accountId, asOf)
		const { currency } = inputs
		if (!account) return { account_name: name, currency, movements: [], changes: [], balances: [] }
		const opened = openAccount(account, getPolicy(inputs, query.policy), periodOf(query))
		return { account_name: name, ...showOpened(opened, currency) }
	})
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
