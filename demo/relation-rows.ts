import type { Day } from '../core/time/day.ts'
import { type AccountPlan, listStretches, type Stretch } from './account-plan.ts'
import type { Segment } from './account-profile.ts'
import { type ContactRole, contactsOn, type DemoContact } from './demo-contact.ts'
import { type DemoRow, flagText, moodWord, officeInstant } from './demo-row.ts'
import type { DemoWorld } from './demo-world.ts'
import { type LatentState, latentOn } from './latent-path.ts'
import { createRandom, type Random } from './random.ts'
import { meetingNotes, requestNotes } from './spoken-text.ts'
import { nextWorkday } from './work-calendar.ts'

export type RelationKind = 'meeting' | 'email' | 'call' | 'review' | 'training' | 'request'

/** Touches a year for an account in the middle of all latent variables; reviews are held on a schedule instead. */
const yearlyTouches: Record<Segment, Record<Exclude<RelationKind, 'review'>, number>> = {
	strategic: { email: 24, call: 10, meeting: 10, training: 1.6, request: 3 },
	growth: { email: 10, call: 4, meeting: 3, training: 1.1, request: 1.5 },
	'tech-touch': { email: 3.2, call: 0.7, meeting: 0.2, training: 0.35, request: 0.5 },
}
const reviewEveryDays: Record<Segment, number> = {
	strategic: 91,
	growth: 182,
	'tech-touch': Number.POSITIVE_INFINITY,
}
const trainingDays = [12, 18, 40]
const sought: Partial<Record<RelationKind, readonly ContactRole[]>> = {
	review: ['champion', 'executive sponsor', 'decision maker'],
	training: ['user', 'admin'],
}

/** One touch of the account, before it becomes a row. */
export interface Touch {
	kind: RelationKind
	day: Day
	contactId: string | null
	attended: boolean | null
	sentiment: string | null
	notes: string | null
}

function attends(random: Random, kind: RelationKind, state: LatentState): boolean | null {
	if (kind === 'email' || kind === 'call' || kind === 'request') return null
	const base = kind === 'meeting' ? 2.6 : kind === 'review' ? 1.9 : 1.6
	const logit = base + 0.85 * state.engagement + 0.3 * state.value - (state.championAbsent ? 1.3 : 0)
	return random.chance(1 / (1 + Math.exp(-logit)))
}

function noteOf(random: Random, kind: RelationKind, state: LatentState, mood: string): string | null {
	const worry = Math.exp(-0.7 * state.value - 0.4 * state.engagement)
	const talksBudget = random.chance(Math.min(0.3, 0.02 * worry))
	const wantsLess = random.chance(Math.min(0.5, 0.08 * worry))
	const hasNote = random.chance(0.7)
	if (talksBudget && kind !== 'training') return 'budget cut mentioned: all tools are under review'
	if (kind === 'request') {
		return wantsLess ? 'downgrade requested: asked what a smaller plan would cost' : random.pick(requestNotes)
	}
	if (!hasNote || kind === 'email' || kind === 'training') return null
	return random.pick(
		mood === 'positive'
			? meetingNotes.positive
			: mood === 'negative'
				? meetingNotes.negative
				: meetingNotes.neutral,
	)
}

function makeTouch(
	random: Random,
	plan: AccountPlan,
	contacts: readonly DemoContact[],
	kind: RelationKind,
	day: Day,
): Touch {
	const state = latentOn(plan.path, day)
	const attended = attends(random, kind, state)
	const mood = moodWord(0.7 * state.value + 0.3 * state.engagement + random.normal(0, 0.7))
	const present = contactsOn(contacts, day, sought[kind])
	const contact = present.length > 0 ? random.pick(present) : undefined
	const notes = attended === false ? null : noteOf(random, kind, state, mood)
	const saysMood = random.chance(0.75) && attended !== false
	return {
		kind,
		day,
		contactId: contact?.id ?? null,
		attended,
		sentiment: saysMood ? mood : null,
		notes: attended === false ? 'Did not come.' : notes,
	}
}

