import type { ClientBase } from 'pg'
import { linesAsOf } from '../../core/contracts/subscription-line.ts'
import type { Renewal, RenewalSettings, RenewalStage } from '../../core/model/renewal.ts'
import { contractTermsOf, signedTermsOf } from '../../core/renewals/contract-terms.ts'
import { openRenewals } from '../../core/renewals/open-renewals.ts'
import { cancellationNoticesOf, renewalRecordsOf } from '../../core/renewals/renewal-records.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import { saveChanges } from '../renewals/renewal-change-store.ts'
import { lockRenewals, saveRenewals } from '../renewals/renewal-store.ts'
import { readConversion } from '../sources/conversion-store.ts'
import { readFacts } from '../sources/fact-store.ts'

/** How far ahead a playbook may open a renewal: terms of a year and the time that it has to be decided in. */
const opensAtMostDays = 400

/** Order of the open stages; a playbook only moves a renewal forward. */
const openStages: readonly RenewalStage[] = ['open', 'at_risk', 'in_conversation', 'verbal_commit']

function isOpen({ stage, withdrawnOn }: Renewal): boolean {
	return openStages.includes(stage) && withdrawnOn === null
}

/** Which playbook does it, and when. */
interface Act {
	actor: string
	at: Date
	/** The workspace's today. */
	day: Day
}

/** Opens the next renewal of an account ahead of its time, where none is open. Says whether it did. */
export async function openRenewal(
	client: ClientBase,
	account: { accountId: number; ownerEmail: string | null },
	{ day, ...act }: Act,
	{ settings, currency }: { settings: RenewalSettings; currency: string },
): Promise<boolean> {
	const existing = (await lockRenewals(client, [account.accountId])).get(account.accountId) ?? []
	if (existing.some(isOpen)) return false
	const conversion = await readConversion(client, currency)
	const kinds = ['subscription', 'renewal', 'cancellation'] as const
	for await (const { facts } of readFacts(client, account.accountId, account.accountId, [...kinds])) {
		const changes = openRenewals(
			existing,
			{
				asOf: day,
				openFrom: day,
				terms: [
					...contractTermsOf(linesAsOf(facts, day), day, day, conversion),
					...signedTermsOf(facts, day, conversion),
				],
				records: renewalRecordsOf(facts, day, conversion),
				cancellations: cancellationNoticesOf(facts, day),
				ownerEmail: account.ownerEmail,
			},
			{ ...settings, opensDaysBefore: opensAtMostDays },
		)
		const first = changes
			.filter(({ kind }) => kind === 'opened')
			.sort((a, b) => a.renewal.renewalOn - b.renewal.renewalOn)[0]
		if (!first) return false
		const { accountId } = account
		await saveRenewals(client, [{ accountId, renewal: first.renewal }])
		const change = { accountId, before: undefined, after: first.renewal, kind: 'opened' }
		await saveChanges(client, [change], { ...act, day })
		return true
	}
	return false
}

/** Moves the account's next open renewal to the stage: never backwards, and never one whose stage a person set. */
export async function advanceRenewal(
	client: ClientBase,
	accountId: number,
	stage: RenewalStage,
	{ day, ...act }: Act,
): Promise<boolean> {
	const renewal = (await lockRenewals(client, [accountId])).get(accountId)?.find(isOpen)
	if (!renewal || renewal.edited.includes('stage')) return false
	if (openStages.indexOf(stage) <= openStages.indexOf(renewal.stage)) return false
	const after = { ...renewal, stage }
	await saveRenewals(client, [{ accountId, renewal: after }])
	await saveChanges(client, [{ accountId, before: renewal, after, kind: 'moved' }], { ...act, day })
	const subject = `renewal ${accountId}/${formatDay(renewal.renewalOn)}`
	await saveAuditRow(client, { ...act, action: 'playbook.renewal', subject, before: renewal, after })
	return true
}
