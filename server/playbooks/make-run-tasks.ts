import { offerRunTask } from '../../core/tasks/offer-tasks.ts'
import { planTasks } from '../../core/tasks/plan-tasks.ts'
import { readRenewals } from '../renewals/renewal-store.ts'
import { countMadeOn, insertTasks } from '../tasks/task-store.ts'
import { readAccountValues } from './account-values-store.ts'
import { listWantedTasks, noteMadeTasks } from './run-task-store.ts'
import type { RunWork } from './run-work.ts'

const nobody = { ownerEmail: null, managerEmail: null, executiveSponsorEmail: null, opsEmail: null }

/**
 * Makes the tasks that runs ask for at once, without waiting for the day. A step's own limit for a week holds. They
 * count into what their owner gets that day.
 *
 * @param extent `all that is wanted`: a person's act led to them; `within the daily limit`: another program's did,
 * and what is over the limit of its owner is left to the day
 */
export async function makeRunTasks(
	work: RunWork,
	runs: readonly { accountId: number; runId: string }[],
	extent: 'all that is wanted' | 'within the daily limit',
): Promise<void> {
	if (runs.length === 0) return
	const { client, day, valuesOn, workspace, programs } = work
	const runIds = new Set(runs.map(({ runId }) => runId))
	const wanted = (await listWantedTasks(client, day)).filter(({ runId }) => runIds.has(runId))
	if (wanted.length === 0) return
	const accountIds = [...new Set(wanted.map(({ accountId }) => accountId))]
	const { model } = programs.present
	const values = await readAccountValues(client, accountIds, valuesOn, model)
	const renewals = await readRenewals(client, accountIds)
	const offered = wanted.map(task => {
		const open = renewals
			.get(task.accountId)
			?.find(({ stage, withdrawnOn }) => !stage.startsWith('closed') && withdrawnOn === null)
		const account = {
			accountId: task.accountId,
			people: nobody,
			arrMinor: values.get(task.accountId)?.arrMinor ?? null,
			currency: workspace.currency,
			renewal: open ?? null,
		}
		return offerRunTask(account, task, day)
	})
	const isLimited = extent === 'within the daily limit'
	const plan = planTasks(offered, new Set(), isLimited ? await countMadeOn(client, day) : new Map(), {
		newTasksPerOwnerPerDay: isLimited ? model.settings.automaticTasksPerDay : offered.length,
	})
	await insertTasks(client, plan.made, day)
	await noteMadeTasks(client)
}
