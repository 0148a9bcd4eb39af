import type { Fact } from '../model/fact.ts'
import { fieldOf, numberOf, plainText } from './fact-field.ts'
import { distinctValues, isIn, meanOf } from './fact-metric.ts'
import { getSlot } from './fact-slots.ts'
import { type Calculation, type MetricContext, rowOf, rowsOf, unknown } from './metric-context.ts'
import { daysSince } from './usage-metric.ts'

const profile = getSlot('contact', 'profile')
const touched = getSlot('contact', 'touched')
const left = getSlot('contact', 'left')
const engagement = getSlot('engagement', 'held')
const measured = getSlot('goal', 'measured')
const reached = getSlot('milestone', 'reached')

/** Kinds in which people meet; a mail or a request is a contact but no meeting. */
const meetingKinds = new Set(['meeting', 'call', 'review', 'training'])
const executiveRoles = new Set(['executive sponsor', 'decision maker'])

function heldIn(context: MetricContext, slot: number): readonly Fact[] {
	return context.held[slot] ?? []
}

function roleOf(contact: Fact): string {
	return plainText(fieldOf(contact.body, 'role') ?? '')
}

function isChampion(contact: Fact): boolean {
	return roleOf(contact) === 'champion'
}

/** Engagements of the window that are not recorded as missed. */
function attendedIn(context: MetricContext, windowDays: number | null): Fact[] {
	const from = windowDays === null ? Number.NEGATIVE_INFINITY : context.day - windowDays + 1
	return heldIn(context, engagement).filter(
		fact => isIn(fact, from, context.day) && fact.body?.attended !== false,
	)
}

export const daysSinceContact: Calculation = (context, { windowDays }) => {
	const engaged = attendedIn(context, null).at(-1)?.occurredOn
	const touch = heldIn(context, touched).at(-1)?.occurredOn
	const last = Math.max(engaged ?? Number.NEGATIVE_INFINITY, touch ?? Number.NEGATIVE_INFINITY)
	return daysSince(context, Number.isFinite(last) ? last : null, windowDays, context.day)
}

export const championPresent: Calculation = context => {
	const champions = heldIn(context, profile).filter(isChampion)
	if (champions.length === 0) return unknown(context, 'not recorded')
	const gone = rowsOf(context, heldIn(context, left))
	return champions.some(contact => !gone.has(rowOf(context, contact))) ? 1 : 0
}

export const championLeft: Calculation = (context, { windowDays }) => {
	const profiles = heldIn(context, profile)
	if (profiles.length === 0) return unknown(context, 'not recorded')
	const champions = rowsOf(context, profiles.filter(isChampion))
	const from = context.day - (windowDays ?? 0) + 1
	const gone = heldIn(context, left).filter(
		fact => isIn(fact, from, context.day) && champions.has(rowOf(context, fact)),
	)
	return gone.length
}

/** Unknown, not 0, while no contact is on record: for past dates profiles are not known at all. */
export const stakeholdersKnown: Calculation = context => {
	const profiles = heldIn(context, profile)
	if (profiles.length === 0) return unknown(context, 'not recorded')
	const gone = rowsOf(context, heldIn(context, left))
	return profiles.filter(contact => !gone.has(rowOf(context, contact))).length
}

export const stakeholdersMet: Calculation = (context, { windowDays }) => {
	const met = attendedIn(context, windowDays).filter(fact => meetingKinds.has(String(fact.body?.kind)))
	const people = distinctValues(met, 'contact_id')
	return people === 0 && met.length > 0 ? unknown(context, 'not recorded') : people
}

export const executiveContact: Calculation = (context, { windowDays }) => {
	const executives = heldIn(context, profile).filter(contact => executiveRoles.has(roleOf(contact)))
	if (executives.length === 0) return unknown(context, 'not recorded')
	const ids = new Set(executives.map(contact => contact.externalId))
	return attendedIn(context, windowDays).filter(fact => ids.has(String(fact.body?.contact_id))).length
}

/** Mean of progress ÷ target over the latest measurement of each goal; more than the target counts as more than 1. */
export const goalsProgress: Calculation = context => {
	const latest = new Map<string, Fact>()
	for (const fact of heldIn(context, measured)) latest.set(String(fact.body?.goal), fact)
	const shares: number[] = []
	for (const { body } of latest.values()) {
		const progress = numberOf(fieldOf(body, 'progress'))
		const target = numberOf(fieldOf(body, 'target'))
		if (progress !== null && target !== null && target !== 0) shares.push(progress / target)
	}
	return shares.length === 0 ? unknown(context, 'not recorded') : meanOf(shares)
}

export const firstValueReached: Calculation = context => {
	const wanted = plainText(context.settings.firstValueMilestone)
	const isReached = heldIn(context, reached).some(
		fact => plainText(fieldOf(fact.body, 'milestone') ?? '') === wanted,
	)
	return isReached ? 1 : 0
}
