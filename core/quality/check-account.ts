import type { AccountHistory } from '../model/account-history.ts'
import { type Fact, type FactKind, holdsAsOf } from '../model/fact.ts'
import { type Day, formatDay } from '../time/day.ts'
import type { QualityHit, QualityRuleId } from './quality-rule.ts'

/** What the checks need to know of an account besides its facts. */
export interface CheckedAccount {
	history: AccountHistory
	/** When the account signed up; null where unknown. */
	createdOn: Day | null
	ownerEmail: string | null
	/** Addresses of the team in small letters; empty while no team was loaded. */
	team: ReadonlySet<string>
	/** Whether the account pays at the end of the day; null where its MRR is not known. */
	paysOn(day: Day): boolean | null
	/** Lines with MRR on the day whose term has ended, with the day that it ended on. */
	outOfContract: { lineId: string; termEndedOn: Day }[]
	/** A line so many days past its term is asked for by name. */
	outOfContractDays: number
	/** 1 per usage measure that counts events; sums of properties are no usage of their own. */
	countingMeasures: Uint8Array
	/** Usage rows per named subscription and day, for rows that name one. */
	usageByLine: { lineId: string; day: Day; rows: number }[]
}

const touchWithinDays = 90
const endedStatuses = new Set(['cancelled', 'unpaid'])

class Hits {
	readonly list: QualityHit[] = []
	add(rule: QualityRuleId, found: string[]): void {
		const example = found[0]
		if (example !== undefined) this.list.push({ rule, count: found.length, example })
	}
}

function isPart(fact: Fact, kind: FactKind, part: string): boolean {
	return fact.kind === kind && fact.part === part
}

function lineOf(fact: Fact): string {
	return fact.externalId.split('|')[0] ?? fact.externalId
}

/** Every rule that one account breaks as of the end of `asOf`, by rules that know nothing of where the data came from. */
export function checkAccount(account: CheckedAccount, asOf: Day, usageIsLoaded: boolean): QualityHit[] {
	const hits = new Hits()
	const facts = account.history.facts.filter(fact => holdsAsOf(fact, asOf))
	checkOrder(hits, account, facts, asOf)
	checkMoney(hits, account, facts, asOf)
	checkRelations(hits, account, facts, asOf, usageIsLoaded)
	return hits.list
}

function checkOrder(hits: Hits, account: CheckedAccount, facts: Fact[], asOf: Day): void {
	const { createdOn } = account
	if (createdOn !== null) {
		const { usage } = account.history
		let early = 0
		for (let entry = 0; entry < usage.length && usage.days[entry]! < createdOn; entry += 1) {
			if (account.countingMeasures[usage.measures[entry]!] === 1) early += 1
		}
		const created = `account created on ${formatDay(createdOn)}`
		if (early > 0) {
			const first = formatDay(usage.days[0]!)
			hits.list.push({ rule: 'usage_before_account', count: early, example: `usage on ${first}, ${created}` })
		}
		hits.add('ticket_before_signup', earlyFacts(facts, 'ticket', 'opened', createdOn, created))
		hits.add('subscription_before_account', earlyFacts(facts, 'subscription', 'began', createdOn, created))
	}
	checkLineUsage(hits, account, facts, asOf)
}

function earlyFacts(facts: Fact[], kind: FactKind, part: string, createdOn: Day, created: string): string[] {
	return facts
		.filter(fact => isPart(fact, kind, part) && fact.occurredOn < createdOn)
		.map(fact => `${kind} ${fact.externalId} on ${formatDay(fact.occurredOn)}, ${created}`)
}

function checkLineUsage(hits: Hits, account: CheckedAccount, facts: Fact[], asOf: Day): void {
	const beganOn = new Map<string, Day>()
	for (const fact of facts) {
		if (!isPart(fact, 'subscription', 'began')) continue
		const line = lineOf(fact)
		beganOn.set(line, Math.min(fact.occurredOn, beganOn.get(line) ?? fact.occurredOn))
	}
	let count = 0
	let example = ''
	for (const { lineId, day, rows } of account.usageByLine) {
		const began = beganOn.get(lineId)
		if (began === undefined || day >= began || day > asOf) continue
		count += rows
		example ||= `usage on ${formatDay(day)}, subscription ${lineId} began on ${formatDay(began)}`
	}
	if (count > 0) hits.list.push({ rule: 'usage_before_subscription', count, example })
}

