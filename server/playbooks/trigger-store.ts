import type { ClientBase, Pool } from 'pg'
import type {
	AccountPlaybook,
	FoundStart,
	RunChange,
	TriggerOutcome,
} from '../../core/playbooks/find-starts.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { memoryKey } from './run-store.ts'

/** An occasion that was met, as it is stored. */
export interface StoredTrigger extends FoundStart {
	foundOn: Day
	runId: string | null
}

/** What is remembered of accounts and playbooks, by `account/playbook`. Pairs that never met are absent. */
export async function readMemory(
	client: ClientBase,
	accountIds: readonly number[],
	playbookIds: readonly string[],
): Promise<Map<string, AccountPlaybook>> {
	const memory = new Map<string, { met: Set<string>; lastStartedOn: Day | null; hasOpenRun: boolean }>()
	const entry = (accountId: number, playbookId: string) => {
		const key = memoryKey(accountId, playbookId)
		const found = memory.get(key) ?? { met: new Set<string>(), lastStartedOn: null, hasOpenRun: false }
		memory.set(key, found)
		return found
	}
	const met = await client.query<{ account_id: number; playbook_id: string; occasion: string }>(
		`select account_id, playbook_id, occasion from playbook_trigger
		where account_id = any($1) and playbook_id = any($2)`,
		[accountIds, playbookIds],
	)
	for (const row of met.rows) entry(row.account_id, row.playbook_id).met.add(row.occasion)
	const runs = await client.query<{
		account_id: number
		playbook_id: string
		last: string
		is_open: boolean
	}>(
		`select account_id, playbook_id, max(started_on) as last, bool_or(ended_on is null) as is_open
		from playbook_run where account_id = any($1) and playbook_id = any($2) group by account_id, playbook_id`,
		[accountIds, playbookIds],
	)
	for (const row of runs.rows) {
		const found = entry(row.account_id, row.playbook_id)
		found.lastStartedOn = getDay(row.last)
		found.hasOpenRun = row.is_open
	}
	return memory
}

/** Writes what was found; an occasion that was met before stays what it was. */
export async function insertTriggers(client: ClientBase, found: readonly StoredTrigger[]): Promise<void> {
	if (found.length === 0) return
	await client.query(
		`insert into playbook_trigger (account_id, playbook_id, occasion, occurred_on, found_on, outcome, note, depth,
			chain, run_id)
		select account_id, playbook_id, occasion, occurred_on, found_on, outcome, note, depth,
			array(select jsonb_array_elements_text(chain)), run_id
		from unnest($1::bigint[], $2::text[], $3::text[], $4::date[], $5::date[], $6::text[], $7::text[], $8::int[],
			$9::jsonb[], $10::text[]) as new (account_id, playbook_id, occasion, occurred_on, found_on, outcome, note,
			depth, chain, run_id)
		on conflict do nothing`,
		[
			found.map(item => item.accountId),
			found.map(item => item.playbookId),
			found.map(item => item.occasion),
			found.map(item => formatDay(item.occurredOn)),
			found.map(item => formatDay(item.foundOn)),
			found.map(item => item.outcome),
			found.map(item => item.note),
			found.map(item => item.depth),
			found.map(item => JSON.stringify(item.chain)),
			found.map(item => item.runId),
		],
	)
}

/** Runs that each playbook started by itself on the date, and all that it has open. */
export async function countStarts(
	client: ClientBase,
	day: Day,
): Promise<{ startedToday: Map<string, number>; openRuns: Map<string, number> }> {
	const started = await client.query<{ playbook_id: string; count: number }>(
		`select playbook_id, count(*)::int from playbook_trigger where found_on = $1 and outcome = 'started'
		group by playbook_id`,
		[formatDay(day)],
	)
	const open = await client.query<{ playbook_id: string; count: number }>(
		'select playbook_id, count(*)::int from playbook_run where ended_on is null group by playbook_id',
	)
	const toMap = (rows: { playbook_id: string; count: number }[]) =>
		new Map(rows.map(row => [row.playbook_id, row.count]))
	return { startedToday: toMap(started.rows), openRuns: toMap(open.rows) }
}

