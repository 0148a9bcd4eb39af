import { showMoney } from '../money/amount.ts'
import { type Day, formatDay } from '../time/day.ts'
import { wordsWithDays } from './words-with-days.ts'

/** What texts of playbooks may name. null: not known for this account; a text gives it a default or is not sent. */
export interface TemplateFields {
	account: {
		name: string
		id: string
		arr: string | null
		health: number | null
		band: string | null
		segment: string | null
		stage: string | null
		renewal_on: string | null
		days_to_renewal: number | null
		/** Where its business review is prepared, as an address within the web app. */
		review: string
	}
	owner: { name: string | null; email: string | null }
	contact: { name: string | null; first_name: string | null; email: string | null }
	run: { reason: string; playbook: string; started_on: string }
	today: string
}

export interface FieldSources {
	account: {
		name: string
		externalId: string
		arrMinor: bigint | null
		score: number | null
		bandName: string
		segment: string | null
		stage: string | null
		renewalOn: Day | null
	}
	currency: string | null
	owner: { name: string | null; email: string | null }
	contact: { name: string | null; email: string | null } | null
	reason: string
	playbook: string
	startedOn: Day
	day: Day
}

/** Where the business review of an account is prepared. */
export function reviewPathOf(externalId: string): string {
	return `/accounts/${encodeURIComponent(externalId)}/review`
}

/** The fields of one message or task. */
export function templateFieldsOf(from: FieldSources): TemplateFields {
	const { account, currency, contact, day } = from
	return {
		account: {
			name: account.name,
			id: account.externalId,
			arr: account.arrMinor === null || currency === null ? null : showMoney(account.arrMinor, currency),
			health: account.score,
			band: account.score === null ? null : account.bandName,
			segment: account.segment,
			stage: account.stage,
			renewal_on: account.renewalOn === null ? null : formatDay(account.renewalOn),
			days_to_renewal: account.renewalOn === null ? null : account.renewalOn - day,
			review: reviewPathOf(account.externalId),
		},
		owner: from.owner,
		contact: {
			name: contact?.name ?? null,
			first_name: contact?.name?.trim().split(/\s+/)[0] || null,
			email: contact?.email ?? null,
		},
		run: {
			reason: wordsWithDays(from.reason),
			playbook: from.playbook,
			started_on: formatDay(from.startedOn),
		},
		today: formatDay(day),
	}
}

/** Fields with a value each, to see whether a text can be used at all. */
export const sampleFields: TemplateFields = {
	account: {
		name: 'Acme',
		id: 'acme',
		arr: '$48,000',
		health: 62,
		band: 'Stable',
		segment: 'growth',
		stage: 'adoption',
		renewal_on: '2026-12-31',
		days_to_renewal: 90,
		review: '/accounts/acme/review',
	},
	owner: { name: 'Ana Silva', email: 'ana@example.com' },
	contact: { name: 'Ben Carter', first_name: 'Ben', email: 'ben@example.com' },
	run: {
		reason: 'Logins down in two weeks since 30 Sep 2026',
		playbook: 'Usage drop',
		started_on: '2026-10-02',
	},
	today: '2026-10-02',
}
