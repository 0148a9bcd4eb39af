import { suggestOpportunity } from '../../core/expansion/suggest-opportunity.ts'
import { type ExpansionLever, expansionLevers } from '../../core/model/opportunity.ts'
import { formatDay } from '../../core/time/day.ts'
import { amountText } from '../accounts/account-row-store.ts'
import { accountOf, leadFor, type OpportunityContext } from './opportunity-json.ts'
import type { ListedOpportunity, OpenGrowthSignal } from './opportunity-store.ts'

function isClosed({ stage }: ListedOpportunity): boolean {
	return stage === 'won' || stage === 'lost'
}

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

/** Won amount ÷ ARR by lever, where at least five were won. */
function learnShares(all: readonly ListedOpportunity[], { list }: OpportunityContext) {
	const shares: Partial<Record<ExpansionLever, number>> = {}
	for (const lever of expansionLevers) {
		const known = all.flatMap(item => {
			const { arrMinor } = accountOf(list, item.accountId)
			const isUsable = item.lever === lever && item.stage === 'won' && item.amountMinor !== null
			return isUsable && arrMinor !== null && arrMinor > 0n
				? [Number(item.amountMinor) / Number(arrMinor)]
				: []
		})
		if (known.length >= leastWon) shares[lever] = known.sort((a, b) => a - b)[known.length >> 1]
	}
	return shares
}
const leastWon = 5

/** What open growth signals suggest; an account with an open opportunity of the lever has it already. */
export function suggestionsOf(
	signals: readonly OpenGrowthSignal[],
	all: readonly ListedOpportunity[],
	context: OpportunityContext,
) {
	const learnedShare = learnShares(all, context)
	const worked = new Set(
		all.filter(item => !isClosed(item)).map(({ accountId, lever }) => `${accountId}/${lever}`),
	)
	return signals.flatMap(signal => {
		const account = accountOf(context.list, signal.accountId)
		const made = suggestOpportunity({ signal: signal.signalId, arrMinor: account.arrMinor, learnedShare })
		if (!made || worked.has(`${signal.accountId}/${made.lever}`)) return []
		const { currency } = context
		const phrase = signalPhrases[signal.signalId]
		const json = {
			id: `${signal.externalId}/${signal.signalId}`,
			account_id: signal.externalId,
			account_name: signal.accountName,
			owner_email: account.ownerEmail,
			segment: account.segment,
			lever: made.lever,
			signal: signal.signalId,
			signal_name: phrase?.name ?? signal.signalId,
			suggested_on: formatDay(signal.startedOn),
			reason: `${phrase?.says(signal.value) ?? signal.signalId}.`,
			amount: amountText(made.amountMinor, currency),
			amount_says: made.says,
			currency,
			lead: leadFor(made.amountMinor, context),
			arr: amountText(account.arrMinor, currency),
			score: account.score,
			renewal_on: account.renewalOn === null ? null : formatDay(account.renewalOn),
		}
		return [{ signal, amountMinor: made.amountMinor, json }]
	})
}
