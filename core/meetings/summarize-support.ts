import { type Fact, type FactBody, holdsAsOf } from '../model/fact.ts'
import type { Day } from '../time/day.ts'
import type { DayStretch } from './compared-periods.ts'

export interface SupportFigures {
	opened: number
	resolved: number
	/** Median of those resolved in the stretch; null without any. */
	medianDaysToResolve: number | null
	/** Mean of the answers given for those resolved, as the source scales it. */
	satisfaction: { mean: number | null; answers: number }
}

export interface OpenTicket {
	id: string
	subject: string | null
	severity: string | null
	openedOn: Day
}

interface Ticket {
	opened: Fact | undefined
	resolved: Fact | undefined
}

function ticketsOf(facts: readonly Fact[], asOf: Day): Map<string, Ticket> {
	const tickets = new Map<string, Ticket>()
	for (const fact of facts) {
		if (fact.kind !== 'ticket' || !holdsAsOf(fact, asOf)) continue
		const key = `${fact.source}\n${fact.externalId}`
		const ticket = tickets.get(key) ?? { opened: undefined, resolved: undefined }
		if (fact.part === 'opened') ticket.opened = fact
		if (fact.part === 'resolved') ticket.resolved = fact
		tickets.set(key, ticket)
	}
	return tickets
}

function isIn({ occurredOn }: Fact, { from, to }: DayStretch): boolean {
	return occurredOn >= from && occurredOn <= to
}

function daysToResolve({ opened, resolved }: Ticket): number | null {
	if (!opened || !resolved) return null
	const [from, to] = [instantOf(opened.body, 'opened_at'), instantOf(resolved.body, 'resolved_at')]
	if (from === null || to === null) return resolved.occurredOn - opened.occurredOn
	return Math.max(0, to - from) / 86_400_000
}

function instantOf(body: FactBody | null, column: string): number | null {
	const value = body?.[column]
	const at = typeof value === 'string' ? Date.parse(value) : Number.NaN
	return Number.isNaN(at) ? null : at
}

/** The middle value; the mean of both middle ones of an even number. */
export function medianOf(values: readonly number[]): number | null {
	const sorted = [...values].sort((a, b) => a - b)
	const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
	return low === undefined || high === undefined ? null : (low + high) / 2
}

/** Tickets of a stretch as known at the end of `asOf`. */
export function summarizeSupport(facts: readonly Fact[], stretch: DayStretch, asOf: Day): SupportFigures {
	const tickets = [...ticketsOf(facts, asOf).values()]
	const resolved = tickets.filter(ticket => ticket.resolved && isIn(ticket.resolved, stretch))
	const answers = resolved.flatMap(({ resolved: fact }) => {
		const value = fact?.body?.satisfaction
		return typeof value === 'number' ? [value] : []
	})
	return {
		opened: tickets.filter(({ opened }) => opened && isIn(opened, stretch)).length,
		resolved: resolved.length,
		medianDaysToResolve: medianOf(resolved.flatMap(ticket => daysToResolve(ticket) ?? [])),
		satisfaction: {
			mean: answers.length === 0 ? null : answers.reduce((sum, value) => sum + value, 0) / answers.length,
			answers: answers.length,
		},
	}
}

/** Tickets that are not resolved at the end of `asOf`, the oldest first. */
export function openTicketsOf(facts: readonly Fact[], asOf: Day): OpenTicket[] {
	return [...ticketsOf(facts, asOf).values()]
		.flatMap(({ opened, resolved }) => (opened && !resolved ? [opened] : []))
		.map(({ externalId, body, occurredOn }) => ({
			id: externalId,
			subject: textOf(body, 'subject'),
			severity: textOf(body, 'severity'),
			openedOn: occurredOn,
		}))
		.sort((a, b) => a.openedOn - b.openedOn || (a.id < b.id ? -1 : 1))
}

export interface SurveyAnswer {
	kind: string
	answeredOn: Day
	score: number | null
	comment: string | null
}

/** Answers of a stretch as known at the end of `asOf`, the latest first. */
export function surveyAnswersOf(facts: readonly Fact[], stretch: DayStretch, asOf: Day): SurveyAnswer[] {
	return facts
		.filter(fact => fact.kind === 'survey' && holdsAsOf(fact, asOf) && isIn(fact, stretch))
		.map(({ body, occurredOn }) => ({
			kind: textOf(body, 'kind') ?? 'survey',
			answeredOn: occurredOn,
			score: typeof body?.score === 'number' ? body.score : null,
			comment: textOf(body, 'comment'),
		}))
		.sort((a, b) => b.answeredOn - a.answeredOn)
}

/** Days on which the customer came to a business review, as known at the end of `asOf`. */
export function reviewDaysOf(facts: readonly Fact[], asOf: Day): Day[] {
	return facts
		.filter(
			fact =>
				fact.kind === 'engagement' &&
				holdsAsOf(fact, asOf) &&
				fact.body?.kind === 'review' &&
				fact.body.attended !== false,
		)
		.map(({ occurredOn }) => occurredOn)
}

function textOf(body: FactBody | null, column: string): string | null {
	const value = body?.[column]
	return typeof value === 'string' && value !== '' ? value : null
}
