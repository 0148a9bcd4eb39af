import type { ClientBase } from 'pg'
import type { RunPeople, TeamPerson } from '../../core/playbooks/choose-owner.ts'
import { usualCalendar, type WorkCalendar } from '../../core/playbooks/work-calendar.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

/** Everybody whom work can be given to. */
export interface Team {
	/** Those who are there; somebody whose access was ended is not. */
	people: TeamPerson[]
	nameOf: ReadonlyMap<string, string>
	opsEmail: string | null
	calendarOf: (email: string | null) => WorkCalendar
}

export async function readTeam(client: ClientBase): Promise<Team> {
	const { rows } = await client.query<{
		email: string
		name: string
		role: string
		manager_email: string | null
		open_hours: number
	}>(
		`with work as (
			select owner_email, hours from task where state in ('open', 'snoozed')
			union all select owner_email, hours from playbook_task where state = 'wanted'
		), load as (select owner_email, sum(hours)::float8 as hours from work group by owner_email)
		select team_member.email, team_member.name, team_member.role, manager_email,
			coalesce(load.hours, 0) as open_hours
		from team_member left join load on load.owner_email = team_member.email where not exists (
			select from auth_user where lower(auth_user.email) = lower(team_member.email) and disabled_at is not null
		) order by team_member.email collate "C"`,
	)
	const calendars = await readCalendars(client)
	return {
		people: rows.map(row => ({
			email: row.email,
			role: row.role,
			managerEmail: row.manager_email,
			openHours: row.open_hours,
		})),
		nameOf: new Map(rows.map(row => [row.email, row.name])),
		opsEmail: rows.find(row => row.role === 'ops')?.email ?? null,
		calendarOf: email => (email === null ? undefined : calendars.get(email)) ?? usualCalendar,
	}
}

/** Whether somebody signs in here with the address. */
export async function isPersonThere(client: ClientBase, email: string): Promise<boolean> {
	const { rows } = await client.query(
		'select from auth_user where lower(email) = lower($1) and disabled_at is null',
		[email],
	)
	return rows.length > 0
}

async function readCalendars(client: ClientBase): Promise<Map<string, WorkCalendar>> {
	const { rows } = await client.query<{ email: string; weekdays: number[]; days_off: string[] }>(
		'select email, weekdays, days_off::text[] from work_calendar',
	)
	return new Map(
		rows.map(row => [
			row.email,
			{ weekdays: new Set(row.weekdays), daysOff: new Set(row.days_off.map(getDay)) },
		]),
	)
}

export async function findCalendar(client: Pick<ClientBase, 'query'>, email: string): Promise<WorkCalendar> {
	const { rows } = await client.query<{ weekdays: number[]; days_off: string[] }>(
		'select weekdays, days_off::text[] from work_calendar where email = $1',
		[email],
	)
	const row = rows[0]
	return row ? { weekdays: new Set(row.weekdays), daysOff: new Set(row.days_off.map(getDay)) } : usualCalendar
}

export async function saveCalendar(
	client: ClientBase,
	email: string,
	calendar: { weekdays: readonly number[]; daysOff: readonly Day[] },
): Promise<void> {
	await client.query(
		`insert into work_calendar (email, weekdays, days_off) values ($1, $2, $3)
		on conflict (email) do update set weekdays = excluded.weekdays, days_off = excluded.days_off`,
		[email, calendar.weekdays, calendar.daysOff.map(formatDay)],
	)
}

/** Who is there for accounts, by role. */
export async function readRunPeople(
	client: ClientBase,
	accountIds: readonly number[],
	asOf: Day,
	opsEmail: string | null,
): Promise<Map<number, RunPeople>> {
	const { rows } = await client.query<{
		account_id: number
		owner_email: string | null
		manager_email: string | null
		sponsor_email: string | null
	}>(
		`select score.account_id, score.owner_email, team_member.manager_email, (
			select fact.body->>'executive_sponsor_email' from fact
			where fact.account_id = score.account_id and fact.kind = 'account' and fact.part = 'attributes'
				and fact.known_on <= $2 order by fact.known_on desc, fact.version desc limit 1
		) as sponsor_email
		from score left join team_member on team_member.email = score.owner_email
		where score.account_id = any($1) and score.as_of = $2`,
		[accountIds, formatDay(asOf)],
	)
	return new Map(
		rows.map(row => [
			row.account_id,
			{
				ownerEmail: row.owner_email,
				managerEmail: row.manager_email,
				executiveSponsorEmail: row.sponsor_email,
				opsEmail,
			},
		]),
	)
}
