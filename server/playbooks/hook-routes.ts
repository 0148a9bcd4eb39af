import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { ClientBase } from 'pg'
import { callHook, makeHookSecret } from '../../api/playbooks.ts'
import { findAccountById } from '../accounts/get-account-store.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import type { Mount } from '../http/mount.ts'
import { readModel } from '../model/model-store.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { Problem } from '../problem.ts'
import { causeOfCall } from './call-cause.ts'
import { findHook, saveHook } from './hook-store.ts'
import { makeRunTasks } from './make-run-tasks.ts'
import { getDefinition, getWork } from './run-routes.ts'
import type { RunWriters } from './run-writers.ts'
import { startRuns } from './start-runs.ts'
import { tellOfLoops } from './tell-of-loops.ts'
import { insertTriggers } from './trigger-store.ts'
import { readAutomationStop } from './watch-store.ts'

function hashOf(secret: string): string {
	return createHash('sha256').update(secret).digest('hex')
}

/** The addresses by which other programs start playbooks. */
export function mountHookRoutes(mount: Mount, writers: RunWriters): void {
	mount.change(makeHookSecret, async ({ client, params, act, now }) => {
		const { model } = await readModel(client, now)
		const definition = getDefinition(model, params.playbook_id)
		if (definition.trigger.kind !== 'webhook') {
			throw new Problem(
				'playbook_trigger_other',
				`"${definition.name}" is not started by other programs.`,
				'Give it the trigger "webhook" first.',
			)
		}
		const secret = `pbk_${randomBytes(24).toString('base64url')}`
		await saveHook(client, definition.id, hashOf(secret), { by: act.actor, at: act.at })
		await saveAuditRow(client, {
			...act,
			action: 'playbook.hook_secret',
			subject: `playbook ${definition.id}`,
			before: null,
			after: null,
		})
		return { path: `/api/v1/hooks/playbooks/${definition.id}`, secret }
	})
	mount.special(callHook, async ({ pool, params, body, request, now }) => {
		const hash = await findHook(pool, params.playbook_id)
		const given = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
		const isRight = hash !== undefined && timingSafeEqual(Buffer.from(hash), Buffer.from(hashOf(given)))
		if (!isRight) {
			throw new Problem(
				'not_signed_in',
				'This needs the secret of the playbook.',
				'Send "Authorization: Bearer SECRET".',
			)
		}
		return inTransaction(pool, client => startByHook(client, params.playbook_id, body, now, writers))
	})
}

async function startByHook(
	client: ClientBase,
	playbookId: string,
	body: { account_id: string; key: string; run_id?: string | undefined },
	now: Date,
	writers: RunWriters,
) {
	const refuse = (note: string) => ({ run_id: null, outcome: 'not started' as const, note })
	const { model } = await readModel(client, now)
	const definition = model.playbooks.find(({ id }) => id === playbookId)
	if (!definition?.enabled) return refuse('the playbook is off')
	if (await readAutomationStop(client)) return refuse('automation is stopped')
	const account = await findAccountById(client, body.account_id)
	if (!account) return refuse('there is no such account')
	const work = await getWork(client, now, writers)
	const { accountId } = account
	const { refused, ...cause } = await causeOfCall(client, {
		accountId,
		playbookId,
		day: work.day,
		runId: body.run_id,
	})
	const start = { accountId, playbookId, occasion: `webhook:${body.key}`, ...cause }
	if (refused !== null) {
		const outcome = 'refused' as const
		const found = { ...start, occurredOn: work.day, foundOn: work.day, outcome, note: refused, runId: null }
		await insertTriggers(client, [found])
		await tellOfLoops(work, [found])
		return refuse(refused)
	}
	const [run] = await startRuns(work, [start])
	if (run) await makeRunTasks(work, [run], 'within the daily limit')
	return run
		? { run_id: run.runId, outcome: 'started' as const, note: null }
		: { run_id: null, outcome: 'already started' as const, note: null }
}
