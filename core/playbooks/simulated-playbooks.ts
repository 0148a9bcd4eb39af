import { PlaybookDefinition } from '../model/playbook.ts'

/** Playbooks of the simulated world: messages to the team and to a customer, waits, approvals, a field, a cap. */
export const simulatedPlaybooks: readonly PlaybookDefinition[] = [
	PlaybookDefinition.parse({
		id: 'drop',
		name: 'Drop',
		purpose: 'A signal with everything that can be waited for',
		trigger: { kind: 'signal', signal: 'drop', on: 'enters' },
		exitsWithSignal: true,
		done: { says: 'well again', when: 'score >= 90' },
		enabled: true,
		hours: 1,
		steps: [
			{ id: 'tell', kind: 'slack', to: { team: 'owner' }, body: 'x' },
			{ id: 'task', kind: 'task', title: 'x' },
			{ id: 'write', kind: 'email', to: { contact: ['champion'] }, subject: 'x', body: 'x' },
			{ id: 'pause', kind: 'wait', days: 2 },
			{
				id: 'bad',
				kind: 'branch',
				arms: [{ when: 'score < 40', steps: [{ id: 'ask', kind: 'approval', title: 'x' }] }],
				otherwise: [{ id: 'note', kind: 'set_field', field: 'looked_at', value: 'yes' }],
			},
			{ id: 'last', kind: 'email', to: { team: 'manager' }, subject: 'x', body: 'x' },
		],
	}),
	PlaybookDefinition.parse({
		id: 'inside',
		name: 'Inside',
		purpose: 'While a signal goes on, at most two a day',
		trigger: { kind: 'signal', signal: 'silent', on: 'is_in' },
		reEntry: { kind: 'every', days: 5 },
		caps: { runsPerDay: 2 },
		control: { share: 0.2, seed: 3 },
		done: { says: 'all steps' },
		enabled: true,
		hours: 1,
		steps: [
			{ id: 'write', kind: 'email', to: { team: 'owner' }, subject: 'x', body: 'x' },
			{ id: 'until', kind: 'wait', until: 'score >= 70', limitDays: 3, atLimit: 'exit' },
			{
				id: 'after',
				kind: 'email',
				to: { contact: ['champion'] },
				subject: 'x',
				body: 'x',
				approval: 'not_needed',
			},
		],
	}),
	...Array.from({ length: 7 }, (_, place) => leads(`ring_${place}`, `s${place}`, `s${(place + 1) % 7}`)),
	leads('ping', 'p0', 'p1'),
	leads('pong', 'p1', 'p0'),
]

/** Sets the stage by which another one starts; a model that has all of a circle is refused, the engine has to cope. */
function leads(id: string, from: string, to: string): PlaybookDefinition {
	return PlaybookDefinition.parse({
		id,
		name: id,
		purpose: 'Leads to another one',
		trigger: { kind: 'stage', to: from },
		done: { says: 'all steps' },
		enabled: true,
		hours: 1,
		steps: [{ id: 'set', kind: 'set_field', field: 'lifecycle_stage', value: to }],
	})
}

/** Stages that the circles go through, which people set as well. */
export const simulatedStages: readonly string[] = ['s0', 's1', 's2', 's3', 's4', 's5', 's6', 'p0', 'p1']

/** The second version: one more step in the middle, and one less at the end. */
export function secondVersion(definition: PlaybookDefinition): PlaybookDefinition {
	if (definition.id !== 'drop') return definition
	const extra = { id: 'extra', kind: 'slack', to: { team: 'owner' }, body: 'x' }
	const steps: unknown[] = definition.steps.filter(({ id }) => id !== 'last')
	return PlaybookDefinition.parse({ ...definition, steps: steps.toSpliced(3, 0, extra) })
}
