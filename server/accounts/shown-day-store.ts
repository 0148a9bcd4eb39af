import type { ClientBase, Pool } from 'pg'
import type { Day } from '../../core/time/day.ts'
import { parseDay } from '../../core/time/day.ts'
import { readWorkspace, todayOf, type Workspace } from '../workspace/workspace-store.ts'

/** The day that is asked for, at most the workspace's today; today where none is. */
export async function readShownDay(
	client: Pool | ClientBase,
	now: Date,
	asked?: string,
): Promise<{ day: Day; today: Day; workspace: Workspace }> {
	const workspace = await readWorkspace(client)
	const today = todayOf(workspace, now)
	const day = asked === undefined ? undefined : parseDay(asked)
	return { day: Math.min(day ?? today, today), today, workspace }
}
