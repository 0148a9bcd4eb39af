import type { z } from 'zod'
import type { Suggestion as SuggestionEntry } from '../../api/opportunity-entry.ts'
import { suggestOpportunity } from '../../core/expansion/suggest-opportunity.ts'
import type { ExpansionLever } from '../../core/model/opportunity.ts'
import { formatDay } from '../../core/time/day.ts'
import { amountText } from '../accounts/account-row-store.ts'
import { accountOf, leadFor, type OpportunityContext } from './opportunity-json.ts'
import type { OpenGrowthSignal } from './opportunity-list-store.ts'

const signalPhrases: Readonly<Record<string, { name: string; says: (value: number | null) => string }>> = {
	seats_nearly_full: { name: 'Seats nearly all used', says: value => `${percent(value)} of the seats used` },
	usage_up: { name: 'Usage up over four weeks', says: value => `Usage up ${percent(value)} in four weeks` },
	new_team: { name: 'New team onboarded', says: () => 'A new team was onboarded' },
	higher_plan_tried: {
		name: 'Feature of a higher plan tried',
		says: () => 'Features of a higher plan tried in four weeks',
	},
	healthy_held: {
		name: 'Healthy for a quarter',
		says: value => `Healthy for ${Math.round(value ?? 90)} days`,
	},
}

function percent(value: number | null): string {
	return value === null ? 'Many' : `${Math.round(value * 100)} %`
}

/** What a growth signal suggests for an account. */
export interface Suggested {
	signal: OpenGrowthSignal
	lever: ExpansionLever
	amountMinor: bigint | null
	amountSays: string | null
}

export interface Learned {
	shares: Partial<Record<ExpansionLever, number>>
	/** Accounts and levers with an open opportunity, as `<account>/<lever>`: it is suggested no more. */
	worked: ReadonlySet<string>
}

/** What one signal suggests; undefined where it suggests nothing, or what it suggests is worked on already. */
export function suggestFor(
	signal: OpenGrowthSignal,
	arrMinor: bigint | null,
	{ shares, worked }: Learned,
): Suggested | undefined {
	const made = suggestOpportunity({ signal: signal.signalId, arrMinor, learnedShare: shares })
	if (!made || worked.has(`${signal.accountId}/${made.lever}`)) return undefined
	return { signal, lever: made.lever, amountMinor: made.amountMinor, amountSays: made.says }
}

/** One sentence with the signal's number. */
export function sayWhy({ signalId, value }: OpenGrowthSignal): string {
	return `${signalPhrases[signalId]?.says(value) ?? signalId}.`
}

/** Sum of the amounts; several signals of an account that point to one lever are one expansion. */
export function sumSuggested(suggested: readonly Suggested[]): bigint {
	const largest = new Map<string, bigint>()
	for (const { signal, lever, amountMinor } of suggested) {
		const key = `${signal.accountId}/${lever}`
		if (amountMinor !== null && amountMinor > (largest.get(key) ?? -1n)) largest.set(key, amountMinor)
	}
	return [...largest.values()].reduce((sum, minor) => sum + minor, 0n)
}

export function suggestionJson(
	{ signal, lever, amountMinor, amountSays }: Suggested,
	named: { externalId: string; name: string | null },
	context: OpportunityContext,
): z.input<typeof SuggestionEntry> {
	const { currency, list } = context
	const account = accountOf(list, signal.accountId)
	return {
		id: `${named.externalId}/${signal.signalId}`,
		account_id: named.externalId,
		account_name: named.name,
		owner_email: account.ownerEmail,
		segment: account.segment,
		lever,
		signal: signal.signalId,
		signal_name: signalPhrases[signal.signalId]?.name ?? signal.signalId,
		suggested_on: formatDay(signal.startedOn),
		reason: sayWhy(signal),
		amount: amountText(amountMinor, currency),
		amount_says: amountSays,
		currency,
		lead: leadFor(amountMinor, context),
		arr: amountText(account.arrMinor, currency),
		score: account.score,
		renewal_on: account.renewalOn === null ? null : formatDay(account.renewalOn),
	}
}
