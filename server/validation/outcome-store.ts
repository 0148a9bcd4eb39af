import type { ClientBase } from 'pg'
import { type PayingSpell, payingSpells } from '../../core/churn/paying-spells.ts'
import { linesAsOf } from '../../core/contracts/subscription-line.ts'
import type { ContractTerm, RenewalSettings } from '../../core/model/renewal.ts'
import { type ContractDecision, shortestTermDays } from '../../core/model/validation-case.ts'
import { contractTermsOf } from '../../core/renewals/contract-terms.ts'
import { listDecisions } from '../../core/renewals/list-decisions.ts'
import { cancellationNoticesOf, renewalRecordsOf } from '../../core/renewals/renewal-records.ts'
import type { Day } from '../../core/time/day.ts'
import { type ListedAccount, listAccounts } from '../accounts/account-store.ts'
import { readConversion } from '../sources/conversion-store.ts'
import { readFacts } from '../sources/fact-store.ts'

/** What became of one account, as known today: the side of a validation that no score knows. */
export interface AccountOutcomes extends ListedAccount {
	/** Of contracts of 180 days and more. */
	decisions: ContractDecision[]
	spells: PayingSpell[]
	/** Stretches in contracts of 180 days and more: `from ≤ day < to`. */
	longTerms: { from: Day; to: Day }[]
	/** Effective days of recorded cancellations. */
	cancelledOn: Day[]
}

export interface OutcomeOptions {
	today: Day
	currency: string
	settings: RenewalSettings
}

/** Outcomes of all accounts that have any contract, renewal or cancellation, in the order of their ids. */
export async function readOutcomes(client: ClientBase, options: OutcomeOptions): Promise<AccountOutcomes[]> {
	const accounts = new Map((await listAccounts(client)).map(account => [account.accountId, account]))
	const conversion = await readConversion(client, options.currency)
	const outcomes: AccountOutcomes[] = []
	const kinds = ['subscription', 'renewal', 'cancellation'] as const
	for await (const { accountId, facts } of readFacts(client, 0, Number.MAX_SAFE_INTEGER, kinds)) {
		const account = accounts.get(accountId)
		if (!account) continue
		const lines = linesAsOf(facts, options.today)
		const from = Math.min(options.today, ...lines.map(({ startedOn }) => startedOn))
		const terms = contractTermsOf(lines, from, options.today, conversion)
		const notices = cancellationNoticesOf(facts, options.today)
		const decisions = listDecisions(
			{
				asOf: options.today,
				openFrom: from,
				terms,
				records: renewalRecordsOf(facts, options.today, conversion),
				cancellations: notices,
				ownerEmail: null,
			},
			options.settings,
		)
		outcomes.push({
			...account,
			decisions: decisions.filter(({ termDays }) => termDays === null || termDays >= shortestTermDays),
			spells: payingSpells(lines, conversion, options.today),
			longTerms: longTermsOf(terms),
			cancelledOn: notices.map(({ effectiveOn }) => effectiveOn),
		})
	}
	return outcomes
}

function longTermsOf(terms: readonly ContractTerm[]): { from: Day; to: Day }[] {
	const byTerm = Map.groupBy(terms, ({ lineId, termEndsOn }) => `${lineId}\n${termEndsOn}`)
	return [...byTerm.values()].flatMap(versions => {
		const to = versions[0]?.termEndsOn ?? null
		const from = Math.min(...versions.map(({ startsOn }) => startsOn))
		return to !== null && to - from >= shortestTermDays ? [{ from, to }] : []
	})
}
