import { getAccount } from '../../api/account.ts'
import type { ContractOutput } from '../../api/contract.ts'
import { sampleFields, type TemplateFields } from '../../core/playbooks/template-fields.ts'
import { useOwnerName } from '../people/use-people.ts'
import { useCall } from '../session/call-query.ts'
import { useToday } from '../session/use-session.ts'
import { formatMoney } from '../ui/format-number.ts'

type AccountRecord = ContractOutput<typeof getAccount>

const roles = ['champion', 'decision_maker', 'admin', 'user']

/** The contact that a message would greet: the first role that is still there and has an address. */
function contactOf({ contacts }: AccountRecord) {
	const there = contacts.filter(contact => contact.left_on === null && contact.email)
	for (const role of roles) {
		const found = there.find(contact => contact.role?.toLowerCase().replaceAll(/[\s-]+/g, '_') === role)
		if (found) return found
	}
	return undefined
}

/** What texts about an account would be filled with today. */
export function fieldsOfAccount(
	record: AccountRecord,
	about: { ownerName: string | null; reason: string; playbook: string; today: string },
): TemplateFields {
	const { account } = record
	const contact = contactOf(record)
	return {
		account: {
			name: account.name,
			id: account.id,
			arr: account.arr && account.currency ? formatMoney(Number(account.arr), account.currency) : null,
			health: account.score,
			band: account.score === null ? null : account.band_name,
			segment: account.segment,
			stage: account.stage,
			renewal_on: account.renewal_on,
			days_to_renewal: account.days_to_renewal,
		},
		owner: { name: about.ownerName, email: account.owner_email },
		contact: {
			name: contact?.name ?? null,
			first_name: contact?.name?.trim().split(/\s+/)[0] || null,
			email: contact?.email ?? null,
		},
		run: { reason: about.reason, playbook: about.playbook, started_on: about.today },
		today: about.today,
	}
}

export interface TextSample {
	name: string
	fields: TemplateFields
	isReal: boolean
}

/** The fields of an account; of a made-up one while none is chosen or it is not there yet. */
export function useTextSample(accountId: string | undefined, playbook: string, reason?: string): TextSample {
	const nameOf = useOwnerName()
	const today = useToday()
	const found = useCall(
		getAccount,
		{ params: { id: accountId ?? '-' }, query: {} },
		{ enabled: accountId !== undefined },
	)
	if (accountId === undefined || !found.data) {
		return {
			name: 'Acme',
			fields: { ...sampleFields, run: { ...sampleFields.run, playbook } },
			isReal: false,
		}
	}
	const { account } = found.data
	return {
		name: account.name,
		isReal: true,
		fields: fieldsOfAccount(found.data, {
			ownerName: nameOf(account.owner_email) ?? null,
			reason: reason ?? 'Started by hand',
			playbook,
			today,
		}),
	}
}

export interface FieldName {
	/** As a text names it: `account.name`. */
	path: string
	value: string | null
}

/** All fields that texts may name, with their values. */
export function listFields(fields: TemplateFields): FieldName[] {
	const say = (value: string | number | null) => (value === null ? null : String(value))
	return Object.entries(fields).flatMap(([group, value]: [string, string | object]) =>
		typeof value === 'string'
			? [{ path: group, value }]
			: Object.entries(value).map(([name, inner]: [string, string | number | null]) => ({
					path: `${group}.${name}`,
					value: say(inner),
				})),
	)
}
