import type { z } from 'zod'
import type { ModelHistory } from '../../api/model.ts'
import type { replayPlaybook } from '../../api/playbook-trial.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { PlaybookDefinition } from '../../core/model/playbook.ts'
import type { PredictorKind } from '../../core/model/predictor.ts'
import type { ChurnLabel } from '../../core/model/validation-case.ts'
import type { Day } from '../../core/time/day.ts'

/** Work that keeps a processor busy for long: each runs in a thread, so that the server goes on answering. */
export interface ThreadTasks {
	/** Trains models on what is known by a day; says how many dates of history were left out as too many to compute. */
	train: { input: { kinds: PredictorKind[]; asOf: Day; now: Date }; output: { datesLeftOut: number } }
	/** Validates the score over history and stores what it and every metric and signal told. */
	look_at_history: {
		input: { label: ChurnLabel; from?: Day | undefined; to?: Day | undefined; now: Date }
		output: { cases: number }
	}
	/** What a playbook would have done over the past. */
	replay: {
		input: {
			definition: PlaybookDefinition
			model: OperatingModel
			now: Date
			asked: { from: Day | null; to: Day | null }
		}
		output: z.input<typeof replayPlaybook.output>
	}
	/** What history says of a model that is not applied. */
	plan_history: { input: { model: OperatingModel; now: Date }; output: z.input<typeof ModelHistory> }
}
export type ThreadTask = keyof ThreadTasks

/** What a thread is started with. */
export interface ThreadData<Task extends ThreadTask = ThreadTask> {
	connectionString: string
	dataFolder: string
	task: Task
	input: ThreadTasks[Task]['input']
}

/** What a thread says: how far it is, and what came of it. */
export type ThreadMessage =
	| { kind: 'progress'; doing: string; share: number | null }
	| { kind: 'done'; output: unknown }
	| { kind: 'refused'; code: string; message: string; fix: string | undefined }
