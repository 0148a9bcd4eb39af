import type { Day } from '../core/time/day.ts'
import type { AccountPlan } from './account-plan.ts'
import type { Segment } from './account-profile.ts'
import { type DemoRow, pastDayText } from './demo-row.ts'
import type { DemoWorld } from './demo-world.ts'
import { namePerson } from './person-name.ts'
import { createRandom, type Random } from './random.ts'

export type ContactRole = 'champion' | 'executive sponsor' | 'decision maker' | 'admin' | 'user'

/** A person at an account, with the days between which they are there. */
export interface DemoContact {
	id: string
	name: string
	email: string
	role: ContactRole
	title: string
	arrivedOn: Day
	leftOn: Day | null
}

const titles: Record<ContactRole, readonly string[]> = {
	champion: ['Head of Operations', 'Operations Manager', 'Program Lead', 'Director of Process'],
	'executive sponsor': ['COO', 'CIO', 'VP Operations', 'Managing Director'],
	'decision maker': ['Head of Procurement', 'Finance Director', 'IT Director'],
	admin: ['Systems Administrator', 'Business Systems Lead', 'IT Manager'],
	user: ['Analyst', 'Coordinator', 'Specialist', 'Team Lead', 'Planner'],
}

/** Besides champions, who come and go with the latent path. */
const rolesBySegment: Record<Segment, readonly ContactRole[]> = {
	strategic: ['executive sponsor', 'decision maker', 'admin', 'user', 'user', 'user'],
	growth: ['executive sponsor', 'admin', 'user', 'user'],
	'tech-touch': ['admin', 'user'],
}
const leavesPerYear = 0.08
const withoutEmailShare = 0.03

function makePerson(
	random: Random,
	plan: AccountPlan,
	number: number,
	role: ContactRole,
): Omit<DemoContact, 'arrivedOn' | 'leftOn'> {
	const { name, mailbox } = namePerson(random)
	const hasEmail = !random.chance(withoutEmailShare)
	return {
		id: `CON-${plan.profile.id.slice(4)}-${number}`,
		name,
		email: hasEmail ? `${mailbox}@${plan.profile.domain}` : '',
		role,
		title: random.pick(titles[role]),
	}
}

/** Champions in their order: each is there until the next change of the latent path. */
function makeChampions(world: DemoWorld, plan: AccountPlan): DemoContact[] {
	const random = createRandom(world.seed, 'champions', plan.profile.index)
	const { path, profile } = plan
	const lastEnd = plan.timeline.spells.at(-1)?.endedOn ?? world.today + 1
	const left = path.championLeftOn.filter(day => day > profile.startedOn)
	const found = path.championFoundOn.filter(day => day > profile.startedOn)
	const startsPresent = (left[0] ?? Number.POSITIVE_INFINITY) < (found[0] ?? Number.POSITIVE_INFINITY)
	const isThere = left.length + found.length > 0 ? startsPresent : path.championAbsent[20] === 0
	const arrivals = isThere ? [profile.startedOn, ...found] : found
	return arrivals
		.filter(day => day < lastEnd && day <= world.today)
		.map((arrivedOn, number) => ({
			...makePerson(random, plan, number + 1, 'champion'),
			arrivedOn,
			leftOn: left[number] !== undefined && left[number] < lastEnd ? left[number] : null,
		}))
}

/** Everybody at the account who was ever known. */
export function makeContacts(world: DemoWorld, plan: AccountPlan): DemoContact[] {
	const { profile, timeline } = plan
	const random = createRandom(world.seed, 'contacts', profile.index)
	const lastEnd = timeline.spells.at(-1)?.endedOn ?? world.today + 1
	const others = rolesBySegment[profile.segment].map((role, number) => {
		const person = makePerson(random, plan, 21 + number, role)
		const staysDays = Math.round((-365 * Math.log(1 - random.next())) / leavesPerYear)
		const leftOn = profile.startedOn + 30 + staysDays
		return { ...person, arrivedOn: profile.startedOn, leftOn: leftOn < lastEnd ? leftOn : null }
	})
	const isSmall = profile.segment === 'tech-touch' && random.chance(0.3)
	return [...makeChampions(world, plan), ...(isSmall ? others.slice(0, 1) : others)]
}

/** Who could be talked to on the day, of the wanted roles if there is anyone. */
export function contactsOn(
	contacts: readonly DemoContact[],
	day: Day,
	roles?: readonly ContactRole[],
): DemoContact[] {
	const there = contacts.filter(one => one.arrivedOn <= day && (one.leftOn === null || one.leftOn > day))
	const wanted = roles ? there.filter(one => roles.includes(one.role)) : there
	return wanted.length > 0 ? wanted : there
}

/** Rows of the contacts file. `lastContacted` has the last day of contact by contact id. */
export function makeContactRows(
	world: DemoWorld,
	plan: AccountPlan,
	contacts: readonly DemoContact[],
	lastContacted: ReadonlyMap<string, Day>,
): DemoRow[] {
	return contacts.map(one => ({
		id: one.id,
		account_id: plan.profile.id,
		name: one.name,
		email: one.email,
		role: one.role,
		title: one.title,
		last_contacted_on: pastDayText(lastContacted.get(one.id) ?? null, world.today),
		left_on: pastDayText(one.leftOn, world.today),
	}))
}
