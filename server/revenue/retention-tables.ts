import type { Pool } from 'pg'
import type { ContractOutput, TakenInput } from '../../api/contract.ts'
import type { getRetention } from '../../api/retention.ts'
import { dimensionOfText } from '../../api/retention.ts'
import type { exportRetention, retentionTables } from '../../api/retention-export.ts'
import { dayOfText } from '../../api/values.ts'
import { retentionDefinitions } from '../../core/catalog/retention-definitions.ts'
import { memberKinds } from '../../core/kpis/list-members.ts'
import { flowKinds, type SliceDimension } from '../../core/model/account-ledger.ts'
import { wholeGroup } from '../../core/model/ledger-block.ts'
import { arrMinorOf, formatAmountMinor, mrrToMinor } from '../../core/money/amount.ts'
import { formatDay } from '../../core/time/day.ts'
import { Problem } from '../problem.ts'
import { readAccountNames } from './account-name-store.ts'
import { answerMembers, answerMovements } from './answer-drill.ts'
import { answerMonths } from './answer-months.ts'
import { answerRetention } from './answer-retention.ts'
import { answerWon } from './answer-won.ts'
import { comparePolicies } from './compare-revenue.ts'
import { answerCohorts, answerSurvival } from './compute-cohorts.ts'
import { readContracted } from './contracted-revenue.ts'
import { exactAmount } from './kpi-answer.ts'
import type { CsvTable } from './print-csv.ts'
import { listReasonTotals } from './reason-store.ts'
import { readAsOf } from './retention-scope.ts'
import { getPolicy } from './revenue-inputs.ts'
import { listTargets } from './target-store.ts'

type Query = TakenInput<typeof exportRetention.input>['query']

/** What is asked for, by whom. */
export interface TableRequest {
	query: Query
	scope: ReadonlySet<number> | undefined
	now: Date
}

/** More rows than this are no table any more. */
const mostRows = 1_000_000

function requestOf({ query, scope, now }: TableRequest) {
	const { from, to, policy, by, group } = query
	return {
		period: { from: dayOfText(from), to: dayOfText(to) },
		asOf: query.as_of === undefined ? undefined : dayOfText(query.as_of),
		dimension: dimensionOfText(by),
		policy,
		group,
		scope,
		now,
	}
}

/** How each table is made. */
export const makeTable: Record<
	(typeof retentionTables)[number],
	(pool: Pool, request: TableRequest) => Promise<CsvTable>
