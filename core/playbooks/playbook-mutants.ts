import { endedRunStates } from '../model/playbook-run.ts'
import { findStart } from './find-starts.ts'
import { nextStep } from './next-step.ts'
import { type PlaybookEngine, playbookEngine } from './simulated-engine.ts'

/** A fault that the simulator has to find: one decision of the engine is replaced. */
export interface PlaybookMutant {
	name: string
	says: string
	engine: PlaybookEngine
}

function mutant(name: string, says: string, change: Partial<PlaybookEngine>): PlaybookMutant {
	return { name, says, engine: { ...playbookEngine, ...change } }
}

/**
 * Faults of the kinds that others have had. The first ten were written before the simulator was, the next three
 * before it had circles of playbooks and versions, the last five before it knew what happens after days on which
 * everything was stopped, and retries that outlive their run.
 */
export const playbookMutants: readonly PlaybookMutant[] = [
	mutant('retry makes a new send', 'the ledger’s key counts attempts, so a repeated step sends again', {
		sendKey: (runId, stepId, recipient, attempt) => `${runId}/${stepId}/${recipient}/${attempt}`,
	}),
	mutant('crash is sent again', 'a send that was claimed at a crash is planned again', {
		afterCrash: () => 'planned',
	}),
	mutant('lost answer is sent again', 'a send whose answer was lost counts as not sent', {
		afterLostAnswer: () => 'planned',
	}),
	mutant('cancelled runs send', 'what a run had planned is sent although the run has ended', {
		afterCancel: state => state,
	}),
	mutant('history fires', 'episodes of a first look or an import start runs', {
		findStart: (day, playbook, account, memory) =>
			findStart(
				day,
				{ ...playbook, watchedFrom: playbook.watchedFrom === null ? null : playbook.watchedFrom - 1_000 },
				{ ...account, episodes: account.episodes.map(episode => ({ ...episode, baseline: false })) },
				memory,
			),
	}),
	mutant('outages fire', 'a day on which data are missing starts and sends as any other', {
		mayAct: ({ isStopped }) => !isStopped,
	}),
	mutant('paused runs act', 'a paused run goes on', {
		nextStep: (run, event, moment, program, calendar) =>
			nextStep(
				run.state === 'paused' && event.kind === 'tick'
					? { ...run, state: run.pausedFrom ?? 'running', pausedFrom: null }
					: run,
				event,
				moment,
				program,
				calendar,
			),
	}),
	mutant('caps are not kept', 'a playbook starts as many runs as it finds', {
		capStarts: found => ({ found: [...found], tripped: new Map() }),
	}),
	mutant('the stop does not hold', 'runs go on while everything is stopped', {
		mayAct: ({ isOutage }) => !isOutage,
	}),
	mutant('ended runs come back', 'a run that has ended goes on when a task of it is closed', {
		nextStep: (run, event, moment, program, calendar) =>
			nextStep(
				endedRunStates.includes(run.state) && event.kind === 'tick'
					? { ...run, state: 'running', endedOn: null }
					: run,
				endedRunStates.includes(run.state) && event.kind === 'tick'
					? { kind: 'skip', by: 'nobody', reason: 'mutant' }
					: event,
				moment,
				program,
				calendar,
			),
	}),
	mutant('chains have no end', 'how many playbooks have led to one another is not counted', {
		findStart: (day, playbook, account, memory) =>
			findStart(
				day,
				playbook,
				{ ...account, changes: account.changes.map(change => ({ ...change, depth: 1 })) },
				memory,
			),
	}),
	mutant('own changes start again', 'a playbook starts by what it has led to itself', {
		findStart: (day, playbook, account, memory) =>
			findStart(
				day,
				playbook,
				{ ...account, changes: account.changes.map(change => ({ ...change, chain: [] })) },
				memory,
			),
	}),
	mutant('runs follow the newest version', 'an open run goes on with steps that it did not begin with', {
		versionOf: (_, newest) => newest,
	}),
	mutant(
		'stopped days start runs later',
		'what happened while everything was stopped starts runs afterwards',
		{
			stoppedUntil: () => null,
		},
	),
	mutant('what piled up goes out', 'messages that were due while everything was stopped go out at once', {
		afterStop: state => state,
	}),
	mutant('waits end together', 'the time for which everything was stopped counts as waited', {
		waitAfterStop: until => until,
	}),
	mutant('retries outlive their run', 'a message that was tried while its run was cancelled is tried again', {
		beforeSend: ({ isPaused }) => (isPaused ? 'waits' : 'goes'),
	}),
	mutant('paused runs send', 'what a run had planned is sent while it is paused', {
		beforeSend: ({ isEnded }) => (isEnded ? 'is cancelled' : 'goes'),
	}),
]
