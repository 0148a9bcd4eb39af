import type { ClientBase, Pool } from 'pg'
import type { RenewalStep } from '../../core/model/renewal.ts'
import type { StepTask } from '../../core/renewals/renewal-steps.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

/** Tasks that the steps of a renewal made. */
export async function readStepTasks(
	client: Pool | ClientBase,
	accountId: number,
	renewalOn: Day,
	steps: readonly RenewalStep[],
): Promise<StepTask[]> {
	const ids = new Map(steps.map(step => [`${formatDay(renewalOn)}/${step.daysBefore}`, step.id]))
	const { rows } = await client.query<{
		source_id: string
		task_id: string
		state: StepTask['state']
		owner_email: string | null
		closed_on: string | null
	}>(
		`select source_id, task_id::text as task_id, state, owner_email, closed_on from task
		where account_id = $1 and source_kind = 'renewal' and source_id = any ($2)`,
		[accountId, [...ids.keys()]],
	)
	return rows.flatMap(row => {
		const stepId = ids.get(row.source_id)
		if (stepId === undefined) return []
		return [
			{
				stepId,
				taskId: row.task_id,
				state: row.state,
				ownerEmail: row.owner_email,
				closedOn: row.closed_on === null ? null : getDay(row.closed_on),
			},
		]
	})
}
