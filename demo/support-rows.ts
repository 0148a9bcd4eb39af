import { type Day, getDay } from '../core/time/day.ts'
import { type AccountPlan, listStretches } from './account-plan.ts'
import type { Segment } from './account-profile.ts'
import { contactsOn, type DemoContact } from './demo-contact.ts'
import { type DemoRow, flagText, laterInstant, moodWord, officeInstant } from './demo-row.ts'
import type { DemoWorld } from './demo-world.ts'
import { type LatentState, latentOn } from './latent-path.ts'
import { createRandom, type Random } from './random.ts'
import { ticketThemes } from './spoken-text.ts'

const yearlyTickets: Record<Segment, number> = { strategic: 14, growth: 6, 'tech-touch': 2 }
type Severity = 'low' | 'normal' | 'high' | 'critical'
const medianHours: Record<Severity, number> = { low: 80, normal: 50, high: 28, critical: 12 }
const escalationShares: Record<Severity, number> = { low: 0, normal: 0.02, high: 0.1, critical: 0.35 }

function clampScore(value: number, low: number, high: number): number {
	return Math.max(low, Math.min(high, Math.round(value)))
}

function severityOf(random: Random, state: LatentState): Severity {
	const bad = Math.exp(-0.35 * state.value)
	return random.weighted({ low: 25, normal: 50, high: 20 * bad, critical: 4 * bad })
}

function makeTicket(
	random: Random,
	world: DemoWorld,
	plan: AccountPlan,
	contacts: readonly DemoContact[],
	day: Day,
): DemoRow {
	const state = latentOn(plan.path, day)
	const severity = severityOf(random, state)
	const escalated = random.chance(Math.min(0.8, escalationShares[severity] * Math.exp(-0.4 * state.value)))
	const { subject, body } = random.pick(ticketThemes)
	const openedAt = officeInstant(random, day)
	const hours = medianHours[severity] * Math.exp(random.normal(0, 0.9) - 0.15 * state.value)
	const resolvedAt = laterInstant(openedAt, Math.min(hours, 24 * 70))
	const isResolved = getDay(resolvedAt.slice(0, 10)) <= world.today
	const rates = random.chance(0.5)
	const satisfaction = clampScore(3.9 + 0.7 * state.value + random.normal(0, 0.9), 1, 5)
	const tone = moodWord(0.7 * state.value - 0.2 + random.normal(0, 0.7))
	const contact = contactsOn(contacts, day, ['admin', 'user', 'champion'])
	return {
		account_id: plan.profile.id,
		opened_at: openedAt,
		resolved_at: isResolved ? resolvedAt : null,
		severity,
		escalated: flagText(escalated),
		contact_id: contact.length > 0 ? random.pick(contact).id : null,
		subject,
		body,
		tone: random.chance(0.9) ? tone : null,
		satisfaction: isResolved && rates ? satisfaction : null,
	}
}

function listTicketDays(world: DemoWorld, plan: AccountPlan): Day[] {
	const days: Day[] = []
	for (const stretch of listStretches(world, plan)) {
		const random = createRandom(world.seed, 'ticket days', plan.profile.index, stretch.startedOn)
		for (let day = stretch.startedOn; day <= stretch.to; day++) {
			const weekday = (day + 3) % 7
			const state = latentOn(plan.path, day)
			const early = day < stretch.startedOn + 60 ? 1.9 : 1
			const leaving = stretch.notifiedOn !== null && day >= stretch.notifiedOn ? 0.5 : 1
			const perYear = yearlyTickets[plan.profile.segment] * Math.exp(-0.5 * state.value - 0.1 * state.fit)
			const perDay = ((perYear * early * leaving) / 365) * (weekday < 5 ? 1.35 : 0.12)
			if (random.chance(perDay) && day >= stretch.from) days.push(day)
		}
	}
	return days
}

function makeEscalations(world: DemoWorld, plan: AccountPlan, contacts: readonly DemoContact[]): DemoRow[] {
	const count = plan.script.escalations ?? 0
	return Array.from({ length: count }, (_, number) => {
		const random = createRandom(world.seed, 'escalation', plan.profile.index, number)
		const ticket = makeTicket(random, world, plan, contacts, world.today - 11 + number * 2)
		return {
			...ticket,
			severity: 'critical',
			escalated: 'true',
			resolved_at: null,
			satisfaction: null,
			tone: 'negative',
		}
	})
}

/** Rows of the tickets file within the window. The flaw is a ticket from before the account signed up. */
export function makeTicketRows(
	world: DemoWorld,
	plan: AccountPlan,
	contacts: readonly DemoContact[],
	flaws: { ticketBeforeSignUp: boolean },
): DemoRow[] {
	const { index, startedOn, id } = plan.profile
	const rows: DemoRow[] = []
	if (flaws.ticketBeforeSignUp) {
		rows.push(
			makeTicket(createRandom(world.seed, 'odd ticket', index), world, plan, contacts, startedOn - 18),
		)
	}
	for (const day of listTicketDays(world, plan)) {
		rows.push(makeTicket(createRandom(world.seed, 'ticket', index, day), world, plan, contacts, day))
	}
	rows.push(...makeEscalations(world, plan, contacts))
	return rows.map((row, number) => ({ id: `TIC-${id.slice(4)}-${number + 1}`, ...row }))
}
