import type { ClientBase } from 'pg'
import { readWorkspace, todayOf } from '../workspace/workspace-store.ts'
import { findComputedDay } from './account-values-store.ts'
import { readPrograms } from './program-store.ts'
import { readTeam } from './run-people-store.ts'
import type { RunWork } from './run-work.ts'
import type { RunWriters } from './run-writers.ts'

/** What runs need to go on now, outside of the day; null before anything was computed. */
export async function openRunWork(
	client: ClientBase,
	now: Date,
	writers: RunWriters,
): Promise<RunWork | null> {
	const workspace = await readWorkspace(client)
	const day = todayOf(workspace, now)
	const valuesOn = await findComputedDay(client, day)
	if (valuesOn === null) return null
	const [programs, team] = [await readPrograms(client, now), await readTeam(client)]
	return { client, now, day, valuesOn, workspace, programs, team, writers }
}
