import type { ConditionLookup } from '../conditions/evaluate-condition.ts'
import type { Day } from '../time/day.ts'
import { type CapState, capOf } from './cap-starts.ts'
import { type Program, truthOf } from './compile-playbook.ts'
import { type AccountPlaybook, mayEnterAgain } from './find-starts.ts'

/** What another program's call to a playbook meets. */
export interface CallSituation {
	date: Day
	program: Program
	account: { isCustomer: boolean; lookup: ConditionLookup }
	memory: AccountPlaybook
	/** The last look of playbooks was passed over because data are missing; null where it was not. */
	held: string | null
	isTripped: boolean
	counts: CapState
}

export type CallJudgement =
	| { kind: 'start' }
	/** It starts nothing now and leaves no trace: the same call may come again. */
	| { kind: 'refuse'; note: string }
	/** Kept, and nothing starts before a person says so; `trips`: the breaker goes with it. */
	| { kind: 'wait'; note: string; trips: boolean }

/**
 * Whether a call starts a run: by the same rules as occasions that the day finds, for a program may run wild too. Nobody
 * is held back as a control group, because the report of effects leaves out what other programs start.
 */
export function judgeCall(call: CallSituation): CallJudgement {
	const { program, account, memory, date, counts } = call
	const { definition } = program
	const refuse = (note: string): CallJudgement => ({ kind: 'refuse', note })
	if (definition.trigger.kind !== 'webhook') return refuse('the playbook is not started by other programs')
	if (!definition.enabled) return refuse('the playbook is off')
	if (call.held !== null) return refuse(`nothing starts today: ${call.held}`)
	if (!account.isCustomer && !definition.continuesAfterChurn) return refuse('the account is no customer')
	if (program.when && truthOf(program.when, account.lookup) !== true) {
		return refuse('its condition is not true for the account')
	}
	if (memory.hasOpenRun) return refuse('a run of it is open for the account')
	if (!mayEnterAgain(date, { program }, memory)) return refuse('the account went through it before')
	if (call.isTripped) return { kind: 'wait', note: 'its breaker holds it', trips: false }
	const total = (counts.startedToday.get(definition.id) ?? 0) + 1
	const cap = capOf(definition, counts.customers)
	if (total > cap) return { kind: 'wait', note: `${total} runs in a day, its cap is ${cap}`, trips: true }
	const { openRuns } = definition.caps
	if (openRuns !== undefined && (counts.openRuns.get(definition.id) ?? 0) >= openRuns) {
		return { kind: 'wait', note: 'as many runs are open as it may have', trips: false }
	}
	return { kind: 'start' }
}
