import type { z } from 'zod'
import type { OpportunityEntry } from '../../api/opportunity-entry.ts'
import { leadOf, unansweredOf } from '../../core/expansion/change-opportunity.ts'
import { type WonRate, wonProbability } from '../../core/expansion/won-rates.ts'
import type { ExpansionSettings } from '../../core/model/opportunity.ts'
import { currencyExponent } from '../../core/money/currency.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import type { AccountList } from '../accounts/account-list-store.ts'
import { amountText } from '../accounts/account-row-store.ts'
import type { OpportunityBrief } from './opportunity-list-store.ts'
import type { ListedOpportunity } from './opportunity-store.ts'

export interface OpportunityContext {
	day: Day
	currency: string
	settings: ExpansionSettings
	rates: readonly WonRate[]
	list: AccountList | undefined
}

/** Won rate × amount; null where either is unknown. */
export function expectedMinorOf(
	item: Pick<OpportunityBrief, 'lever' | 'stage' | 'amountMinor'>,
	rates: readonly WonRate[],
): bigint | null {
	const probability = wonProbability(item, rates)
	return probability === null || item.amountMinor === null
		? null
		: BigInt(Math.round(probability * Number(item.amountMinor)))
}

/** Owner and segment of an account on the list's date. */
export function accountOf(list: AccountList | undefined, accountId: number) {
	const at = list?.positionOf(accountId) ?? -1
	if (!list || at < 0)
		return { segment: null, ownerEmail: null, arrMinor: null, score: null, renewalOn: null, risk: null }
	const { columns } = list
	const known = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : value)
	const arr = known(columns.arr[at])
	return {
		segment: columns.segments[at] ?? null,
		ownerEmail: columns.owners[at] ?? null,
		arrMinor: arr === null ? null : BigInt(arr),
		score: known(columns.scores[at]),
		renewalOn: known(columns.renewalOn[at]),
		risk: list.bandAt(at)?.risk ?? null,
	}
}

export function leadFor(amountMinor: bigint | null, { settings, currency }: OpportunityContext) {
	return leadOf(amountMinor, settings.handOffFrom, 10 ** currencyExponent(currency))
}

export interface ShownAccount {
	segment: string | null
	ownerEmail: string | null
}

function askHandOff(
	{ stage, ownerEmail, amountMinor }: ListedOpportunity,
	accountOwner: string | null,
	context: OpportunityContext,
): string | null {
	const isOpen = stage !== 'won' && stage !== 'lost'
	const isOfCs = ownerEmail === null || ownerEmail.toLowerCase() === accountOwner?.toLowerCase()
	if (!isOpen || !isOfCs || leadFor(amountMinor, context) !== 'sales') return null
	return 'Sales leads from this amount on. Who takes it over?'
}

export function opportunityJson(
	item: ListedOpportunity,
	context: OpportunityContext,
	{ segment, ownerEmail }: ShownAccount = accountOf(context.list, item.accountId),
): z.input<typeof OpportunityEntry> {
	const { currency, day, rates, settings } = context
	const isSourceOverruled = item.edited.includes('stage') || item.edited.includes('amountMinor')
	return {
		id: `${item.externalId}/${item.opportunityId}`,
		account_id: item.externalId,
		account_name: item.accountName,
		opportunity_id: item.opportunityId,
		origin: item.origin,
		lever: item.lever,
		stage: item.stage,
		stage_label: item.stageLabel,
		amount: amountText(item.amountMinor, currency),
		currency,
		won_rate: wonProbability(item, rates),
		expected_amount: amountText(expectedMinorOf(item, rates), currency),
		source: item.source,
		is_influenced: item.isInfluenced,
		owner_email: item.ownerEmail,
		account_owner_email: ownerEmail,
		segment,
		lead: leadFor(item.amountMinor, context),
		hand_off_asks: askHandOff(item, ownerEmail, context),
		created_on: formatDay(item.createdOn),
		expected_on: item.expectedOn === null ? null : formatDay(item.expectedOn),
		closed_on: item.closedOn === null ? null : formatDay(item.closedOn),
		age_days: (item.closedOn ?? day) - item.createdOn,
		answers: item.answers,
		unanswered: item.origin === 'source' ? [] : unansweredOf(item, settings),
		reason: item.reason,
		note: item.note,
		source_says:
			item.origin === 'source' && isSourceOverruled
				? { stage: item.sourceStage, amount: amountText(item.sourceAmountMinor, currency) }
				: null,
		edited: item.edited,
	}
}
