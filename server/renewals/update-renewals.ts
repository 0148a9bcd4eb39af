import type { ClientBase } from 'pg'
import type { Conversion } from '../../core/contracts/account-mrr.ts'
import { linesAsOf } from '../../core/contracts/subscription-line.ts'
import type { Fact } from '../../core/model/fact.ts'
import type { Renewal, RenewalSettings } from '../../core/model/renewal.ts'
import { contractTermsOf, signedTermsOf } from '../../core/renewals/contract-terms.ts'
import { openRenewals, type RenewalChange } from '../../core/renewals/open-renewals.ts'
import { cancellationNoticesOf, renewalRecordsOf } from '../../core/renewals/renewal-records.ts'
import type { Day } from '../../core/time/day.ts'
import { saveChanges } from './renewal-change-store.ts'
import { lockRenewals, saveRenewals } from './renewal-store.ts'

export interface RenewalRun {
	asOf: Day
	/** Decisions before it are history: usually `live_from`. */
	openFrom: Day
	settings: RenewalSettings
	conversion: Conversion
	/** When the run was; the start of its day where it does not say. */
	now?: Date
}

/** One account's facts and owner as the run has them. */
export interface AccountForRenewals {
	accountId: number
	facts: readonly Fact[]
	ownerEmail: string | null
}

export type RenewalTotals = Record<RenewalChange['kind'], number>

export function startRenewalTotals(): RenewalTotals {
	return { opened: 0, changed: 0, closed: 0, reopened: 0, withdrawn: 0 }
}

/** What changes in one account's renewals on the date, from its facts. */
export function changesOf(
	run: RenewalRun,
	account: AccountForRenewals,
	existing: readonly Renewal[],
): RenewalChange[] {
	const lines = linesAsOf(account.facts, run.asOf)
	return openRenewals(
		existing,
		{
			asOf: run.asOf,
			openFrom: run.openFrom,
			terms: [
				...contractTermsOf(lines, run.openFrom, run.asOf, run.conversion),
				...signedTermsOf(account.facts, run.asOf, run.conversion),
			],
			records: renewalRecordsOf(account.facts, run.asOf, run.conversion),
			cancellations: cancellationNoticesOf(account.facts, run.asOf),
			ownerEmail: account.ownerEmail,
		},
		run.settings,
	)
}

/**
 * Opens, follows and closes the renewals of a chunk of accounts as of the run's date, and adds to the totals. The
 * same date again changes nothing. Makes no task: steps do, when tasks are made.
 */
export async function updateRenewals(
	client: ClientBase,
	run: RenewalRun,
	accounts: readonly AccountForRenewals[],
	totals: RenewalTotals,
): Promise<void> {
	const existing = await lockRenewals(
		client,
		accounts.map(account => account.accountId),
	)
	const changes = accounts.flatMap(account =>
		changesOf(run, account, existing.get(account.accountId) ?? []).map(change => ({
			accountId: account.accountId,
			...change,
		})),
	)
	for (const { kind } of changes) totals[kind]++
	await saveRenewals(client, changes)
	await saveChanges(
		client,
		changes.map(change => ({
			...change,
			before: existing.get(change.accountId)?.find(({ renewalOn }) => renewalOn === change.renewal.renewalOn),
			after: change.renewal,
		})),
		{ actor: 'data', at: run.now ?? new Date(run.asOf * 86_400_000), day: run.asOf },
	)
}
