import { renderTemplate } from '../../core/delivery/render-template.ts'
import type { PlaybookRun } from '../../core/model/playbook-run.ts'
import type { MessageRecipient, PlaybookStep } from '../../core/model/playbook-step.ts'
import type { OwnerRole } from '../../core/model/task.ts'
import { chooseOwner, type RunPeople } from '../../core/playbooks/choose-owner.ts'
import type { Program } from '../../core/playbooks/compile-playbook.ts'
import { type TemplateFields, templateFieldsOf } from '../../core/playbooks/template-fields.ts'
import { addWorkDays } from '../../core/playbooks/work-calendar.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { instantOfLocal } from '../../core/time/zone.ts'
import { contactsOf } from '../accounts/account-facts-store.ts'
import type { PlannedSend } from '../delivery/send-store.ts'
import type { AccountValues } from './account-values-store.ts'
import type { Team } from './run-people-store.ts'

/** What is known when a step's words are made. */
export interface Composing {
	run: PlaybookRun
	program: Program
	account: AccountValues
	people: RunPeople
	team: Team
	/** Why the run started, in words. */
	reason: string
	currency: string | null
	zone: string
	day: Day
	now: Date
}

interface Contact {
	name: string | null
	email: string | null
}

function fieldsOf(composing: Composing, ownerEmail: string | null, contact: Contact | null): TemplateFields {
	const { account, team, run, program, reason, currency, day } = composing
	return templateFieldsOf({
		account,
		currency,
		owner: { email: ownerEmail, name: (ownerEmail && team.nameOf.get(ownerEmail)) || ownerEmail },
		contact,
		reason,
		playbook: program.definition.name,
		startedOn: run.startedOn,
		day,
	})
}

/** The text of a task, or why it cannot be made. */
export function composeText(
	composing: Composing,
	template: string,
	ownerEmail: string | null,
): { text: string } | { problem: string } {
	return renderTemplate(template, { ...textFieldsOf(composing, ownerEmail) })
}

/** Who has a role in a run: its owner for the playbook's own role, else whoever has it at the account. */
export function ownerOfRole({ run, program, people, team }: Composing, role: OwnerRole): string | null {
	const { owner, ownerChoice } = program.definition
	const isOwners = role === owner && run.ownerEmail !== null
	return isOwners ? run.ownerEmail : chooseOwner(role, ownerChoice, people, team.people)
}

/** What the words of a run's texts are filled with; a contact that nobody named is the first who is there. */
export function textFieldsOf(composing: Composing, ownerEmail: string | null): TemplateFields {
	return fieldsOf(composing, ownerEmail, findContact(composing, usualContacts))
}

const usualContacts = ['champion', 'decision_maker', 'admin', 'user']

function findContact({ account, day }: Composing, roles: readonly string[]): Contact | null {
	const there = contactsOf(account.facts, day).filter(
		({ left_on: leftOn, email }) => leftOn === null && email,
	)
	for (const role of roles) {
		const found = there.find(contact => contact.role?.toLowerCase().replaceAll(/[\s-]+/g, '_') === role)
		if (found) return found
	}
	return null
}

type Message = Extract<PlaybookStep, { kind: 'email' | 'slack' | 'webhook' | 'survey' | 'calendar' }>
export type ComposedMessage = { send: PlannedSend } | { problem: string }

interface Addressed {
	recipient: string
	kind: 'team' | 'customer'
	contact: Contact | null
}

function addressOf(composing: Composing, to: MessageRecipient): Addressed | { problem: string } {
	const { run, program, people, team } = composing
	if ('contact' in to) {
		const contact = findContact(composing, to.contact)
		if (contact?.email) return { recipient: contact.email, kind: 'customer', contact }
		return {
			problem: `nobody to write to: no ${to.contact.join(' or ').replaceAll('_', ' ')} of the account has an address and is still there`,
		}
	}
	const email =
		to.team === 'owner'
			? run.ownerEmail
			: chooseOwner(to.team, program.definition.ownerChoice, people, team.people)
	if (email) return { recipient: email, kind: 'team', contact: null }
	return { problem: `nobody to write to: the account has no ${to.team.replaceAll('_', ' ')}` }
}

