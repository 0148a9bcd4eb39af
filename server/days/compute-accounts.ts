import type { ClientBase } from 'pg'
import { accountMrrOn, type Conversion } from '../../core/contracts/account-mrr.ts'
import { nextRenewalOn } from '../../core/contracts/next-renewal.ts'
import { type FxRate, rateLookup } from '../../core/contracts/rate-lookup.ts'
import { isPayingOn, linesAsOf } from '../../core/contracts/subscription-line.ts'
import { type AccountFields, accountFieldsAsOf } from '../../core/facts/account-fields.ts'
import { type CompiledMetrics, compileMetrics } from '../../core/metrics/compile-metrics.ts'
import { computeMetrics, firstUsageDay } from '../../core/metrics/compute-metrics.ts'
import type { Freshness } from '../../core/model/account-history.ts'
import { holdsAsOf } from '../../core/model/fact.ts'
import type { MetricDefinition } from '../../core/model/metric-definition.ts'
import type { ModelSettings } from '../../core/model/model-settings.ts'
import type { UsageHistory, UsageMeasure } from '../../core/model/usage-history.ts'
import { arrMinorOf } from '../../core/money/amount.ts'
import { type Day, parseDay } from '../../core/time/day.ts'
import { readHistories, type StoredHistory } from '../accounts/history-store.ts'
import type { AccountOnDate } from './account-on-date.ts'

/** Everything that a worker needs beside the histories; can be sent to a thread. */
export interface ComputePlan {
	days: readonly Day[]
	definitions: readonly MetricDefinition[]
	settings: ModelSettings
	measures: readonly UsageMeasure[]
	freshness: Freshness
	currency: string
	fxRates: readonly FxRate[]
	/** By day: those up to it on which usage was missing for everybody. */
	missingDays: readonly ReadonlySet<Day>[]
}

/** An account on each of the plan's days; null where it did not exist yet. */
export type AccountOnDays = (AccountOnDate | null)[]

/** The metrics of a plan, compiled for one thread. */
export function compilePlan(plan: ComputePlan): CompiledMetrics {
	const { settings } = plan
	return compileMetrics(plan.definitions, plan.measures, {
		currency: plan.currency,
		rateOf: rateLookup(plan.fxRates),
		// An empty list of log-ins means: those that are named like one.
		eventLists: {
			...settings.events,
			logins: settings.events.logins.length > 0 ? settings.events.logins : undefined,
		},
		fixedFields: settings.fixedAttributes,
		firstValueMilestone: settings.firstValueMilestone,
	})
}

/** Reads the accounts from `firstId` to `lastId` and computes them for all days of the plan, in account order. */
export async function computeAccounts(
	client: ClientBase,
	plan: ComputePlan,
	compiled: CompiledMetrics,
	firstId: number,
	lastId: number,
): Promise<AccountOnDays[]> {
	const fromDay = firstUsageDay(compiled, plan.days, plan)
	const conversion: Conversion = { currency: plan.currency, rateOf: rateLookup(plan.fxRates) }
	const accounts: AccountOnDays[] = []
	for await (const history of readHistories(client, firstId, lastId, { fromDay })) {
		accounts.push(computeAccount(seenFrom(history, fromDay), plan, compiled, conversion))
	}
	return accounts
}

/** The first day of all counts where it was not read; later ones are among what was, with the day they were known. */
function seenFrom(history: StoredHistory, fromDay: Day): StoredHistory {
	const { firstUsageOn } = history
	return firstUsageOn === null || firstUsageOn < fromDay ? history : { ...history, firstUsageOn: null }
}

function computeAccount(
	history: StoredHistory,
	plan: ComputePlan,
	compiled: CompiledMetrics,
	conversion: Conversion,
): AccountOnDays {
	const { values, unknown } = computeMetrics(compiled, history, plan.days, plan.freshness, plan)
	const metrics = compiled.ids.length
	return plan.days.map((day, index) => {
		if (firstDayOn(history, day, plan.settings.fixedAttributes) > day) return null
		const [from, to] = [index * metrics, (index + 1) * metrics]
		return {
			accountId: history.accountId,
			externalId: history.externalId,
			name: history.name,
			fields: { ...accountFieldsAsOf(history, day, plan.settings.fixedAttributes), id: history.externalId },
			values: values.subarray(from, to),
			unknown: unknown.subarray(from, to),
			milestones: plan.freshness.milestone ? milestonesOn(history, day) : null,
			...contractOn(history, day, conversion, plan.freshness.subscription !== undefined),
		}
	})
}

function milestonesOn(history: StoredHistory, day: Day): { milestone: string; reachedOn: Day }[] {
	return history.facts
		.filter(fact => fact.kind === 'milestone' && holdsAsOf(fact, day))
		.map(fact => ({ milestone: String(fact.body?.milestone ?? ''), reachedOn: fact.occurredOn }))
}

/**
 * First day that anything known on the date says of the account; of one with nothing but attributes, the day of
 * their load. A created_on holds for history, like other fixed attributes.
 */
function firstDayOn(history: StoredHistory, day: Day, fixedFields: readonly string[]): Day {
	const fields: AccountFields = accountFieldsAsOf(history, Number.NEGATIVE_INFINITY, fixedFields)
	const createdOn = typeof fields.created_on === 'string' ? parseDay(fields.created_on) : undefined
	let first = Math.min(
		createdOn ?? Number.POSITIVE_INFINITY,
		history.firstUsageOn ?? Number.POSITIVE_INFINITY,
		firstUseOn(history.usage, day),
	)
	for (const fact of history.facts) {
		if (!holdsAsOf(fact, day)) continue
		const hasNoDay = fact.kind === 'account' || fact.part === 'profile' || fact.part === 'status'
		first = Math.min(first, hasNoDay ? fact.knownOn : fact.occurredOn)
	}
	return first
}

function firstUseOn(usage: UsageHistory, day: Day): Day {
	for (let entry = 0; entry < usage.length && usage.days[entry]! <= day; entry++) {
		if (usage.days[entry]! + usage.lags[entry]! <= day) return usage.days[entry]!
	}
	return Number.POSITIVE_INFINITY
}

function contractOn(
	history: StoredHistory,
	day: Day,
	conversion: Conversion,
	contractsAreLoaded: boolean,
): Pick<AccountOnDate, 'isCustomer' | 'arrMinor' | 'renewalOn'> {
	if (!contractsAreLoaded) return { isCustomer: true, arrMinor: null, renewalOn: null }
	const lines = linesAsOf(history.facts, day)
	const mrr = accountMrrOn(lines, day, conversion)
	return {
		isCustomer: mrr === null ? lines.some(line => isPayingOn(line, day)) : mrr > 0n,
		arrMinor: mrr === null ? null : arrMinorOf(mrr),
		renewalOn: nextRenewalOn(lines, day)?.renewsOn ?? null,
	}
}
