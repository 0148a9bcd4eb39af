import type { ClientBase, Pool } from 'pg'
import { decideWaiting, listWaiting } from '../../api/playbooks.ts'
import { runIdOf } from '../../core/playbooks/occasion.ts'
import { formatDay } from '../../core/time/day.ts'
import { type AccountRef, findAccountsById } from '../accounts/get-account-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import type { Asker, Mount } from '../http/mount.ts'
import { readModel } from '../model/model-store.ts'
import { Problem } from '../problem.ts'
import { findLeft } from './follow-runs.ts'
import { makeRunTasks } from './make-run-tasks.ts'
import { getDefinition, getWork, refuseWhileStopped } from './run-routes.ts'
import type { RunWriters } from './run-writers.ts'
import { startRuns } from './start-runs.ts'
import { reasonOf } from './step-runs.ts'
import {
	decideTrigger,
	listRefusedTriggers,
	listWaitingTriggers,
	type WaitingTrigger,
} from './trigger-store.ts'
import { lockStarts, readWatches, saveWatch } from './watch-store.ts'

/** Refused occasions are shown for so long. */
const refusedDays = 30

/** Occasions that wait for a person, and those that were refused. */
export function mountWaitingRoutes(mount: Mount, writers: RunWriters): void {
	mount.read(listWaiting, async call => {
		const { model } = await readModel(call.pool, call.now)
		const waiting = await listWaitingTriggers(call.pool, call.query.playbook ?? null, 1_000)
		const { today } = await readShownDay(call.pool, call.now)
		const from = today - refusedDays
		const refused = await listRefusedTriggers(call.pool, from, call.query.playbook ?? null, 200)
		const accountOf = await readAccountsOf(call.pool, call, [...waiting, ...refused])
		const nameOf = (id: string) => model.playbooks.find(playbook => playbook.id === id)?.name ?? id
		const common = (trigger: WaitingTrigger) => ({
			playbook_id: trigger.playbookId,
			playbook_name: nameOf(trigger.playbookId),
			account_id: trigger.externalId,
			account_name: trigger.accountName,
			reason: reasonOf(trigger.occasion, model),
			found_on: formatDay(trigger.foundOn),
		})
		return {
			items: waiting.flatMap(trigger => {
				const account = accountOf.get(trigger.externalId)
				if (!account) return []
				const because = trigger.outcome === 'waiting' ? ('over the cap' as const) : ('first look' as const)
				const { occasion } = trigger
				return [{ ...common(trigger), owner_email: account.ownerEmail, occasion, because }]
			}),
			refused: refused.flatMap(trigger =>
				accountOf.has(trigger.externalId)
					? [{ ...common(trigger), note: trigger.note ?? '', chain: trigger.chain.map(nameOf) }]
					: [],
			),
		}
	})
	mount.change(decideWaiting, async call => {
		const { client, now, params, body, act } = call
		await lockStarts(client)
		await refuseWhileStopped(client)
		const work = await getWork(client, now, writers)
		const { playbook_id: playbookId } = params
		const definition = getDefinition(work.programs.present.model, playbookId)
		const wanted = body.account_ids && new Set(body.account_ids)
		const asked = (await listWaitingTriggers(client, playbookId, 20_000)).filter(trigger =>
			wanted ? wanted.has(trigger.externalId) : trigger.outcome === 'waiting',
		)
		const accountOf = await readAccountsOf(client, call, asked)
		const chosen = asked.filter(({ externalId }) => accountOf.has(externalId))
		if (wanted && chosen.length < asked.length) {
			throw new Problem(
				'not_yours',
				`${asked.length - chosen.length} of these occasions are of accounts that belong to somebody else.`,
				'Choose among those of your own accounts, or ask a manager.',
			)
		}
		const left = definition.continuesAfterChurn ? new Set<number>() : await findLeft(work, chosen)
		const wished = body.decision === 'start' ? chosen.filter(({ accountId }) => !left.has(accountId)) : []
		const runs = await startRuns(work, wished)
		await makeRunTasks(work, runs, 'all that is wanted')
		const runIds = new Set(runs.map(run => run.runId))
		for (const trigger of chosen) {
			// Where the account has left, or a run is open for it already, there is nothing to start any more.
			const runId = runIdOf(trigger.accountId, playbookId, trigger.occasion)
			const isStarted = runIds.has(runId)
			await decideTrigger(client, trigger, isStarted ? 'started' : 'dropped', isStarted ? runId : null)
		}
		const watch = (await readWatches(client)).get(playbookId)
		// The breaker waits for somebody who may decide about all of them.
		if (watch && chosen.length === asked.length) await saveWatch(client, { ...watch, tripped: null })
		await saveAuditRow(client, {
			...act,
			action: `playbook.${body.decision}_waiting`,
			subject: `playbook ${playbookId}`,
			before: { waiting: chosen.length },
			after: { started: runs.length },
		})
		return { started: runs.length, dropped: chosen.length - runs.length }
	})
}

/** Accounts that the asker may see, by id. */
async function readAccountsOf(
	client: Pool | ClientBase,
	asker: Asker,
	triggers: readonly WaitingTrigger[],
): Promise<Map<string, AccountRef>> {
	const found = await findAccountsById(client, [...new Set(triggers.map(({ externalId }) => externalId))])
	return new Map([...found].filter(([, account]) => asker.may(account)))
}
