import type { BandLevel } from '../../core/model/health-model.ts'
import type { PlaybookStep } from '../../core/model/playbook-step.ts'
import { factsName, renewalName, webhookName } from '../../core/playbooks/playbook-dependencies.ts'
import type { Day } from '../../core/time/day.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import { cancelRunSends, planSend } from '../delivery/send-store.ts'
import { composeText, ownerOfRole } from './compose-message.ts'
import { conditionNameOf, saveRunChange, setAccountField } from './run-change-store.ts'
import { insertWantedTasks, lapseRunTasks, moveRunTasks, type WantedTask } from './run-task-store.ts'
import type { RunTodo, RunWork } from './run-work.ts'
import { tellWhoIsAsked } from './tell-approvers.ts'
import { writeOpportunity } from './write-opportunity.ts'
import { advanceRenewal, openRenewal } from './write-renewal.ts'

/**
 * Does what runs want, in their transaction: tasks are asked for, messages planned, values written. Returns how many
 * tasks lapsed, by run. Cancelling sends takes a lock of delivery's: it comes last.
 */
export async function performEffects(work: RunWork, todos: readonly RunTodo[]): Promise<Map<string, number>> {
	const { client, now, day } = work
	const lapsed = new Map<string, number>()
	await insertWantedTasks(
		client,
		todos.flatMap(todo => (todo.effect.kind === 'make_task' ? wantedTask(todo, todo.effect.dueOn, day) : [])),
	)
	for (const todo of todos) {
		const { run, effect } = todo
		if (effect.kind === 'send' && todo.send) {
			await planSend(client, todo.send)
			// Another program may start a playbook because of it.
			if (todo.send.channel === 'webhook') await noteChange(work, todo, effect.stepId, webhookName)
		}
		if (effect.kind === 'ask') await tellWhoIsAsked(work, todo, effect.stepId, effect.role)
		if (effect.kind === 'write') await write(work, todo, effect.stepId)
		if (effect.kind === 'move_tasks') await moveRunTasks(client, run, effect.ownerEmail)
		if (effect.kind !== 'lapse_tasks') continue
		const count = await lapseRunTasks(client, run, effect.stepId, day)
		lapsed.set(run.runId, (lapsed.get(run.runId) ?? 0) + count)
	}
	for (const { run, effect } of todos) {
		if (effect.kind !== 'cancel_sends') continue
		const { accountId, runId } = run
		const what = { accountId, runId, stepId: effect.stepId }
		await cancelRunSends(client, what, { reason: effect.reason, by: null, now })
	}
	return lapsed
}

function stepOf({ program }: RunTodo, stepId: string): PlaybookStep {
	const step = program.steps.get(stepId)?.step
	if (!step) throw new Error(`the playbook ${program.definition.id} has no step ${stepId}`)
	return step
}

function wantedTask(todo: RunTodo, dueOn: Day, day: Day): WantedTask[] {
	const { run, effect, program, composing } = todo
	if (effect.kind !== 'make_task') return []
	const step = stepOf(todo, effect.stepId)
	if (step.kind !== 'task') return []
	const { definition } = program
	const ownerEmail = ownerOfRole(composing, effect.role)
	const title = composeText(composing, step.title, ownerEmail)
	return [
		{
			accountId: run.accountId,
			runId: run.runId,
			stepId: step.id,
			// A title with a hole is better than no task: people see what it is about.
			title: 'text' in title ? title.text.trim() : definition.name,
			reason: `${composing.reason} (${definition.name})`,
			ownerRole: effect.role,
			ownerEmail,
			dueOn,
			hours: step.hours,
			level: definition.level satisfies BandLevel,
			atMostPerWeek: step.atMostPerWeek ?? null,
			wantedOn: day,
		},
	]
}

async function noteChange(
	{ client, day }: RunWork,
	{ run }: RunTodo,
	stepId: string,
	name: string,
): Promise<void> {
	await saveRunChange(client, run, stepId, { name, value: null, on: day })
}

async function write(work: RunWork, todo: RunTodo, stepId: string): Promise<void> {
	const { client, now, day } = work
	const { run, composing } = todo
	const step = stepOf(todo, stepId)
	const actor = `playbook ${run.playbookId}`
	const audit = (action: string, after: unknown) =>
		saveAuditRow(client, { actor, at: now, action, subject: `account ${run.accountId}`, before: null, after })
	if (step.kind === 'set_field') {
		const { isSet } = await setAccountField(client, run, step.field, step.value, { now, day })
		if (!isSet) return
		const name = conditionNameOf(step.field)
		const isNew = await saveRunChange(client, run, stepId, { name, value: String(step.value), on: day })
		if (isNew) await audit('playbook.set_field', { field: step.field, value: step.value, run: run.runId })
		return
	}
	if (step.kind === 'renewal') {
		if (step.action === 'advance') {
			const stage = step.stage ?? 'in_conversation'
			const isMoved = await advanceRenewal(client, run.accountId, stage, { actor, at: now, day })
			if (isMoved) await noteChange(work, todo, stepId, renewalName)
			return
		}
		const { currency } = work.workspace
		const settings = work.programs.present.model.settings.renewals
		if (currency === null) return
		const isOpened = await openRenewal(
			client,
			composing.account,
			{ actor, at: now, day },
			{ settings, currency },
		)
		if (!isOpened) return
		await audit('playbook.open_renewal', { run: run.runId })
		await noteChange(work, todo, stepId, renewalName)
		return
	}
	if (step.kind !== 'opportunity') return
	if (await writeOpportunity(work, todo, step)) {
		await noteChange(work, todo, stepId, factsName('opportunity'))
	}
}
