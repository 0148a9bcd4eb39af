import type { ClientBase, Pool } from 'pg'
import { type Day, formatDay } from '../../core/time/day.ts'
import { readSnapshots } from '../churn/snapshot-store.ts'

/** What is stored of an account on a date, for telling how its renewal comes out. */
export interface RenewalInput {
	segment: string | null
	ownerEmail: string | null
	band: string | null
	/** Value of a metric, NaN where unknown; `days` to the decision. undefined: nothing is stored of the account. */
	read: ((metric: string, days: number) => number) | undefined
}

export interface RenewalInputs {
	of(accountId: number): RenewalInput
	/** Whether somebody with the address once owned accounts and is no member of the team. */
	hasLeft(email: string | null): boolean
}

const nothing: RenewalInput = { segment: null, ownerEmail: null, band: null, read: undefined }

/** What is stored of all accounts on the latest date on or at most a month before a day. */
export async function readRenewalInputs(pool: Pool, asOf: Day): Promise<RenewalInputs> {
	return createInputReader(pool)(asOf)
}

export type InputReader = (asOf: Day) => Promise<RenewalInputs>

/** `readRenewalInputs` for many days: days that one stored date stands for read it once, where they follow each other. */
export function createInputReader(pool: Pool): InputReader {
	let team: Promise<Set<string>> | undefined
	let last: { stored: Day; of: RenewalInputs['of'] } | undefined
	return async asOf => {
		team ??= readTeam(pool)
		const members = await team
		const hasLeft = (email: string | null) =>
			email !== null && members.size > 0 && !members.has(email.toLowerCase())
		const stored = await findStoredDate(pool, asOf)
		if (stored === null) return { of: () => nothing, hasLeft }
		if (last?.stored !== stored) last = { stored, of: await readInputsOf(pool, stored) }
		return { of: last.of, hasLeft }
	}
}

async function findStoredDate(pool: Pool, asOf: Day): Promise<Day | null> {
	const { rows } = await pool.query<{ day: number | null }>(
		`select max(as_of) - date '1970-01-01' as day from day_run where as_of between $1::date - 31 and $1`,
		[formatDay(asOf)],
	)
	return rows[0]?.day ?? null
}

async function readInputsOf(pool: Pool, stored: Day): Promise<RenewalInputs['of']> {
	const owners = await readOwners(pool, stored)
	const { metricIndex, snapshots } = await readSnapshots(pool, stored)
	const inputs = new Map(
		snapshots.map(({ accountId, segment, band, values, score }) => {
			const read = (metric: string, days: number) => {
				if (metric === 'health_score') return score ?? Number.NaN
				if (metric === 'days_to_go') return days
				return values[metricIndex.get(metric) ?? -1] ?? Number.NaN
			}
			return [accountId, { segment, ownerEmail: owners.get(accountId) ?? null, band, read }] as const
		}),
	)
	const left = await readSegmentsOfLeft(pool, stored)
	return accountId => {
		const known = inputs.get(accountId)
		if (known) return known
		const segment = left.get(accountId)
		return segment === undefined
			? nothing
			: { ...nothing, segment, ownerEmail: owners.get(accountId) ?? null }
	}
}

/** Segment that accounts were in when they last were customers, of those that are none any more. */
async function readSegmentsOfLeft(client: Pool | ClientBase, day: Day): Promise<Map<number, string>> {
	const { rows } = await client.query<{ account_id: number; segment: string }>(
		`select distinct on (earlier.account_id) earlier.account_id, earlier.segment
		from score now join score earlier on earlier.account_id = now.account_id
		where now.as_of = $1 and not now.is_customer and earlier.is_customer and earlier.segment is not null
			and earlier.as_of between $1::date - 400 and $1
		order by earlier.account_id, earlier.as_of desc`,
		[formatDay(day)],
	)
	return new Map(rows.map(row => [row.account_id, row.segment]))
}

async function readTeam(client: Pool | ClientBase): Promise<Set<string>> {
	const { rows } = await client.query<{ email: string }>('select lower(email) as email from team_member')
	return new Set(rows.map(({ email }) => email))
}

async function readOwners(client: Pool | ClientBase, day: Day): Promise<Map<number, string | null>> {
	const { rows } = await client.query<{ account_id: number; owner_email: string | null }>(
		'select account_id, owner_email from score where as_of = $1',
		[formatDay(day)],
	)
	return new Map(rows.map(row => [row.account_id, row.owner_email]))
}
