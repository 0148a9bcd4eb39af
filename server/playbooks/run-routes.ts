import type { ClientBase, Pool } from 'pg'
import type { z } from 'zod'
import {
	actOnRun,
	getRun,
	listAccountRuns,
	listRuns as listRunsContract,
	type RunActionBody,
	startRun,
} from '../../api/playbook-runs.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { PlaybookDefinition } from '../../core/model/playbook.ts'
import { handOccasion } from '../../core/playbooks/occasion.ts'
import type { RunEvent } from '../../core/playbooks/run-event.ts'
import { type AccountRef, getAccountFor, getReadableAccount } from '../accounts/get-account-store.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import { cutPage, readCursor } from '../http/cursor.ts'
import type { Mount } from '../http/mount.ts'
import { InputProblem } from '../http/problem-details.ts'
import { Problem } from '../problem.ts'
import { causeOfCall } from './call-cause.ts'
import { guideRun } from './guide-run.ts'
import { makeRunTasks } from './make-run-tasks.ts'
import { runJson, runStepsJson } from './playbook-json.ts'
import { type Programs, readPrograms } from './program-store.ts'
import { isPersonThere, readRunPeople } from './run-people-store.ts'
import { type ListedRun, listRuns, listRunsOf, lockRun } from './run-store.ts'
import type { RunWork } from './run-work.ts'
import { openRunWork } from './run-work-store.ts'
import type { RunWriters } from './run-writers.ts'
import { startRuns } from './start-runs.ts'
import { stepRuns } from './step-runs.ts'
import { lockStarts, readAutomationStop } from './watch-store.ts'

/** Runs of playbooks: lists, and what people do to them. */
export function mountRunRoutes(mount: Mount, writers: RunWriters): void {
	mount.read(listRunsContract, async call => {
		const { query, pool, actor } = call
		const owner = query.owner === 'me' ? actor.email : query.owner === 'none' ? null : query.owner
		const runs = (await listRuns(pool, { playbookId: query.playbook ?? null, state: query.state })).filter(
			run =>
				call.may({ ownerEmail: run.ownerEmail }) &&
				(owner === undefined || (run.ownerEmail?.toLowerCase() ?? null) === (owner?.toLowerCase() ?? null)),
		)
		const cursor = readCursor(query.cursor, 1)
		const start = cursor ? runs.findIndex(run => run.runId === cursor[0]) + 1 : 0
		const page = cutPage(runs.slice(start, start + query.limit + 1), query.limit, last => [last.runId])
		const programs = await readPrograms(pool, call.now)
		const items = []
		for (const run of page.items) items.push(await listedJson(run, programs))
		return { ...page, items, total: runs.length }
	})
	mount.read(listAccountRuns, async call => {
		const account = await getAccountFor(call.pool, call, call.params.id)
		return withClient(call.pool, async client => {
			const programs = await readPrograms(client, call.now)
			const work = await openRunWork(client, call.now, writers)
			const items = []
			for (const run of await listRunsOf(client, account.accountId))
				items.push(await fullJson(client, work, run, programs))
			return { items }
		})
	})
	mount.read(getRun, async call => {
		const account = await getAccountFor(call.pool, call, call.params.id)
		return withClient(call.pool, async client => {
			const programs = await readPrograms(client, call.now)
			const work = await openRunWork(client, call.now, writers)
			return showRun(client, work, account, call.params.run_id, programs)
		})
	})
	mount.change(startRun, async call => {
		const { client, params, body, act, now } = call
		const account = await getAccountFor(client, call, params.id)
		await lockStarts(client)
		const work = await getWork(client, now, writers)
		await refuseWhileStopped(client)
		const open = (await listRunsOf(client, account.accountId)).find(
			run => run.playbookId === body.playbook_id && run.endedOn === null,
		)
		if (open) {
			throw new Problem(
				'run_open',
				'A run of this playbook is open for the account.',
				'End that one first, or go on with it.',
			)
		}
		const { accountId } = account
		const occasion = handOccasion(act.actor, now)
		// A person decides anew; a program may only pass on what a playbook told it.
		const cause = call.actor.kind === 'key' ? await causeOfKey(work, accountId, body.playbook_id) : first
		const start = { accountId, playbookId: body.playbook_id, occasion, ...cause }
		const [run] = await startRuns(work, [start])
		if (!run) throw noPlaybook(body.playbook_id)
		await makeRunTasks(work, [run], 'all that is wanted')
		await saveAuditRow(client, {
			...act,
			action: 'playbook.start',
			subject: `run ${run.runId}`,
			before: null,
			after: { account: account.externalId, playbook: body.playbook_id },
		})
		return showRun(client, work, account, run.runId, work.programs)
	})
	mount.change(actOnRun, async call => {
		const { client, params, body, act, now } = call
		const account = await getReadableAccount(client, call, params.id)
		const run = await lockRun(client, account.accountId, params.run_id)
		// Whose account it is, or who was given the run.
		if (!call.may(account) && !call.may({ ownerEmail: run?.ownerEmail ?? null })) {
			throw new Problem('not_yours', 'This run belongs to somebody else.', 'Ask its owner or a manager.')
		}
		if (!run) throw noRun()
		const work = await getWork(client, now, writers)
		if (body.kind === 'change_owner') await checkPerson(work, account.accountId, body.owner_email)
		const event = await toEvent(work, run.playbookId, body, act.actor)
		if (event.kind !== 'cancel' && event.kind !== 'pause' && event.kind !== 'change_owner')
			await refuseWhileStopped(client)
		const [stepped] = await stepRuns(work, [{ run, events: [event] }])
		if (!stepped)
			throw new Problem('playbook_missing', 'The version that the run follows has no such playbook.')
		if (stepped.refused !== null) throw new Problem('run_refused', stepped.refused)
		await makeRunTasks(work, [stepped.run], 'all that is wanted')
		await saveAuditRow(client, {
			...act,
			action: `playbook.${event.kind}`,
			subject: `run ${run.runId}`,
			before: { state: run.state, step: run.stepId, owner: run.ownerEmail },
			after: { state: stepped.run.state, step: stepped.run.stepId, owner: stepped.run.ownerEmail },
		})
		return showRun(client, work, account, run.runId, work.programs)
	})
}