> = {
	groups: async (pool, request) => {
		const { groups, currency, policy, as_of } = await answerRetention(pool, requestOf(request))
		return printGroups(groups, { ...request.query, currency, policy, as_of })
	},
	left_out: async (pool, request) => {
		const { left_out } = await answerRetention(pool, requestOf(request))
		return {
			header: ['account_id', 'line_id', 'because', 'amount', 'currency'],
			rows: left_out.map(line => [line.account_id, line.line_id, line.because, line.amount, line.currency]),
		}
	},
	months: async (pool, request) => {
		const { items, retention } = await answerMonths(pool, requestOf(request))
		const rateOf = new Map(retention.map(point => [`${point.group} ${point.month}`, point]))
		return {
			header: [
				...['group', 'month', 'complete', 'logos_start', 'logos_end', 'start_mrr', 'new', 'reactivation'],
				...['expansion', 'contraction', 'churn', 'fx', 'entering', 'leaving', 'end_mrr', 'seats', 'price'],
				...['product', 'nrr_12_months', 'grr_12_months', 'logo_retention_12_months'],
			],
			rows: items.map(({ levers, won_by_cs: _, ...month }) => {
				const rates = rateOf.get(`${month.group} ${month.month}`)
				return [
					...Object.values(month),
					levers.seats,
					levers.price,
					levers.product,
					rates?.nrr,
					rates?.grr,
					rates?.logo_retention,
				]
			}),
		}
	},
	movements: async (pool, request) => {
		const kind = [...flowKinds, 'lost' as const].find(name => name === request.query.kind)
		const { reason, competitor, segment } = request.query
		const why = { reason, competitor, segment }
		const page = { limit: mostRows, asOf: request.query.as_of, kind, why }
		const { items, currency } = await answerMovements(pool, { ...requestOf(request), ...page })
		return {
			header: [
				...['account_id', 'account_name', 'day', 'kind', 'amount', 'mrr_before', 'mrr_after', 'seats'],
				...['price', 'product', 'reason', 'competitor', 'note', 'segment', 'owner_email', 'currency'],
			],
			rows: items.map(({ levers, reason, competitor, note, segment, owner_email, ...move }) => [
				...Object.values(move),
				...[levers?.seats, levers?.price, levers?.product],
				...[reason, competitor, note, segment, owner_email, currency],
			]),
		}
	},
	won: async (pool, request) => {
		const { items, currency } = await answerWon(pool, { ...requestOf(request), limit: mostRows })
		return {
			header: [
				...['account_id', 'account_name', 'opportunity_id', 'source', 'won_on', 'kind', 'amount'],
				...['amount_currency', 'converted', 'currency'],
			],
			rows: items.map(item => [...Object.values(item), currency]),
		}
	},
	accounts: async (pool, request) => {
		const kind = memberKinds.find(name => name === request.query.kind) ?? 'cohort'
		const page = { limit: mostRows, asOf: request.query.as_of, kind }
		const { items, currency } = await answerMembers(pool, { ...requestOf(request), ...page })
		return {
			header: ['account_id', 'account_name', 'start_mrr', 'end_mrr', 'lost', 'currency'],
			rows: items.map(member => [...Object.values(member), currency]),
		}
	},
	cohorts: async (pool, request) => {
		const { every, measure } = request.query
		const { dimension, group, ...rest } = requestOf(request)
		const slice =
			dimension && dimension !== 'product' && dimension !== 'cohort' && group !== undefined
				? { dimension, group }
				: undefined
		const { cohorts } = await answerCohorts(pool, { ...rest, every, measure, slice })
		return {
			header: ['cohort', 'size', `${every}s_after`, measure, 'complete'],
			rows: cohorts.flatMap(({ cohort, size, cells }) =>
				cells.map(({ age, value, complete }) => [cohort, size, age, value, complete]),
			),
		}
	},
	survival: async (pool, request) => {
		const { dimension, ...rest } = requestOf(request)
		const slice: SliceDimension | null = dimension === 'product' ? null : dimension
		const { curves } = await answerSurvival(pool, { ...rest, dimension: slice })
		return {
			header: ['group', 'accounts', 'days', 'at_risk', 'survival', 'low', 'high'],
			rows: curves.flatMap(({ group, accounts, points }) =>
				points.map(({ days, at_risk, survival, low, high }) => [
					...[group, accounts, days, at_risk, survival, low, high],
				]),
			),
		}
	},
	reasons: async (pool, { query, scope, now }) => {
		const { inputs } = await readAsOf(pool, now, undefined)
		const { period } = requestOf({ query, scope, now })
		const totals = await listReasonTotals(pool, {
			policy: getPolicy(inputs, query.policy).id,
			...period,
			scope,
		})
		const { currency } = inputs
		return {
			header: ['kind', 'reason', 'competitor', 'segment', 'movements', 'accounts', 'mrr', 'arr', 'currency'],
			rows: totals.map(({ kind, reason, competitor, segment, movements, accounts, units }) => [
				...[kind, reason, competitor, segment, movements, accounts],
				formatAmountMinor(mrrToMinor(units), currency),
				formatAmountMinor(arrMinorOf(units), currency),
				currency,
			]),
		}
	},
	contracted: async (pool, { query, scope, now }) => {
		const { inputs, asOf } = await readAsOf(pool, now, query.as_of)
		const policy = getPolicy(inputs, query.policy)
		const until = query.until === undefined ? asOf + 365 : dayOfText(query.until)
		const { movements } = await readContracted(pool, inputs, { policy, asOf, until, scope })
		const nameOf = await readAccountNames(
			pool,
			movements.map(({ accountId }) => accountId),
		)
		return {
			header: ['account_id', 'account_name', 'day', 'kind', 'amount', 'currency'],
			rows: movements.map(({ accountId, movement }) => [
				...Object.values(nameOf(accountId)),
				formatDay(movement.day),
				movement.kind,
				exactAmount(movement.to - movement.from, inputs.currency),
				inputs.currency,
			]),
		}
	},
	targets: async pool => ({
		header: ['quarter', 'dimension', 'group', 'measure', 'value', 'set_by', 'set_at'],
		rows: (await listTargets(pool)).map(({ quarter, dimension, group, measure, value, setBy, setAt }) => [
			...[quarter, dimension, group, measure, value, setBy, setAt.toISOString()],
		]),
	}),
	policies: async (pool, { query, scope, now }) => {
		if (scope) {
			throw new Problem(
				'not_allowed',
				'Policies are compared for the whole book, and you see only your own accounts.',
			)
		}
		const { inputs, asOf } = await readAsOf(pool, now, query.as_of)
		const one = getPolicy(inputs, query.policy)
		const other = getPolicy(inputs, query.other ?? 'chartmogul')
		const { period } = requestOf({ query, scope, now })
		const { differences } = await comparePolicies(pool, inputs, { one, other }, { period, asOf })
		const nameOf = await readAccountNames(
			pool,
			differences.map(({ accountId }) => accountId),
		)
		const names = ['new', 'reactivation', 'expansion', 'contraction', 'churn', 'fx', 'endMrr'] as const
		return {
			header: [
				...['account_id', 'account_name', 'switches'],
				...names.flatMap(name => [`${name} ${one.id}`, `${name} ${other.id}`]),
			],
			rows: differences.map(difference => [
				...Object.values(nameOf(difference.accountId)),
				difference.switches.join(' '),
				...names.flatMap(name => [
					exactAmount(difference.one[name], inputs.currency),
					exactAmount(difference.other[name], inputs.currency),
				]),
			]),
		}
	},
	definitions: async () => ({
		header: ['name', 'means'],
		rows: retentionDefinitions.map(({ name, says }) => [name, says]),
	}),
}

function printGroups(
	groups: ContractOutput<typeof getRetention>['groups'],
	about: {
		from: string
		to: string
		as_of: string
		policy: string
		currency: string
		by?: string | undefined
	},
): CsvTable {
	const rows = groups.map(({ cohort, levers, ...own }) => ({
		...own,
		...Object.fromEntries(Object.entries(cohort).map(([name, value]) => [`cohort_${name}`, value])),
		...Object.fromEntries(
			Object.entries(levers).flatMap(([kind, parts]) =>
				Object.entries(parts).map(([name, value]) => [`${kind}_${name}`, value]),
			),
		),
		from: about.from,
		to: about.to,
		as_of: about.as_of,
		policy: about.policy,
		currency: about.currency,
		by: about.by ?? wholeGroup,
	}))
	return { header: Object.keys(rows[0] ?? { group: '' }), rows: rows.map(row => Object.values(row)) }
}
