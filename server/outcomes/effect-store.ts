import type { ClientBase, Pool } from 'pg'
import type { PlaybookCall } from '../../core/outcomes/find-effect-cases.ts'
import type { Adoption, AdoptionRun } from '../../core/outcomes/measure-adoption.ts'
import type { EffectReport } from '../../core/outcomes/measure-effect.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

/** What is kept of a playbook's effect. */
export interface PlaybookEffect {
	asOf: Day
	windowDays: number
	effect: EffectReport
	adoption: Adoption[]
}

/**
 * The first call of every account by each playbook, after the playbook's first look. What was meant counts: a run that
 * waits for a person or was refused was not held back. Starts by hand and by other programs are nobody's draw.
 */
export async function listFirstCalls(client: Pool | ClientBase): Promise<Map<string, PlaybookCall[]>> {
	const { rows } = await client.query<{
		playbook_id: string
		account_id: number
		found_on: string
		outcome: string
	}>(
		`select distinct on (playbook_id, account_id) playbook_id, account_id, found_on, outcome
		from playbook_trigger
		where outcome <> 'baseline' and occasion not like 'hand:%' and occasion not like 'webhook:%'
		order by playbook_id, account_id, found_on, occasion`,
	)
	const calls = Map.groupBy(rows, row => row.playbook_id)
	return new Map(
		[...calls].map(([playbookId, own]) => [
			playbookId,
			own.map(row => ({
				accountId: row.account_id,
				calledOn: getDay(row.found_on),
				isHeldBack: row.outcome === 'control',
			})),
		]),
	)
}

/** All runs with what adoption is measured by; due is the last task's date. */
export async function listAdoptionRuns(client: Pool | ClientBase): Promise<Map<string, AdoptionRun[]>> {
	const { rows } = await client.query<{
		playbook_id: string
		owner_email: string | null
		started_on: string
		done_on: string | null
		left_on: string | null
		due_on: string | null
	}>(
		`select playbook_id, run.owner_email, run.started_on,
			case when run.state = 'done' then run.ended_on end as done_on,
			case when run.state <> 'done' then run.ended_on end as left_on, due.due_on
		from playbook_run run left join (
			select account_id, run_id, max(due_on) as due_on from playbook_task group by account_id, run_id
		) due using (account_id, run_id)
		order by playbook_id, account_id, run_id`,
	)
	const dayOf = (text: string | null) => (text === null ? null : getDay(text))
	return new Map(
		[...Map.groupBy(rows, row => row.playbook_id)].map(([playbookId, own]) => [
			playbookId,
			own.map(row => ({
				ownerEmail: row.owner_email,
				startedOn: getDay(row.started_on),
				doneOn: dayOf(row.done_on),
				leftOn: dayOf(row.left_on),
				dueOn: dayOf(row.due_on),
			})),
		]),
	)
}

export async function saveEffect(
	client: Pool | ClientBase,
	playbookId: string,
	{ asOf, ...report }: PlaybookEffect,
): Promise<void> {
	await client.query(
		`insert into playbook_effect (playbook_id, as_of, report) values ($1, $2, $3)
		on conflict (playbook_id) do update set as_of = excluded.as_of, report = excluded.report`,
		[playbookId, formatDay(asOf), JSON.stringify(report)],
	)
}

/** By playbook; playbooks that were never read are absent. */
export async function readEffects(client: Pool | ClientBase): Promise<Map<string, PlaybookEffect>> {
	const { rows } = await client.query<{
		playbook_id: string
		as_of: string
		report: Omit<PlaybookEffect, 'asOf'>
	}>('select playbook_id, as_of, report from playbook_effect order by playbook_id')
	return new Map(rows.map(row => [row.playbook_id, { asOf: getDay(row.as_of), ...row.report }]))
}
