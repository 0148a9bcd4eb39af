import type { OperatingModel } from '../../core/model/operating-model.ts'
import { chooseOwner, type RunPeople } from '../../core/playbooks/choose-owner.ts'
import type { Program } from '../../core/playbooks/compile-playbook.ts'
import { nextStep } from '../../core/playbooks/next-step.ts'
import { sayOccasion } from '../../core/playbooks/occasion.ts'
import { playbookNames } from '../../core/playbooks/playbook-names.ts'
import type { RunEffect, RunEvent } from '../../core/playbooks/run-event.ts'
import { type AccountValues, readAccountValues } from './account-values-store.ts'
import { type Composing, composeMessage, ownerOfRole } from './compose-message.ts'
import { performEffects } from './perform-effects.ts'
import { readRunPeople, type Team } from './run-people-store.ts'
import { type StoredRun, saveRuns } from './run-store.ts'
import type { RunTodo, RunWork } from './run-work.ts'

export interface RunWithEvents {
	run: StoredRun
	events: RunEvent[]
}

/** A run after its events, and what of them was refused. */
export interface SteppedRun {
	run: StoredRun
	refused: string | null
	tasksLapsed: number
}

/**
 * Gives events to runs whose rows are held, writes what becomes of them and does what follows, all in the caller's
 * transaction. A message that cannot be made, or that nobody can get, is a failed step of its run.
 */
export async function stepRuns(work: RunWork, items: readonly RunWithEvents[]): Promise<SteppedRun[]> {
	const accountIds = [...new Set(items.map(({ run }) => run.accountId))]
	const { client, programs, team, valuesOn } = work
	const values = await readAccountValues(client, accountIds, valuesOn, programs.present.model)
	const people = await readRunPeople(client, accountIds, valuesOn, team.opsEmail)
	const stepped: SteppedRun[] = []
	const changed: StoredRun[] = []
	const todos: RunTodo[] = []
	for (const { run, events } of items) {
		const program = await programs.find(run.modelVersion, run.playbookId)
		if (!program) continue
		const account = values.get(run.accountId) ?? absentAccount(run)
		const own = people.get(run.accountId) ?? nobody(team)
		const result = stepOne(work, { run, program, account, people: own }, events)
		stepped.push({ run: result.run, refused: result.refused, tasksLapsed: 0 })
		if (result.run !== run) changed.push(result.run)
		todos.push(...result.todos)
	}
	await saveRuns(client, changed)
	const lapsed = await performEffects(work, todos)
	return stepped.map(item => ({ ...item, tasksLapsed: lapsed.get(item.run.runId) ?? 0 }))
}

/** A run with what its words are made from. */
export interface OneRun {
	run: StoredRun
	program: Program
	account: AccountValues
	people: RunPeople
}

function stepOne(
	work: RunWork,
	{ run: first, program: firstProgram, account, people }: OneRun,
	events: readonly RunEvent[],
): { run: StoredRun; refused: string | null; todos: RunTodo[] } {
	let run = first
	let program = firstProgram
	let refused: string | null = null
	const todos: RunTodo[] = []
	const open = [...events]
	for (let event = open.shift(); event; event = open.shift()) {
		const moment = { day: work.day, lookup: account.lookup }
		const { calendarOf } = work.team
		const asked = composingOf(work, { run, program, account, people })
		const result = nextStep(run, event, moment, program, calendarOf(run.ownerEmail), role =>
			calendarOf(ownerOfRole(asked, role)),
		)
		if (event.kind === 'move' && result.refused === null) program = event.program
		if (result.run !== run) run = { ...run, ...result.run }
		refused ??= result.refused
		const composing = composingOf(work, { run, program, account, people })
		for (const effect of result.effects) {
			const made = messageOf(composing, effect)
			if (made && 'problem' in made && effect.kind === 'send') {
				open.unshift({ kind: 'step_failed', stepId: effect.stepId, reason: made.problem })
				continue
			}
			todos.push({ run, effect, program, composing, send: made && 'send' in made ? made.send : null })
		}
	}
	return { run, refused, todos }
}

export function composingOf(work: RunWork, { run, program, account, people }: OneRun): Composing {
	const { workspace, team, day, now, programs } = work
	return {
		run,
		program,
		account,
		people,
		team,
		reason: reasonOf(run.occasion, programs.present.model),
		currency: workspace.currency,
		zone: workspace.zone,
		day,
		now,
	}
}

/** Why a run started, in words. */
export function reasonOf(occasion: string, model: OperatingModel): string {
	return sayOccasion(occasion, playbookNames(model))
}

function messageOf(composing: Composing, effect: RunEffect) {
	if (effect.kind !== 'send') return undefined
	const step = composing.program.steps.get(effect.stepId)?.step
	const isMessage =
		step?.kind === 'email' ||
		step?.kind === 'slack' ||
		step?.kind === 'webhook' ||
		step?.kind === 'survey' ||
		step?.kind === 'calendar'
	if (!isMessage) throw new Error(`the step ${effect.stepId} is no message`)
	return composeMessage(composing, step, effect.notBefore)
}

/** Nobody is known at the account. */
export function nobody(team: Team): RunPeople {
	return { ownerEmail: null, managerEmail: null, executiveSponsorEmail: null, opsEmail: team.opsEmail }
}

/** Nothing is known of an account without results on the date: conditions over it are unknown. */
export function absentAccount(run: StoredRun): AccountValues {
	return {
		accountId: run.accountId,
		externalId: String(run.accountId),
		name: '',
		isCustomer: false,
		segment: null,
		stage: null,
		band: 'unknown',
		bandName: 'Unknown',
		level: null,
		score: null,
		isScoreHeld: true,
		ownerEmail: null,
		arrMinor: null,
		renewalOn: null,
		contractStartedOn: null,
		milestones: [],
		facts: [],
		lookup: () => null,
	}
}

/** The owner of a new run. */
export function ownerOf(program: Program, people: RunPeople | undefined, team: Team): string | null {
	const { owner, ownerChoice } = program.definition
	return chooseOwner(owner, ownerChoice, people ?? nobody(team), team.people)
}