export interface WaitingTrigger extends StoredTrigger {
	externalId: string
	accountName: string | null
}

/** Occasions that wait for a person, those over the cap first. */
export async function listWaitingTriggers(
	client: Pool | ClientBase,
	playbookId: string | null,
	limit: number,
): Promise<WaitingTrigger[]> {
	const { rows } = await client.query<TriggerRow>(
		`select playbook_trigger.*, account.external_id, account.name
		from playbook_trigger join account using (account_id)
		where outcome in ('waiting', 'baseline') and ($1::text is null or playbook_id = $1)
		order by outcome desc, found_on desc, playbook_id, account_id limit $2`,
		[playbookId, limit],
	)
	return rows.map(toTrigger)
}

export async function countWaiting(client: Pool | ClientBase): Promise<Map<string, number>> {
	const { rows } = await client.query<{ playbook_id: string; count: number }>(
		`select playbook_id, count(*)::int from playbook_trigger where outcome = 'waiting' group by playbook_id`,
	)
	return new Map(rows.map(row => [row.playbook_id, row.count]))
}

/** What a person decided of an occasion that waited. */
export async function decideTrigger(
	client: ClientBase,
	trigger: Pick<StoredTrigger, 'accountId' | 'playbookId' | 'occasion'>,
	outcome: 'started' | 'dropped',
	runId: string | null,
): Promise<boolean> {
	const { rowCount } = await client.query(
		`update playbook_trigger set outcome = $4, run_id = $5 where account_id = $1 and playbook_id = $2
			and occasion = $3 and outcome in ('waiting', 'baseline')`,
		[trigger.accountId, trigger.playbookId, trigger.occasion, outcome, runId],
	)
	return rowCount === 1
}

/** What runs wrote on the days from `from` to the date, by account; of one account where that is asked for. */
export async function listChanges(
	client: ClientBase,
	from: Day,
	date: Day,
	accountId: number | null = null,
): Promise<Map<number, RunChange[]>> {
	const { rows } = await client.query<{
		account_id: number
		name: string
		changed_on: string
		depth: number
		chain: string[]
	}>(
		`select account_id, name, changed_on, depth, chain from playbook_change
		where changed_on >= $1 and changed_on <= $2 and ($3::bigint is null or account_id = $3)
		order by account_id, depth desc, run_id`,
		[formatDay(from), formatDay(date), accountId],
	)
	const changes = new Map<number, RunChange[]>()
	for (const { account_id: id, changed_on: on, ...change } of rows) {
		changes.set(id, [...(changes.get(id) ?? []), { ...change, on: getDay(on) }])
	}
	return changes
}

/** Occasions that were refused on days from `from`, the latest first. */
export async function listRefusedTriggers(
	client: Pool | ClientBase,
	from: Day,
	playbookId: string | null,
	limit: number,
): Promise<WaitingTrigger[]> {
	const { rows } = await client.query<TriggerRow>(
		`select playbook_trigger.*, account.external_id, account.name
		from playbook_trigger join account using (account_id)
		where outcome = 'refused' and found_on >= $1 and ($2::text is null or playbook_id = $2)
		order by found_on desc, playbook_id, account_id limit $3`,
		[formatDay(from), playbookId, limit],
	)
	return rows.map(toTrigger)
}

interface TriggerRow {
	account_id: number
	external_id: string
	name: string | null
	playbook_id: string
	occasion: string
	occurred_on: string
	found_on: string
	outcome: TriggerOutcome
	note: string | null
	depth: number
	chain: string[]
}

function toTrigger(row: TriggerRow): WaitingTrigger {
	return {
		accountId: row.account_id,
		externalId: row.external_id,
		accountName: row.name,
		playbookId: row.playbook_id,
		occasion: row.occasion,
		occurredOn: getDay(row.occurred_on),
		foundOn: getDay(row.found_on),
		outcome: row.outcome,
		note: row.note,
		depth: row.depth,
		chain: row.chain,
		runId: null,
	}
}
