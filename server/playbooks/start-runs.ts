import { compareStarts } from '../../core/playbooks/compare-starts.ts'
import type { FoundStart } from '../../core/playbooks/find-starts.ts'
import { runIdOf } from '../../core/playbooks/occasion.ts'
import { readRunPeople } from './run-people-store.ts'
import { insertRuns, type StoredRun } from './run-store.ts'
import type { RunWork } from './run-work.ts'
import { ownerOf, stepRuns } from './step-runs.ts'

/** A run before its first step. */
export type RunToStart = Pick<FoundStart, 'accountId' | 'playbookId' | 'occasion' | 'depth' | 'chain'>

/**
 * Starts runs of the present model's playbooks and takes each as far as it goes. One that is there already for the
 * same account, playbook and occasion is not started again.
 */
export async function startRuns(work: RunWork, starts: readonly RunToStart[]): Promise<StoredRun[]> {
	const { client, programs, team, day, now, valuesOn } = work
	const accountIds = [...new Set(starts.map(start => start.accountId))]
	const people = await readRunPeople(client, accountIds, valuesOn, team.opsEmail)
	const runs: StoredRun[] = []
	for (const start of starts.toSorted(compareStarts)) {
		const program = await programs.find(programs.present.version, start.playbookId)
		if (!program) continue
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
			ownerEmail: ownerOf(program, people.get(start.accountId), team),
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
