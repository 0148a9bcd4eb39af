import { describe, expect, it } from 'vitest'
import { getDay } from '../time/day.ts'
import { chooseOwner, type RunPeople, type TeamPerson } from './choose-owner.ts'
import { addWorkDays, usualCalendar } from './work-calendar.ts'

const people: RunPeople = {
	ownerEmail: 'ana@x.example',
	managerEmail: 'max@x.example',
	executiveSponsorEmail: 'eva@board.example',
	opsEmail: 'olga@x.example',
}
const member = (email: string, role: string, openHours = 0): TeamPerson => ({
	email,
	role,
	managerEmail: null,
	openHours,
})
const team = [
	member('ana@x.example', 'csm', 9),
	member('max@x.example', 'manager'),
	member('olga@x.example', 'ops'),
]
const without = (email: string) => team.filter(person => person.email !== email)
const nobody: RunPeople = {
	ownerEmail: null,
	managerEmail: null,
	executiveSponsorEmail: null,
	opsEmail: null,
}

describe('who does a role’s work', () => {
	const cases: [string, ReturnType<typeof chooseOwner>, string | null][] = [
		['the account’s owner', chooseOwner('csm', 'account', people, team), 'ana@x.example'],
		[
			'an owner who left: the manager',
			chooseOwner('csm', 'account', people, without('ana@x.example')),
			'max@x.example',
		],
		[
			'both have left: ops',
			chooseOwner('csm', 'account', people, [member('olga@x.example', 'ops')]),
			'olga@x.example',
		],
		[
			'a sponsor who is not in the team',
			chooseOwner('executive_sponsor', 'account', people, team),
			'eva@board.example',
		],
		['nobody is named', chooseOwner('manager', 'account', nobody, team), null],
		['a team that was never loaded', chooseOwner('csm', 'account', people, []), 'ana@x.example'],
		[
			'an address in capitals',
			chooseOwner('csm', 'account', { ...people, ownerEmail: 'Ana@X.example' }, team),
			'Ana@X.example',
		],
		[
			'by load: who has least to do',
			chooseOwner('csm', 'least_loaded', people, [...team, member('bo@x.example', 'csm', 2)]),
			'bo@x.example',
		],
		[
			'by load, as much: by address',
			chooseOwner('csm', 'least_loaded', people, [
				member('cy@x.example', 'csm'),
				member('bo@x.example', 'csm'),
			]),
			'bo@x.example',
		],
	]
	it.each(cases)('%s', (_, found, expected) => {
		expect(found).toBe(expected)
	})
})

describe('working days', () => {
	const day = getDay
	const christmas = {
		weekdays: new Set([1, 2, 3, 4, 5]),
		daysOff: new Set([day('2026-12-25'), day('2026-12-28')]),
	}
	const partTime = { weekdays: new Set([2, 4]), daysOff: new Set<number>() }
	const cases: [string, number, string][] = [
		['none from a Friday', addWorkDays(usualCalendar, day('2026-11-20'), 0), '2026-11-20'],
		['none from a Saturday: Monday', addWorkDays(usualCalendar, day('2026-11-21'), 0), '2026-11-23'],
		['one over a weekend', addWorkDays(usualCalendar, day('2026-11-20'), 1), '2026-11-23'],
		['one over holidays on both sides of it', addWorkDays(christmas, day('2026-12-24'), 1), '2026-12-29'],
		['three from a holiday', addWorkDays(christmas, day('2026-12-25'), 3), '2027-01-01'],
		[
			'two of somebody who works on Tuesdays and Thursdays',
			addWorkDays(partTime, day('2026-11-20'), 2),
			'2026-12-01',
		],
		[
			'of somebody who never works: the usual day',
			addWorkDays({ weekdays: new Set(), daysOff: new Set() }, day('2026-11-20'), 0),
			'2026-11-20',
		],
	]
	it.each(cases)('%s', (_, found, expected) => {
		expect(found).toBe(day(expected))
	})
})
