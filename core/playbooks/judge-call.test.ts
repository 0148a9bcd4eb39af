import { describe, expect, it } from 'vitest'
import { PlaybookDefinition } from '../model/playbook.ts'
import { compilePlaybook } from './compile-playbook.ts'
import { neverMet } from './find-starts.ts'
import { type CallSituation, judgeCall } from './judge-call.ts'

const definition = {
	id: 'hooked',
	name: 'Hooked',
	purpose: 'To test',
	trigger: { kind: 'webhook' },
	done: { says: 'done' },
	enabled: true,
	hours: 1,
	steps: [{ id: 'task', kind: 'task', title: 'x' }],
}
const programOf = (over: object) => compilePlaybook(PlaybookDefinition.parse({ ...definition, ...over }))
const base: CallSituation = {
	date: 20_000,
	program: programOf({}),
	account: { isCustomer: true, lookup: name => (name === 'score' ? 50 : null) },
	memory: neverMet,
	held: null,
	isTripped: false,
	counts: { customers: 100, startedToday: new Map(), openRuns: new Map() },
}
const counts = (today: number, open = 0) => ({
	customers: 100,
	startedToday: new Map([['hooked', today]]),
	openRuns: new Map([['hooked', open]]),
})
const before = { met: new Set<string>(), lastStartedOn: 19_995, hasOpenRun: false }

describe('a call of another program', () => {
	const cases: [string, Partial<CallSituation>, object][] = [
		['starts', {}, { kind: 'start' }],
		['starts where its condition is true', { program: programOf({ when: 'score < 60' }) }, { kind: 'start' }],
		['not where it is false', { program: programOf({ when: 'score < 40' }) }, { kind: 'refuse' }],
		['not where it is not known', { program: programOf({ when: 'arr > 1' }) }, { kind: 'refuse' }],
		['not by a playbook that is off', { program: programOf({ enabled: false }) }, { kind: 'refuse' }],
		[
			'not by one that has another trigger by now',
			{ program: programOf({ trigger: { kind: 'hand' } }) },
			{ kind: 'refuse' },
		],
		[
			'not for who has left',
			{ account: { isCustomer: false, lookup: () => null } },
			{ kind: 'refuse', note: 'the account is no customer' },
		],
		[
			'but for a post-mortem',
			{
				account: { isCustomer: false, lookup: () => null },
				program: programOf({ continuesAfterChurn: true }),
			},
			{ kind: 'start' },
		],
		[
			'not on a day on which data are missing',
			{ held: 'data are missing' },
			{ kind: 'refuse', note: 'nothing starts today: data are missing' },
		],
		['not beside an open run', { memory: { ...before, hasOpenRun: true } }, { kind: 'refuse' }],
		['again by the usual rule', { memory: before }, { kind: 'start' }],
		[
			'not again where once is enough',
			{ memory: before, program: programOf({ reEntry: { kind: 'once' } }) },
			{ kind: 'refuse' },
		],
		[
			'not before the days of its rule are over',
			{ memory: before, program: programOf({ reEntry: { kind: 'every', days: 6 } }) },
			{ kind: 'refuse', note: 'the account went through it before' },
		],
		['as the 25th of a day', { counts: counts(24) }, { kind: 'start' }],
		['waits as the 26th, and the breaker goes', { counts: counts(25) }, { kind: 'wait', trips: true }],
		['waits while the breaker holds', { isTripped: true }, { kind: 'wait', trips: false }],
		[
			'waits over a limit of open runs',
			{ counts: counts(0, 3), program: programOf({ caps: { openRuns: 3 } }) },
			{ kind: 'wait', trips: false },
		],
	]
	it.each(cases)('%s', (_, over, expected) => {
		expect(judgeCall({ ...base, ...over })).toMatchObject(expected)
	})
})
