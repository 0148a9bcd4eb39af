import type { Day } from '../time/day.ts'
import { capStarts } from './cap-starts.ts'
import { findStart } from './find-starts.ts'
import { nextStep } from './next-step.ts'

export type SimulatedSendState =
	| 'waiting'
	| 'planned'
	| 'claimed'
	| 'sent'
	| 'failed'
	| 'unknown'
	| 'cancelled'

/** The decisions that the simulator puts to the test; a mutant replaces one of them. */
export interface PlaybookEngine {
	nextStep: typeof nextStep
	findStart: typeof findStart
	capStarts: typeof capStarts
	/** Under which key a send stands in the ledger. */
	sendKey(runId: string, stepId: string, recipient: string, attempt: number): string
	/** What a new send is: to a customer it waits for a person. */
	firstState(toCustomer: boolean): SimulatedSendState
	/** What a claimed send is after a crash, when nobody knows whether it went out. */
	afterCrash(): SimulatedSendState
	/** What a send is whose answer was lost. */
	afterLostAnswer(): SimulatedSendState
	/** What a planned send is once its run has ended. */
	afterCancel(state: SimulatedSendState): SimulatedSendState
	/** What becomes of a planned send that the sender comes to, by how its run stands. */
	beforeSend(run: { isPaused: boolean; isEnded: boolean }): 'goes' | 'waits' | 'is cancelled'
	/** The last day on which everything was stopped, as starts are told of it. */
	stoppedUntil(last: Day | null): Day | null
	/** What a planned send is once everything goes on again. */
	afterStop(state: SimulatedSendState): SimulatedSendState
	/** When a wait ends once everything goes on again. */
	waitAfterStop(until: Day, stoppedDays: number): Day
	/** Whether a day may start and send anything. */
	mayAct(day: { isOutage: boolean; isStopped: boolean }): boolean
	/** Whether an occasion that was met before counts as met. */
	remembers(): boolean
	/** Version of the playbook that a run follows. */
	versionOf(run: { modelVersion: number }, newest: number): number
}

export const playbookEngine: PlaybookEngine = {
	nextStep,
	findStart,
	capStarts,
	sendKey: (runId, stepId, recipient) => `${runId}/${stepId}/${recipient}`,
	firstState: toCustomer => (toCustomer ? 'waiting' : 'planned'),
	afterCrash: () => 'unknown',
	afterLostAnswer: () => 'unknown',
	afterCancel: state => (state === 'planned' || state === 'waiting' ? 'cancelled' : state),
	beforeSend: ({ isPaused, isEnded }) => (isEnded ? 'is cancelled' : isPaused ? 'waits' : 'goes'),
	stoppedUntil: last => last,
	afterStop: state => (state === 'planned' ? 'waiting' : state),
	waitAfterStop: (until, stoppedDays) => until + stoppedDays,
	mayAct: ({ isOutage, isStopped }) => !isOutage && !isStopped,
	remembers: () => true,
	versionOf: run => run.modelVersion,
}
