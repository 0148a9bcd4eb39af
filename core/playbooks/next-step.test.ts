import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shippedPlaybooks } from '../catalog/playbooks/shipped-playbooks.ts'
import { PlaybookDefinition } from '../model/playbook.ts'
import { endedRunStates, type PlaybookRun } from '../model/playbook-run.ts'
import { compilePlaybook } from './compile-playbook.ts'
import { nextStep } from './next-step.ts'
import type { RunEvent } from './run-event.ts'
import { usualCalendar } from './work-calendar.ts'

const programs = shippedPlaybooks.map(item => compilePlaybook(PlaybookDefinition.parse(item)))
const start: PlaybookRun = {
	runId: 'r1',
	accountId: 1,
	playbookId: 'x',
	modelVersion: 1,
	occasion: 'hand:x',
	state: 'running',
	pausedFrom: null,
	stepId: null,
	waitUntil: null,
	ownerRole: 'csm',
	ownerEmail: 'a@example.com',
	depth: 1,
	startedOn: 20_000,
	endedOn: null,
	note: null,
	steps: [],
}
const by = 'ben'
const kinds = fc.constantFrom(
	...([
		'tick',
		'done',
		'dismissed',
		'sent',
		'failed',
		'unknown',
		'cancelled',
		'signal',
		'left',
		'pause',
		'resume',
		'cancel',
		'owner',
		'approve',
		'refuse',
		'skip',
		'off',
		'move',
	] as const),
)

describe('a run', () => {
	it('keeps its promises whatever happens to it, for every shipped playbook', () => {
		fc.assert(
			fc.property(
				fc.nat(programs.length - 1),
				fc.array(fc.tuple(kinds, fc.nat(30), fc.nat(6), fc.integer({ min: 0, max: 100 })), { maxLength: 60 }),
				(which, happenings) => {
					const program = programs[which]!
					let day = 20_000
					let run = nextStep(
						start,
						{ kind: 'begin' },
						{ day, lookup: () => null },
						program,
						usualCalendar,
					).run
					const made = new Set<string>()
					for (const [kind, place, later, score] of happenings) {
						day += later
						const stepId = run.steps[place % Math.max(1, run.steps.length)]?.stepId ?? 'none'
						const events: Record<typeof kind, RunEvent> = {
							tick: { kind: 'tick' },
							done: { kind: 'task_closed', stepId, as: 'done' },
							dismissed: { kind: 'task_closed', stepId, as: 'dismissed' },
							sent: { kind: 'send_settled', stepId, as: 'sent', reason: null },
							failed: { kind: 'send_settled', stepId, as: 'failed', reason: 'x' },
							unknown: { kind: 'send_settled', stepId, as: 'unknown', reason: null },
							cancelled: { kind: 'send_settled', stepId, as: 'cancelled', reason: null },
							signal: { kind: 'signal_closed' },
							left: { kind: 'account_left' },
							pause: { kind: 'pause', by },
							resume: { kind: 'resume', by },
							cancel: { kind: 'cancel', by, reason: 'x', tasks: 'lapse' },
							owner: { kind: 'change_owner', by, ownerEmail: 'b@example.com', tasks: 'move' },
							approve: { kind: 'approve', by },
							refuse: { kind: 'refuse', by, reason: 'x' },
							skip: { kind: 'skip', by, reason: 'x' },
							off: { kind: 'switched_off', by, openRuns: 'pause', tasks: 'keep' },
							move: { kind: 'move', by, modelVersion: 2, program },
						}
						const before = run
						const lookup = (name: string) => (name === 'level' ? 'watch' : score)
						const result = nextStep(before, events[kind], { day, lookup }, program, usualCalendar)
						run = result.run
						if (endedRunStates.includes(before.state)) {
							expect(run).toBe(before)
							expect(result.effects).toEqual([])
						}
						if (result.refused !== null) expect(run).toBe(before)
						if (before.state === 'paused' && run.state === 'paused')
							expect(run.steps.length).toBe(before.steps.length)
						for (const effect of result.effects) {
							if (effect.kind !== 'make_task' && effect.kind !== 'send' && effect.kind !== 'write') continue
							expect(made.has(effect.stepId)).toBe(false)
							made.add(effect.stepId)
						}
						expect(run.endedOn !== null).toBe(endedRunStates.includes(run.state))
						expect(run.pausedFrom !== null).toBe(run.state === 'paused')
						if (run.endedOn === null) expect(run.stepId).not.toBeNull()
						expect(new Set(run.steps.map(step => step.stepId)).size).toBe(run.steps.length)
					}
				},
			),
			{ seed: 5, numRuns: 1_500 },
		)
	})
})
