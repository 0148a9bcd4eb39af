import { offerRunTask } from '../../core/tasks/offer-tasks.ts'
import { readRenewals } from '../renewals/renewal-store.ts'
import { insertTasks } from '../tasks/task-store.ts'
import { readAccountValues } from './account-values-store.ts'
import { listWantedTasks, noteMadeTasks } from './run-task-store.ts'
import type { RunWork } from './run-work.ts'

const nobody = { ownerEmail: null, managerEmail: null, executiveSponsorEmail: null, opsEmail: null }

/**
 * Makes the tasks that a run asks for at once, without waiting for the day: a person has just started it or sent it
 * on. A step's own limit for a week still holds.
 */
export async function makeRunTasks(
	{ client, day, valuesOn, workspace, programs }: RunWork,
	run: { accountId: number; runId: string },
): Promise<void> {
	const wanted = (await listWantedTasks(client, day)).filter(
		task => task.accountId === run.accountId && task.runId === run.runId,
	)
	if (wanted.length === 0) return
	const values = await readAccountValues(client, [run.accountId], valuesOn, programs.present.model)
	const renewals = (await readRenewals(client, [run.accountId])).get(run.accountId) ?? []
	const open = renewals.find(({ stage, withdrawnOn }) => !stage.startsWith('closed') && withdrawnOn === null)
	const account = {
		accountId: run.accountId,
		people: nobody,
		arrMinor: values.get(run.accountId)?.arrMinor ?? null,
		currency: workspace.currency,
		renewal: open ?? null,
	}
	const offered = wanted.map(task => offerRunTask(account, task, day))
	await insertTasks(client, offered, day)
	await noteMadeTasks(client)
}
