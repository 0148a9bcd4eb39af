import type { Fact, FactKind } from '../model/fact.ts'
import type { FieldCondition, MetricDefinition } from '../model/metric-definition.ts'
import { type Day, getDay } from '../time/day.ts'
import { naiveIsCustomer } from './naive-contract.ts'
import type { NaiveValue } from './naive-usage.ts'

// For tests only: metrics of facts as plainly as they can be written, by filtering all held facts anew.

export interface NaiveFacts {
	held: Fact[]
	all: readonly Fact[]
	day: Day
	bornOn: Day
}

const mainParts: Partial<Record<FactKind, string>> = {
	ticket: 'opened',
	engagement: 'held',
	survey: 'answered',
	milestone: 'reached',
}

function partOf(held: Fact[], kind: FactKind, part: string): Fact[] {
	return held.filter(fact => fact.kind === kind && fact.part === part)
}

function between(facts: Fact[], from: Day, to: Day): Fact[] {
	return facts.filter(fact => fact.occurredOn >= from && fact.occurredOn <= to)
}

function mean(values: number[]): NaiveValue {
	if (values.length === 0) return 'not recorded'
	return values.reduce((sum, value) => sum + value, 0) / values.length
}

function meets(fact: Fact, { field, is, value }: FieldCondition): boolean {
	const actual = fact.body?.[field]
	if (is === 'ne') return actual !== value
	if (is === 'in') return Array.isArray(value) && value.some(item => item === actual)
	if (is === 'starts_with')
		return typeof actual === 'string' && actual.toLowerCase().startsWith(String(value))
	return actual === value
}

/** The account's own row that was known first. */
export function naiveFirstRow(all: readonly Fact[]): Fact | undefined {
	const rows = all.filter(fact => fact.kind === 'account' && fact.body !== null)
	return rows.toSorted((one, other) => one.knownOn - other.knownOn)[0]
}

function isSameRow(one: Fact, other: Fact): boolean {
	return one.kind === other.kind && one.source === other.source && one.externalId === other.externalId
}

export function naiveFactValue(facts: NaiveFacts, definition: MetricDefinition): NaiveValue {
	if (definition.aggregate === 'named') return naiveNamedValue(facts, definition)
	const kind = definition.source as FactKind
	const all = partOf(facts.held, kind, definition.part ?? mainParts[kind] ?? '')
	const days = definition.windowDays ?? 1_000_000
	const matching = all.filter(fact => definition.filter.where.every(condition => meets(fact, condition)))
	const now = aggregate(facts, definition, between(matching, facts.day - days + 1, facts.day))
	if (typeof now === 'string' || definition.change === 'none') return now
	const earlier = between(matching, facts.day - 2 * days + 1, facts.day - days)
	const before = aggregate(facts, definition, earlier)
	return typeof before === 'string' ? before : now - before
}

function aggregate(facts: NaiveFacts, definition: MetricDefinition, matching: Fact[]): NaiveValue {
	const values = matching.flatMap(fact => {
		const value = fact.body?.[definition.field ?? '']
		return typeof value === 'number' ? [value] : []
	})
	switch (definition.aggregate) {
		case 'count':
			return matching.length
		case 'mean':
			return mean(values)
		case 'last':
			return values.at(-1) ?? 'not recorded'
		case 'days_since':
			return facts.day - (matching.at(-1)?.occurredOn ?? facts.bornOn)
		default:
			throw new Error(`no naive ${definition.aggregate}`)
	}
}

function naiveNamedValue(facts: NaiveFacts, definition: MetricDefinition): NaiveValue {
	const { held, day } = facts
	const from = day - (definition.windowDays ?? 0) + 1
	const opened = partOf(held, 'ticket', 'opened')
	const resolved = partOf(held, 'ticket', 'resolved')
	const open = opened.filter(ticket => !resolved.some(end => isSameRow(ticket, end)))
	const critical = open.filter(ticket => ticket.body?.severity === 'critical')
	switch (definition.calculation) {
		case 'tickets_open':
			return open.length
		case 'tickets_open_critical':
			return critical.length
		case 'oldest_critical_open_days':
			return Math.max(0, ...critical.map(ticket => day - ticket.occurredOn))
		case 'resolution_days':
			return mean(
				between(resolved, from, day).flatMap(end => {
					const start = opened.find(ticket => isSameRow(ticket, end))
					return start ? [Math.max(0, end.occurredOn - start.occurredOn)] : []
				}),
			)
		case 'ticket_load':
			return between(opened, from, day).reduce((load, { body }) => {
				const weight = body?.severity === 'critical' ? 4 : body?.severity === 'high' ? 2 : 1
				return load + weight + (body?.escalated === true ? 3 : 0)
			}, 0)
		case 'tickets_vs_norm': {
			const before = between(opened, from - 90, from - 1).length
			if (before < 10) return 'too little before to compare'
			return (between(opened, from, day).length * 90) / (before * 28)
		}
		case 'tone':
			return mean(
				between(opened, from, day).flatMap(({ body }) => {
					const words: Record<string, number> = { negative: -1, neutral: 0, positive: 1 }
					return body?.tone === undefined ? [] : [words[String(body.tone)] ?? Number(body.tone)]
				}),
			)
		default:
			return naiveRelationshipValue(facts, definition, from)
	}
}

