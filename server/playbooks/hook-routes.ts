import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { ClientBase } from 'pg'
import { callHook, makeHookSecret } from '../../api/playbooks.ts'
import type { Program } from '../../core/playbooks/compile-playbook.ts'
import { type AccountPlaybook, neverMet, type TriggerOutcome } from '../../core/playbooks/find-starts.ts'
import { type CallJudgement, judgeCall } from '../../core/playbooks/judge-call.ts'
import { runIdOf } from '../../core/playbooks/occasion.ts'
import { signatureOf } from '../../core/playbooks/watch-playbooks.ts'
import { findAccountById } from '../accounts/get-account-store.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import type { Mount } from '../http/mount.ts'
import { readModel } from '../model/model-store.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { Problem } from '../problem.ts'
import { countCustomers, readAccountValues } from './account-values-store.ts'
import { causeOfCall } from './call-cause.ts'
import { findHook, saveHook } from './hook-store.ts'
import { makeRunTasks } from './make-run-tasks.ts'
import { getDefinition, getWork } from './run-routes.ts'
import { lockRun, memoryKey } from './run-store.ts'
import type { RunWork } from './run-work.ts'
import type { RunWriters } from './run-writers.ts'
import { startRuns } from './start-runs.ts'
import { tellOfLoops } from './tell-of-loops.ts'
import { countStarts, insertTriggers, readMemory } from './trigger-store.ts'
import { tripBreaker } from './trip-breaker.ts'
import { findLastPlaybookDay, lockStarts, readAutomationStop, readWatches } from './watch-store.ts'

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
	await client.query(`set local lock_timeout = '10s'`)
	await lockStarts(client)
	if (await readAutomationStop(client)) return refuse('automation is stopped')
	const account = await findAccountById(client, body.account_id)
	if (!account) return refuse('there is no such account')
	const work = await getWork(client, now, writers)
	const program = await work.programs.find(work.programs.present.version, playbookId)
	if (!program) return refuse('the playbook is off')
	const { accountId } = account
	const occasion = `webhook:${body.key}`
	if (await lockRun(client, accountId, runIdOf(accountId, playbookId, occasion))) {
		return { run_id: null, outcome: 'already started' as const, note: null }
	}
	const memory =
		(await readMemory(client, [accountId], [playbookId])).get(memoryKey(accountId, playbookId)) ?? neverMet
	if (memory.met.has(occasion)) return refuse('this call is known: it waits for a person, or was refused')
	const { refused, ...cause } = await causeOfCall(client, {
		accountId,
		playbookId,
		day: work.day,
		runId: body.run_id,
	})
	const start = { accountId, playbookId, occasion, ...cause }
	const keep = (outcome: TriggerOutcome, note: string | null, runId: string | null = null) => {
		const found = { ...start, occurredOn: work.day, foundOn: work.day, outcome, note, runId }
		return insertTriggers(client, [found]).then(() => found)
	}
	if (refused !== null) {
		await tellOfLoops(work, [await keep('refused', refused)])
		return refuse(refused)
	}
	const watch = (await readWatches(client)).get(playbookId)
	const judged = await judge(work, program, { accountId, memory, isTripped: watch?.tripped != null })
	if (judged.kind === 'refuse') return refuse(judged.note)
	if (judged.kind === 'wait') {
		await keep('waiting', judged.note)
		// One that was just switched on has not been looked at yet.
		const fresh = {
			playbookId,
			signature: signatureOf(program.definition),
			watchedFrom: work.day,
			tripped: null,
		}
		if (judged.trips) await tripBreaker(work, watch ?? fresh, judged.note)
		return refuse(`it waits for a person: ${judged.note}`)
	}
	const [run] = await startRuns(work, [start])
	if (!run) return refuse('a run of it is open for the account')
	await keep('started', null, run.runId)
	await makeRunTasks(work, [run], 'within the daily limit')
	return { run_id: run.runId, outcome: 'started' as const, note: null }
}

async function judge(
	work: RunWork,
	program: Program,
	call: { accountId: number; memory: AccountPlaybook; isTripped: boolean },
): Promise<CallJudgement> {
	const { client, day, valuesOn, programs } = work
	const { accountId, memory, isTripped } = call
	const values = await readAccountValues(client, [accountId], valuesOn, programs.present.model)
	const last = await findLastPlaybookDay(client)
	return judgeCall({
		date: day,
		program,
		// Nothing is known yet of an account that came after the last computed day.
		account: values.get(accountId) ?? { isCustomer: true, lookup: () => null },
		memory,
		held: last?.held === 'outage' ? 'data are missing' : null,
		isTripped,
		counts: { customers: await countCustomers(client, valuesOn), ...(await countStarts(client, day)) },
	})
}