function listScheduled(plan: AccountPlan, stretch: Stretch): { kind: RelationKind; day: Day }[] {
	const planned: { kind: RelationKind; day: Day }[] = []
	const every = reviewEveryDays[plan.profile.segment]
	const offset = 60 + ((plan.profile.index * 37) % 30)
	for (let day = stretch.startedOn + offset; day <= stretch.to; day += every) {
		planned.push({ kind: 'review', day: nextWorkday(day) })
		if (!Number.isFinite(every)) break
	}
	if (!Number.isFinite(every)) planned.length = 0
	const trainings = plan.profile.segment === 'tech-touch' ? trainingDays.slice(0, 1) : trainingDays
	for (const days of trainings) planned.push({ kind: 'training', day: nextWorkday(stretch.startedOn + days) })
	return planned
}

/** Everything that customer success had with the account in the window, by day. */
export function makeTouches(world: DemoWorld, plan: AccountPlan, contacts: readonly DemoContact[]): Touch[] {
	const { profile, path, script } = plan
	const touches: Touch[] = []
	const silentFrom = world.today - (script.silentDays ?? -1)
	for (const stretch of listStretches(world, plan)) {
		const random = createRandom(world.seed, 'touches', profile.index, stretch.startedOn)
		const planned = listScheduled(plan, stretch)
		for (let week = stretch.startedOn; week <= stretch.to; week += 7) {
			const state = latentOn(path, week)
			const pace = (Math.exp(0.28 * state.engagement - 0.04) * 7) / 365
			const boost = week < stretch.startedOn + 80 ? 2 : 1
			for (const [kind, yearly] of Object.entries(yearlyTouches[profile.segment])) {
				const count = random.poisson(yearly * pace * boost)
				for (let number = 0; number < count; number++) {
					planned.push({ kind: kind as RelationKind, day: nextWorkday(week + random.whole(0, 6)) })
				}
			}
		}
		for (const { kind, day } of planned) {
			if (day < stretch.from || day > stretch.to) continue
			if (day < silentFrom)
				touches.push(
					makeTouch(createRandom(world.seed, 'touch', profile.index, day, kind), plan, contacts, kind, day),
				)
		}
	}
	return addScripted(touches, world, plan, contacts).sort((one, other) => one.day - other.day)
}

function addScripted(
	touches: Touch[],
	world: DemoWorld,
	plan: AccountPlan,
	contacts: readonly DemoContact[],
): Touch[] {
	const notes = plan.script.lastCallNotes
	if (!notes) return touches
	const day = world.today - 7
	const contactId = contactsOn(contacts, day)[0]?.id ?? null
	return [...touches, { kind: 'call', day, contactId, attended: null, sentiment: 'negative', notes }]
}

/** The last day of contact by contact id; a meeting that was missed is no contact. */
export function findLastContacts(touches: readonly Touch[]): Map<string, Day> {
	const last = new Map<string, Day>()
	for (const touch of touches) {
		if (touch.contactId !== null && touch.attended !== false) last.set(touch.contactId, touch.day)
	}
	return last
}

/** Rows of the engagements file. */
export function makeEngagementRows(
	world: DemoWorld,
	plan: AccountPlan,
	touches: readonly Touch[],
): DemoRow[] {
	const random = createRandom(world.seed, 'touch hours', plan.profile.index)
	return touches.map((touch, number) => ({
		id: `ENG-${plan.profile.id.slice(4)}-${number + 1}`,
		account_id: plan.profile.id,
		kind: touch.kind,
		occurred_at: officeInstant(random, touch.day),
		contact_id: touch.contactId,
		attended: touch.attended === null ? null : flagText(touch.attended),
		sentiment: touch.sentiment,
		notes: touch.notes,
	}))
}
