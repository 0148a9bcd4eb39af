import type { ClientBase } from 'pg'
import type { RowValue, RowValues } from '../../core/model/import-kind.ts'
import type { RowOutcome } from './merge-rows.ts'
import { countRow, type RepeatedRows } from './repeated-rows.ts'

interface TeamMemberRow {
	email: string
	name: string
	role: string
	manager_email: string | null
	region: string | null
	segments: string[]
}

/** Who a row does not say otherwise of is a customer success manager. */
const usualRole = 'csm'

/**
 * Stores a batch of rows of a team file and says what became of each. Of several rows of one load about a member the
 * last holds; those before it change nothing where the member is known.
 */
export async function mergeTeamMembers(
	client: ClientBase,
	loadId: number,
	rows: readonly RowValues[],
	repeats: RepeatedRows,
): Promise<RowOutcome[]> {
	const members = rows.map(toTeamMember)
	const stored = await client.query<TeamMemberRow>(
		'select email, name, role, manager_email, region, segments from team_member where email = any ($1)',
		[members.map(member => member.email)],
	)
	const latest = new Map(stored.rows.map(row => [row.email, row]))
	const changed = new Map<string, TeamMemberRow>()
	const outcomes = members.map(member => {
		const before = latest.get(member.email)
		const { isLast } = countRow(repeats, member.email)
		if (before && (!isLast || sayTheSame(before, member))) return 'duplicate'
		latest.set(member.email, member)
		changed.set(member.email, member)
		return before ? 'correction' : 'accepted'
	})
	for (const member of changed.values()) await saveTeamMember(client, loadId, member)
	return outcomes
}

async function saveTeamMember(client: ClientBase, loadId: number, member: TeamMemberRow): Promise<void> {
	await client.query(
		`insert into team_member (email, name, role, manager_email, region, segments, load_id)
		values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (email) do update set name = excluded.name, role = excluded.role,
			manager_email = excluded.manager_email, region = excluded.region, segments = excluded.segments,
			load_id = excluded.load_id`,
		[member.email, member.name, member.role, member.manager_email, member.region, member.segments, loadId],
	)
}

function toTeamMember(values: RowValues): TeamMemberRow {
	return {
		email: textOf(values.email) ?? '',
		name: textOf(values.name) ?? '',
		role: textOf(values.role) ?? usualRole,
		manager_email: textOf(values.manager_email),
		region: textOf(values.region),
		segments: (textOf(values.segments) ?? '')
			.split(/[,;|]/)
			.map(segment => segment.trim())
			.filter(segment => segment !== ''),
	}
}

function sayTheSame(one: TeamMemberRow, other: TeamMemberRow): boolean {
	const columns = ['name', 'role', 'manager_email', 'region'] as const
	return (
		columns.every(column => one[column] === other[column]) &&
		one.segments.join('\n') === other.segments.join('\n')
	)
}

function textOf(value: RowValue | undefined): string | null {
	return typeof value === 'string' ? value : null
}