/** A message as it is given to delivery, or why there can be none. */
export function composeMessage(composing: Composing, step: Message, notBefore: Day): ComposedMessage {
	const { run, now, zone } = composing
	const base = { accountId: run.accountId, runId: run.runId, stepId: step.id, channel: step.kind, now }
	if (step.kind === 'webhook') {
		const payload = webhookData(composing, step.id)
		const due = notBefore > composing.day ? instantOf(notBefore, 0, zone) : now
		return {
			send: {
				...base,
				recipient: step.endpoint,
				recipientKind: 'team',
				// The type of the call.
				subject: step.event,
				body: step.event,
				payload,
				approval: 'not_needed',
				notBefore: due,
			},
		}
	}
	const to: Addressed | { problem: string } =
		step.kind === 'slack' && 'channel' in step.to
			? { recipient: step.to.channel, kind: 'team', contact: null }
			: addressOf(composing, step.to as MessageRecipient)
	if ('problem' in to) return to
	const contact = to.contact ?? findContact(composing, usualContacts)
	const known = { ...fieldsOf(composing, run.ownerEmail, contact) }
	const fields = step.kind === 'slack' ? escapeForSlack(known) : known
	const title = step.kind === 'slack' ? null : step.kind === 'calendar' ? step.title : step.subject
	const subject = title === null ? null : renderTemplate(title, fields)
	const body = renderTemplate(step.body, fields)
	if (subject && 'problem' in subject) return { problem: `the subject: ${subject.problem}` }
	if ('problem' in body) return { problem: `the text: ${body.problem}` }
	// Words to a customer wait for a person unless the step says otherwise.
	const approval = step.approval ?? (to.kind === 'customer' ? 'needed' : 'not_needed')
	return {
		send: {
			...base,
			recipient: to.recipient,
			recipientKind: to.kind,
			subject: subject?.text.trim() ?? null,
			body: body.text,
			payload: payloadOf(composing, step, subject?.text.trim() ?? ''),
			approval,
			notBefore: later(now, instantOf(notBefore, step.fromHour, zone)),
		},
	}
}

/**
 * Fields as Slack shows them and not as it obeys them: a customer called `<!channel>` calls nobody. What the step itself
 * says may hold Slack's signs.
 */
function escapeForSlack(fields: Record<string, unknown>): Record<string, unknown> {
	const shown = (value: unknown): unknown => {
		if (typeof value === 'string')
			return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
		if (value === null || typeof value !== 'object') return value
		return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shown(inner)]))
	}
	return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, shown(value)]))
}

function payloadOf(
	{ team, run, day, zone, account }: Composing,
	step: Exclude<Message, { kind: 'webhook' }>,
	title: string,
): unknown {
	if (step.kind === 'survey') return { survey: step.survey, account_id: account.externalId }
	if (step.kind !== 'calendar') return null
	const on = addWorkDays(team.calendarOf(run.ownerEmail), day, step.inWorkingDays)
	const startsAt = instantOf(on, step.atHour, zone)
	const { ownerEmail } = run
	return {
		title,
		starts_at: startsAt.toISOString(),
		ends_at: new Date(startsAt.getTime() + step.minutes * 60_000).toISOString(),
		organizer:
			ownerEmail === null ? null : { name: team.nameOf.get(ownerEmail) ?? ownerEmail, email: ownerEmail },
	}
}

function webhookData({ run, account, program, reason }: Composing, stepId: string) {
	return {
		account_id: account.externalId,
		account_name: account.name,
		playbook: program.definition.id,
		run_id: run.runId,
		step: stepId,
		reason,
		score: account.score,
		band: account.band,
		owner_email: run.ownerEmail,
		renewal_on: account.renewalOn === null ? null : formatDay(account.renewalOn),
	}
}

/** An hour that a clock change skips is the one after it; one that comes twice is the first. */
function instantOf(day: Day, hour: number, zone: string): Date {
	return new Date(instantOfLocal(day * 86_400_000 + hour * 3_600_000, zone))
}

function later(a: Date, b: Date): Date {
	return a.getTime() > b.getTime() ? a : b
}
