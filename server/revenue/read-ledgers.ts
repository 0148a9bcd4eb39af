import type { ClientBase } from 'pg'
import { accountFieldsAsOf } from '../../core/facts/account-fields.ts'
import type { AccountLedger, LeftOut } from '../../core/model/account-ledger.ts'
import type { Fact, FactKind } from '../../core/model/fact.ts'
import type { RevenuePolicy } from '../../core/model/revenue-policy.ts'
import { formatDecimal } from '../../core/money/decimal.ts'
import { accountLedger } from '../../core/revenue/account-ledger.ts'
import { type LedgerOptions, type LineSeries, lineSeries } from '../../core/revenue/line-series.ts'
import type { SliceSource } from '../../core/revenue/slice-timeline.ts'
import type { Day } from '../../core/time/day.ts'
import { type AccountChoice, endsOf, readFactBatches } from '../sources/fact-store.ts'
import type { AccountTree } from './account-tree-store.ts'
import { type RevenueInputs, segmentByMoney } from './revenue-inputs.ts'
import { listSegmentChanges, type SegmentChange } from './segment-change-store.ts'

/** The money of an account over time, as one policy counts it. */
export interface PolicyLedger {
	series: LineSeries[]
	ledger: AccountLedger
	/** Not empty: the ledger is empty, because what it comes to is not known. */
	leftOut: LeftOut[]
}

/** An account that ever had a subscription. */
export interface ReadAccount {
	accountId: number
	facts: Fact[]
	ledgerBy(policy: RevenuePolicy): PolicyLedger
}

export interface LedgerRequest {
	asOf: Day
	/** Accounts that no source has described are left out by name. */
	tree: AccountTree
}

const kinds: readonly FactKind[] = ['account', 'subscription', 'cancellation', 'renewal']

/** Those of the accounts that ever had a subscription, in the order of their ids, some at once. One pass. */
export async function* readLedgers(
	client: ClientBase,
	inputs: RevenueInputs,
	request: LedgerRequest,
	choice: AccountChoice,
): AsyncGenerator<ReadAccount[]> {
	const segments = inputs.segmentsFollowMoney
		? new Map<number, SegmentChange[]>()
		: await listSegmentChanges(client, ...endsOf(choice))
	const options = {
		asOf: request.asOf,
		meteredProducts: new Set(inputs.model.settings.revenue.meteredProducts),
		conversion: inputs.conversion,
	}
	for await (const batch of readFactBatches(client, choice, kinds)) {
		const accounts: ReadAccount[] = []
		for (const { accountId, facts } of batch) {
			if (!facts.some(isSubscription)) continue
			const source = sliceSource(accountId, facts, inputs, segments.get(accountId) ?? [], request.tree)
			const isReal = request.tree.isReal(accountId)
			const ledgerBy = (policy: RevenuePolicy) =>
				toLedger(accountId, facts, isReal, source, inputs, { ...options, policy })
			accounts.push({ accountId, facts, ledgerBy })
		}
		yield accounts
	}
}

function isSubscription({ kind }: Fact): boolean {
	return kind === 'subscription'
}

function toLedger(
	accountId: number,
	facts: Fact[],
	isReal: boolean,
	source: SliceSource,
	inputs: RevenueInputs,
	options: LedgerOptions,
): PolicyLedger {
	const { series, leftOut } = lineSeries(facts, options)
	const all = isReal ? leftOut : [...leftOut, ...series.map(unknownAccount)]
	const ledger = accountLedger(accountId, all.length > 0 ? [] : series, options.policy, {
		source,
		options: {
			...inputs.model.settings.revenue,
			currencyExponent: inputs.exponent,
			attributes: inputs.attributes,
		},
	})
	return { series, ledger, leftOut: all }
}

function unknownAccount({ line }: LineSeries): LeftOut {
	const { price } = line
	const amount = price && {
		units: price.unitPrice.units * price.quantity.units,
		scale: price.unitPrice.scale + price.quantity.scale,
	}
	return {
		lineId: line.externalId,
		because: 'unknown_account',
		amount: amount && formatDecimal(amount),
		currency: price?.currency ?? null,
	}
}

function sliceSource(
	accountId: number,
	facts: readonly Fact[],
	inputs: RevenueInputs,
	segments: readonly SegmentChange[],
	tree: AccountTree,
): SliceSource {
	const accountFacts = facts.filter(fact => fact.kind === 'account')
	const history = { accountId, externalId: '', name: '', facts: accountFacts, usage: noUsage }
	const known = [...new Set(accountFacts.map(fact => Math.max(fact.knownOn, fact.occurredOn)))].sort(
		(a, b) => a - b,
	)
	const changeDays = inputs.segmentsFollowMoney ? known : [...known, ...segments.map(({ day }) => day)]
	const memo = new Map<number, ReturnType<typeof accountFieldsAsOf>>()
	const { fixedAttributes } = inputs.model.settings
	const fieldsOn = (day: Day) => {
		const version = known.filter(other => other <= day).length
		const found = memo.get(version)
		if (found) return found
		const fields = accountFieldsAsOf(history, day, fixedAttributes)
		memo.set(version, fields)
		return fields
	}
	return {
		changeDays,
		fieldsOn,
		topParentOf: ({ parent_id }) =>
			tree.topOf(accountId, parent_id === undefined ? undefined : String(parent_id)),
		segmentOn: (day, fields, arr) =>
			inputs.segmentsFollowMoney
				? segmentByMoney(inputs, fields, arr)
				: (segments.findLast(change => change.day <= day)?.segment ?? null),
	}
}

const noUsage = {
	length: 0,
	days: new Int32Array(0),
	measures: new Uint16Array(0),
	users: new Uint32Array(0),
	values: new Float64Array(0),
	lags: new Uint16Array(0),
}