function checkMoney(hits: Hits, account: CheckedAccount, facts: Fact[], asOf: Day): void {
	hits.add(
		'cancelled_but_paying',
		facts
			.filter(fact => isPart(fact, 'cancellation', 'effective') && account.paysOn(fact.occurredOn + 1))
			.map(
				fact =>
					`cancellation ${fact.externalId} on ${formatDay(fact.occurredOn)}, still paying the day after`,
			),
	)
	hits.add(
		'amount_without_currency',
		facts
			.filter(
				fact => fact.kind === 'renewal' && fact.body?.target_amount != null && fact.body.currency == null,
			)
			.map(fact => `renewal ${fact.externalId} of ${fact.body?.target_amount}`),
	)
	const said = account.outOfContract.map(
		({ lineId, termEndedOn }) => `${lineId}, term ended on ${formatDay(termEndedOn)}`,
	)
	hits.add('out_of_contract', said)
	hits.add(
		'out_of_contract_60d',
		said.filter((_, index) => asOf - account.outOfContract[index]!.termEndedOn > account.outOfContractDays),
	)
	const ended = new Set(
		facts.filter(fact => isPart(fact, 'subscription', 'ended')).map(fact => fact.externalId),
	)
	hits.add(
		'status_contradicts_dates',
		facts
			.filter(
				fact =>
					isPart(fact, 'subscription', 'status') &&
					endedStatuses.has(String(fact.body?.status)) &&
					!ended.has(fact.externalId),
			)
			.map(fact => `${lineOf(fact)} is ${fact.body?.status} without ended_on`),
	)
}

function checkRelations(
	hits: Hits,
	account: CheckedAccount,
	facts: Fact[],
	asOf: Day,
	usageIsLoaded: boolean,
): void {
	const pays = account.paysOn(asOf)
	const { name, externalId, usage } = account.history
	const ownFacts = facts.some(fact => fact.kind !== 'account')
	if (!ownFacts && usage.length === 0) {
		hits.add('account_without_other_source', [`${name} (${externalId})`])
	}
	if (pays && usageIsLoaded && usage.length === 0) hits.add('paying_but_silent', [`${name} (${externalId})`])
	if (pays && !account.ownerEmail) hits.add('owner_missing', [name])
	if (
		pays &&
		account.ownerEmail &&
		account.team.size > 0 &&
		!account.team.has(account.ownerEmail.toLowerCase())
	) {
		hits.add('owner_not_in_team', [`${name} is owned by ${account.ownerEmail}`])
	}
	hits.add('contact_untouched_90d', listUntouchedContacts(facts, asOf))
}

function listUntouchedContacts(facts: Fact[], asOf: Day): string[] {
	const touchedOn = new Map<string, Day>()
	const left = new Set<string>()
	for (const fact of facts) {
		const contactId = fact.kind === 'contact' ? fact.externalId : fact.body?.contact_id
		if (typeof contactId !== 'string') continue
		if (isPart(fact, 'contact', 'left')) left.add(contactId)
		if (isPart(fact, 'contact', 'touched') || fact.kind === 'engagement') {
			touchedOn.set(contactId, Math.max(fact.occurredOn, touchedOn.get(contactId) ?? fact.occurredOn))
		}
	}
	return facts
		.filter(fact => isPart(fact, 'contact', 'profile') && !left.has(fact.externalId))
		.filter(fact => asOf - (touchedOn.get(fact.externalId) ?? Number.NEGATIVE_INFINITY) > touchWithinDays)
		.map(fact => {
			const touched = touchedOn.get(fact.externalId)
			const who = String(fact.body?.name ?? fact.externalId)
			return touched === undefined ? `${who}, never` : `${who}, last on ${formatDay(touched)}`
		})
}
