import type { ClientBase } from 'pg'
import type { Renewal, RenewalStep } from '../../core/model/renewal.ts'
import type { SignalDefinition, SignalEpisode } from '../../core/model/signal.ts'
import { findDueStep } from '../../core/renewals/due-steps.ts'
import {
	type AccountForTasks,
	offerRenewalTask,
	offerRunTask,
	offerSignalTasks,
	renewalTaskSource,
	runTaskSource,
	signalTaskSource,
} from '../../core/tasks/offer-tasks.ts'
import {
	type OfferedTask,
	planTasks,
	type TaskCapSettings,
	type TaskHoldReason,
	taskKey,
} from '../../core/tasks/plan-tasks.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { listRunOccasions } from '../playbooks/run-store.ts'
import { listWantedTasks, noteMadeTasks, type WantedTask } from '../playbooks/run-task-store.ts'
import { listOpenRenewals } from '../renewals/renewal-store.ts'
import { listFiredEpisodes } from '../signals/signal-store.ts'
import { replaceHeldTasks } from './held-task-store.ts'
import { findOpsEmail, readTaskAccounts, type TaskAccount } from './task-account-store.ts'
import { countMadeOn, insertTasks, lapseTasks, listEverMade, wakeTasks } from './task-store.ts'

export interface TaskRun {
	asOf: Day
	/** First day whose renewal steps make work: usually `live_from`. Steps of earlier days are history. */
	firesFrom: Day
	definitions: readonly SignalDefinition[]
	renewalSteps: readonly RenewalStep[]
	/** Reporting currency, null while no money was loaded. */
	currency: string | null
	cap: TaskCapSettings
}

export interface TaskTotals {
	made: number
	lapsed: number
	woken: number
	held: { reason: TaskHoldReason; count: number }[]
}

function accountOf(
	run: TaskRun,
	account: TaskAccount,
	opsEmail: string | null,
	renewal: Renewal | null,
): AccountForTasks {
	const { accountId, arrMinor, ownerEmail, managerEmail, executiveSponsorEmail } = account
	return {
		accountId,
		arrMinor,
		currency: run.currency,
		people: { ownerEmail, managerEmail, executiveSponsorEmail, opsEmail },
		renewal,
	}
}

interface AccountWork {
	episodes: SignalEpisode[]
	renewals: Renewal[]
	due: { renewal: Renewal; step: RenewalStep }[]
	wanted: WantedTask[]
}

/** What may call for work on the date, by account. */
async function readWork(client: ClientBase, run: TaskRun): Promise<Map<number, AccountWork>> {
	const work = new Map<number, AccountWork>()
	const workOf = (accountId: number): AccountWork => {
		const found = work.get(accountId) ?? { episodes: [], renewals: [], due: [], wanted: [] }
		work.set(accountId, found)
		return found
	}
	const signalIds = run.definitions.filter(definition => definition.work).map(definition => definition.id)
	for (const { accountId, episode } of await listFiredEpisodes(client, signalIds))
		workOf(accountId).episodes.push(episode)
	for (const { accountId, renewal } of await listOpenRenewals(client)) {
		const account = workOf(accountId)
		account.renewals.push(renewal)
		const due = findDueStep(renewal, run.renewalSteps, run.asOf, run.firesFrom)
		if (due) account.due.push({ renewal, step: due.step })
	}
	for (const wanted of await listWantedTasks(client, run.asOf)) workOf(wanted.accountId).wanted.push(wanted)
	return work
}

function sourcesOf(accountId: number, { episodes, due, wanted }: AccountWork) {
	const sources = [
		...episodes.filter(episode => !episode.baseline).map(signalTaskSource),
		...due.map(({ renewal, step }) => renewalTaskSource(renewal.renewalOn, step)),
		...wanted.map(runTaskSource),
	]
	return sources.map(source => ({ accountId, source }))
}

/** What the date's open episodes and renewals call for, of accounts where something was not made before. */
async function offerTasks(
	client: ClientBase,
	run: TaskRun,
): Promise<{ offered: OfferedTask[]; everMade: Set<string> }> {
	const work = await readWork(client, run)
	const sources = [...work].flatMap(([accountId, account]) => sourcesOf(accountId, account))
	const everMade = await listEverMade(client, sources)
	const fresh = sources.filter(({ accountId, source }) => !everMade.has(taskKey(accountId, source)))
	const accountIds = [...new Set(fresh.map(item => item.accountId))].sort((a, b) => a - b)
	const accounts = await readTaskAccounts(client, accountIds, run.asOf)
	const opsEmail = await findOpsEmail(client)
	const definitions = new Map(run.definitions.map(definition => [definition.id, definition]))
	const taken = await listRunOccasions(client, accountIds)
	const offered = [...accounts.values()].flatMap(stored => {
		const account = work.get(stored.accountId)
		if (!account) return []
		const forTasks = accountOf(run, stored, opsEmail, account.renewals[0] ?? null)
		return [
			...offerSignalTasks(forTasks, definitions, account.episodes, run.asOf).filter(
				({ source }) => !taken.has(`${stored.accountId}/signal/${source.id}`),
			),
			...account.due
				.filter(({ renewal }) => !taken.has(`${stored.accountId}/renewal/${formatDay(renewal.renewalOn)}`))
				.map(({ renewal, step }) => offerRenewalTask(forTasks, renewal, step, run.asOf)),
			...account.wanted.map(wanted => offerRunTask(forTasks, wanted, run.asOf)),
		]
	})
	return { offered: [...offered, ...offerAfterChurn(run, work, accounts)], everMade }
}

/** Work of runs that go on after an account has stopped paying: nothing is at risk there any more. */
function offerAfterChurn(
	run: TaskRun,
	work: ReadonlyMap<number, AccountWork>,
	customers: ReadonlyMap<number, unknown>,
): OfferedTask[] {
	return [...work].flatMap(([accountId, { wanted }]) =>
		customers.has(accountId)
			? []
			: wanted.map(task =>
					offerRunTask(
						{ accountId, people: noPeople, arrMinor: null, currency: null, renewal: null },
						task,
						run.asOf,
					),
				),
	)
}

const noPeople = { ownerEmail: null, managerEmail: null, executiveSponsorEmail: null, opsEmail: null }

function countHeld(reasons: readonly TaskHoldReason[]): TaskTotals['held'] {
	return [...Map.groupBy(reasons, reason => reason)]
		.map(([reason, list]) => ({ reason, count: list.length }))
		.sort((a, b) => (a.reason < b.reason ? -1 : 1))
}

/**
 * The date's tasks, in the caller's transaction, after signals and renewals: wakes what was snoozed until now, lets
 * lapse what ended by itself, and makes what is new within each owner's limit. Run again on the same date it makes
 * nothing more. Never called for dates of the past.
 */
export async function makeTasks(client: ClientBase, run: TaskRun): Promise<TaskTotals> {
	const woken = await wakeTasks(client, run.asOf)
	const lapsed = await lapseTasks(client, run.asOf)
	const { offered, everMade } = await offerTasks(client, run)
	const plan = planTasks(offered, everMade, await countMadeOn(client, run.asOf), run.cap)
	const made = await insertTasks(client, plan.made, run.asOf)
	await noteMadeTasks(client)
	await replaceHeldTasks(client, plan.held, run.asOf)
	return { made, lapsed, woken, held: countHeld(plan.held.map(item => item.reason)) }
}