function naiveRelationshipValue(facts: NaiveFacts, definition: MetricDefinition, from: Day): NaiveValue {
	const { held, day } = facts
	const profiles = partOf(held, 'contact', 'profile')
	const left = partOf(held, 'contact', 'left')
	const engaged = partOf(held, 'engagement', 'held').filter(fact => fact.body?.attended !== false)
	const champions = profiles.filter(fact => fact.body?.role === 'Champion')
	const staying = (contact: Fact): boolean => !left.some(fact => isSameRow(fact, contact))
	switch (definition.calculation) {
		case 'days_since_contact': {
			const contacts = [...engaged, ...partOf(held, 'contact', 'touched')].map(fact => fact.occurredOn)
			return day - (contacts.length > 0 ? Math.max(...contacts) : facts.bornOn)
		}
		case 'champion_present':
			return champions.length === 0 ? 'not recorded' : champions.some(staying) ? 1 : 0
		case 'champion_left':
			if (profiles.length === 0) return 'not recorded'
			return between(left, from, day).filter(fact => champions.some(contact => isSameRow(contact, fact)))
				.length
		case 'stakeholders_known':
			return profiles.length === 0 ? 'not recorded' : profiles.filter(staying).length
		case 'stakeholders_met': {
			const met = between(engaged, from, day).filter(({ body }) =>
				['meeting', 'call', 'review', 'training'].includes(String(body?.kind)),
			)
			const people = new Set(met.flatMap(({ body }) => (body?.contact_id ? [body.contact_id] : [])))
			return met.length > 0 && people.size === 0 ? 'not recorded' : people.size
		}
		case 'executive_contact': {
			const roles = ['executive sponsor', 'Decision-Maker']
			const executives = profiles.filter(({ body }) => roles.includes(String(body?.role)))
			if (executives.length === 0) return 'not recorded'
			return between(engaged, from, day).filter(({ body }) =>
				executives.some(contact => contact.externalId === body?.contact_id),
			).length
		}
		case 'goals_progress': {
			const measured = partOf(held, 'goal', 'measured')
			const goals = [...new Set(measured.map(({ body }) => body?.goal))]
			return mean(
				goals.flatMap(goal => {
					const last = measured.filter(({ body }) => body?.goal === goal).at(-1)?.body
					return last?.target && last.progress !== undefined
						? [Number(last.progress) / Number(last.target)]
						: []
				}),
			)
		}
		case 'first_value_reached':
			return partOf(held, 'milestone', 'reached').some(({ body }) => body?.milestone === 'First value')
				? 1
				: 0
		default:
			return naiveMoneyValue(facts, definition)
	}
}

function naiveMoneyValue({ held, all, day, bornOn }: NaiveFacts, definition: MetricDefinition): NaiveValue {
	if (definition.calculation === 'account_age_days') return day - bornOn
	if (definition.calculation === 'renewal_owner_missing') {
		const rows = partOf(held, 'account', 'attributes')
		const first = naiveFirstRow(all)
		if (rows.length === 0 && !first) return 'not recorded'
		if (!naiveIsCustomer(held, day)) return 'not a customer'
		const known = rows.length > 0 ? rows : first ? [first] : []
		return known.some(({ body }) => body?.owner_email) ? 0 : 1
	}
	const paid = partOf(held, 'invoice', 'paid')
	const invoices = partOf(held, 'invoice', 'issued').flatMap(invoice => {
		const paidOn = paid.find(fact => isSameRow(fact, invoice))?.occurredOn
		const status = partOf(held, 'invoice', 'status').find(fact => isSameRow(fact, invoice))?.body?.status
		const dueOn = invoice.body?.due_on ? getDay(String(invoice.body.due_on)) : Number.POSITIVE_INFINITY
		return dueOn < day ? [{ dueOn, paidOn, isSettled: status === 'paid' || status === 'void' }] : []
	})
	const late = invoices.filter(({ paidOn, isSettled }) => paidOn === undefined && !isSettled)
	if (definition.calculation === 'invoices_late') return late.length
	if (definition.calculation === 'days_payment_late')
		return Math.max(0, ...late.map(({ dueOn }) => day - dueOn))
	const due = invoices.filter(
		({ dueOn, paidOn, isSettled }) => dueOn >= day - 365 && (paidOn !== undefined || !isSettled),
	)
	const onTime = due.filter(({ dueOn, paidOn }) => paidOn !== undefined && paidOn <= dueOn)
	return due.length === 0 ? 'not recorded' : onTime.length / due.length
}
