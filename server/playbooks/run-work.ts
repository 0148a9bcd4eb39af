import type { ClientBase } from 'pg'
import type { Program } from '../../core/playbooks/compile-playbook.ts'
import type { RunEffect } from '../../core/playbooks/run-event.ts'
import type { Day } from '../../core/time/day.ts'
import type { PlannedSend } from '../delivery/send-store.ts'
import type { Workspace } from '../workspace/workspace-store.ts'
import type { Composing } from './compose-message.ts'
import type { Programs } from './program-store.ts'
import type { Team } from './run-people-store.ts'
import type { StoredRun } from './run-store.ts'
import type { RunWriters } from './run-writers.ts'

/** Everything that runs need to go on. */
export interface RunWork {
	client: ClientBase
	now: Date
	/** The workspace's today. */
	day: Day
	/** The date whose results conditions and texts see. */
	valuesOn: Day
	workspace: Workspace
	programs: Programs
	team: Team
	writers: RunWriters
}

/** An effect with the run that wants it, and its message where it is one. */
export interface RunTodo {
	run: StoredRun
	effect: RunEffect
	program: Program
	composing: Composing
	send: PlannedSend | null
}
