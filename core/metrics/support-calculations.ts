import type { Fact } from '../model/fact.ts'
import { fieldOf, numberOf, plainText } from './fact-field.ts'
import { isIn, meanOf } from './fact-metric.ts'
import { getSlot } from './fact-slots.ts'
import { type Calculation, type MetricContext, rowOf, rowsOf, unknown } from './metric-context.ts'

const opened = getSlot('ticket', 'opened')
const resolved = getSlot('ticket', 'resolved')

/** How many days before its window `tickets_vs_norm` takes the account's own norm from. */
export const normDays = 90

function heldIn(context: MetricContext, slot: number): readonly Fact[] {
	return context.held[slot] ?? []
}

function openTicketsOf(context: MetricContext): readonly Fact[] {
	if (!context.openTickets) {
		const done = rowsOf(context, heldIn(context, resolved))
		context.openTickets = heldIn(context, opened).filter(ticket => !done.has(rowOf(context, ticket)))
	}
	return context.openTickets
}

function isCritical(ticket: Fact): boolean {
	return ticket.body?.severity === 'critical'
}

export const ticketsOpen: Calculation = context => openTicketsOf(context).length

export const ticketsOpenCritical: Calculation = context => openTicketsOf(context).filter(isCritical).length

export const oldestCriticalOpenDays: Calculation = context => {
	const oldest = openTicketsOf(context).find(isCritical)
	return oldest ? context.day - oldest.occurredOn : 0
}

/** Mean whole days between opening and resolution of what was resolved in the window. */
export const resolutionDays: Calculation = (context, { windowDays }) => {
	const openedOn = new Map(heldIn(context, opened).map(ticket => [rowOf(context, ticket), ticket.occurredOn]))
	const days: number[] = []
	for (const end of heldIn(context, resolved)) {
		const start = openedOn.get(rowOf(context, end))
		if (start === undefined || !isIn(end, context.day - (windowDays ?? 0) + 1, context.day)) continue
		days.push(Math.max(0, end.occurredOn - start))
	}
	return days.length === 0 ? unknown(context, 'not recorded') : meanOf(days)
}

const severityWeights: Record<string, number> = { low: 1, normal: 1, high: 2, critical: 4 }
const escalationWeight = 3

/** Low and normal 1, high 2, critical 4, escalated 3 more. A ticket without severity counts as normal. */
export const ticketLoad: Calculation = (context, { windowDays }) => {
	let load = 0
	for (const ticket of heldIn(context, opened)) {
		if (!isIn(ticket, context.day - (windowDays ?? 0) + 1, context.day)) continue
		load += severityWeights[String(ticket.body?.severity ?? 'normal')] ?? 1
		if (ticket.body?.escalated === true) load += escalationWeight
	}
	return load
}

/** Tickets of the window ÷ what the 90 days before would give for as many days. */
export const ticketsVsNorm: Calculation = (context, { windowDays, minimumBefore }) => {
	const days = windowDays ?? 1
	const from = context.day - days + 1
	let now = 0
	let before = 0
	for (const ticket of heldIn(context, opened)) {
		if (isIn(ticket, from, context.day)) now++
		else if (isIn(ticket, from - normDays, from - 1)) before++
	}
	if (before === 0 || before < minimumBefore) return unknown(context, 'too little before to compare')
	return (now * normDays) / (before * days)
}

const tones: Record<string, number> = { negative: -1, neutral: 0, positive: 1 }

/** Mean tone: words by their sign, numbers as they are; tickets without a tone do not count. */
export const tone: Calculation = (context, { windowDays }) => {
	const values: number[] = []
	for (const ticket of heldIn(context, opened)) {
		if (!isIn(ticket, context.day - (windowDays ?? 0) + 1, context.day)) continue
		const said = fieldOf(ticket.body, 'tone')
		const value = said === null ? null : (tones[plainText(said)] ?? numberOf(said))
		if (value !== null) values.push(value)
	}
	return values.length === 0 ? unknown(context, 'not recorded') : meanOf(values)
}
