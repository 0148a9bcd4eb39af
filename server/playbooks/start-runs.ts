import { compareStarts } from '../../core/playbooks/compare-starts.ts'
import type { FoundStart } from '../../core/playbooks/find-starts.ts'
import { runIdOf } from '../../core/playbooks/occasion.ts'
import { readRunPeople } from './run-people-store.ts'
import { insertRuns, listOpenPairs, memoryKey, type StoredRun } from './run-store.ts'
import type { RunWork } from './run-work.ts'
import { ownerOf, stepRuns } from './step-runs.ts'
import { lockStarts } from './watch-store.ts'

/** A run before its first step. */
export type RunToStart = Pick<FoundStart, 'accountId' | 'playbookId' | 'occasion' | 'depth' | 'chain'>

/**
 * Starts runs of the present model's playbooks and takes each as far as it goes. One that is there already for the
 * same account, playbook and occasion is not started again, and an account has one open run of a playbook at most.
 */
export async function startRuns(work: RunWork, starts: readonly RunToStart[]): Promise<StoredRun[]> {
	const { client, programs, team, day, now, valuesOn } = work
	if (starts.length === 0) return []
	await lockStarts(client)
	const accountIds = [...new Set(starts.map(start => start.accountId))]
	const people = await readRunPeople(client, accountIds, valuesOn, team.opsEmail)
	const runs: StoredRun[] = []
	const open = await listOpenPairs(client, accountIds)
	let { people: loaded } = team
	for (const start of starts.toSorted(compareStarts)) {
		const program = await programs.find(programs.present.version, start.playbookId)
		const pair = memoryKey(start.accountId, start.playbookId)
		if (!program || open.has(pair)) continue
		open.add(pair)
		const ownerEmail = ownerOf(program, people.get(start.accountId), { ...team, people: loaded })
		// What somebody is given counts at once, or all of a day would go to who had least in the morning.
		loaded = loaded.map(person =>
			person.email === ownerEmail
				? { ...person, openHours: person.openHours + program.definition.hours }
				: person,
		)
		runs.push({
			runId: runIdOf(start.accountId, start.playbookId, start.occasion),
			accountId: start.accountId,
			playbookId: start.playbookId,
			modelVersion: programs.present.version,
			occasion: start.occasion,
			state: 'running',
			pausedFrom: null,
			stepId: null,
			waitUntil: null,
			ownerRole: program.definition.owner,
			ownerEmail,
			depth: start.depth,
			chain: [...start.chain, start.playbookId],
			startedOn: day,
			startedAt: now,
			endedOn: null,
			note: null,
			steps: [],
		})
	}
	const made = await insertRuns(client, runs)
	const fresh = runs.filter(({ runId }) => made.has(runId))
	const stepped = await stepRuns(
		work,
		fresh.map(run => ({ run, events: [{ kind: 'begin' }] })),
	)
	return stepped.map(({ run }) => run)
}