const first = { depth: 1, chain: [] }

async function causeOfKey({ client, day }: RunWork, accountId: number, playbookId: string) {
	const { refused, ...cause } = await causeOfCall(client, { accountId, playbookId, day, runId: undefined })
	if (refused === null) return cause
	throw new Problem(
		'playbooks_in_circle',
		`The run was not started: ${refused}.`,
		'A person can start it, or it can be started again in a week.',
	)
}

/** Work that is handed to nobody would lie where nobody looks: only people whom this workspace knows get it. */
async function checkPerson(
	{ client, team, valuesOn }: RunWork,
	accountId: number,
	email: string,
): Promise<void> {
	if (team.people.length === 0) return
	const people = (await readRunPeople(client, [accountId], valuesOn, team.opsEmail)).get(accountId)
	const known = [...team.people.map(person => person.email), people?.executiveSponsorEmail ?? '']
	if (known.some(one => one.toLowerCase() === email.toLowerCase())) return
	if (await isPersonThere(client, email)) return
	throw new InputProblem([
		{ at: 'body.owner_email', message: `expected somebody of the team, got "${email}", who is not in it` },
	])
}

function noRun(): Problem {
	return new Problem('run_missing', 'There is no such run of the account.', 'The list of runs has their ids.')
}

export function noPlaybook(id: string): Problem {
	return new Problem(
		'playbook_missing',
		`There is no playbook "${id}".`,
		'The list of playbooks has their ids.',
	)
}

export function getDefinition(model: OperatingModel, id: string | undefined): PlaybookDefinition {
	const found = model.playbooks.find(playbook => playbook.id === id)
	if (found) return found
	throw noPlaybook(id ?? '')
}

export async function getWork(client: ClientBase, now: Date, writers: RunWriters): Promise<RunWork> {
	const work = await openRunWork(client, now, writers)
	if (work) return work
	throw new Problem('nothing_computed', 'Nothing was computed yet.', 'Run the day first.')
}

export async function refuseWhileStopped(client: ClientBase): Promise<void> {
	const stop = await readAutomationStop(client)
	if (!stop) return
	throw new Problem(
		'automation_stopped',
		`Automation was stopped by ${stop.by}: ${stop.reason}`,
		'Start it again under Playbooks.',
	)
}

async function toEvent(
	work: RunWork,
	playbookId: string,
	body: z.infer<typeof RunActionBody>,
	by: string,
): Promise<RunEvent> {
	if (body.kind === 'change_owner') {
		return { kind: 'change_owner', by, ownerEmail: body.owner_email, tasks: body.tasks }
	}
	if (body.kind !== 'move') return { ...body, by }
	const { version } = work.programs.present
	const program = await work.programs.find(version, playbookId)
	if (!program) throw noPlaybook(playbookId)
	return { kind: 'move', by, modelVersion: version, program }
}

async function showRun(
	client: ClientBase,
	work: RunWork | null,
	{ accountId }: AccountRef,
	runId: string,
	programs: Programs,
) {
	const run = (await listRunsOf(client, accountId)).find(item => item.runId === runId)
	if (!run) throw noRun()
	return fullJson(client, work, run, programs)
}

async function withClient<Result>(
	pool: Pool,
	work: (client: ClientBase) => Promise<Result>,
): Promise<Result> {
	const client = await pool.connect()
	try {
		return await work(client)
	} finally {
		client.release()
	}
}

async function listedJson(run: ListedRun, programs: Programs) {
	const program = await programs.find(run.modelVersion, run.playbookId)
	return runJson(run, program, programs.present.model)
}

async function fullJson(client: ClientBase, work: RunWork | null, run: ListedRun, programs: Programs) {
	const program = await programs.find(run.modelVersion, run.playbookId)
	const guide = await guideRun(work, client, run, program)
	return { ...runJson(run, program, programs.present.model), steps: runStepsJson(run, program), guide }
}
