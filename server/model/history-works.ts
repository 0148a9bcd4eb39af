import { randomUUID } from 'node:crypto'
import type { OperatingModel } from '../../core/model/operating-model.ts'

/** Looking at history for one model that is not applied. */
export interface HistoryWork<History> {
	id: string
	state: 'running' | 'done' | 'failed'
	progress: { doing: string; share: number | null }
	error: string | null
	history: History | null
}

export interface HistoryWorks<History> {
	/** Begins for a person; what the same person had begun before is stopped. */
	start(actor: string, model: OperatingModel, now: Date): HistoryWork<History>
	/** undefined: not this person's, or no longer kept. */
	find(actor: string, id: string): HistoryWork<History> | undefined
	/** Says whether it was still going on. */
	stop(actor: string, id: string): boolean
}

/** Does the work; ends soon after the signal. */
export type LookAtModel<History> = (
	model: OperatingModel,
	options: {
		now: Date
		signal: AbortSignal
		onProgress: (progress: { doing: string; share: number | null }) => void
	},
) => Promise<History>

const keptMs = 600_000

/** Works of this process, in its memory: they change nothing, so that a restart loses nothing but a wait. */
export function createHistoryWorks<History>(
	look: LookAtModel<History>,
	sayFault: (error: unknown) => string,
): HistoryWorks<History> {
	const works = new Map<string, { actor: string; work: HistoryWork<History>; controller: AbortController }>()
	const drop = (id: string) => {
		works.get(id)?.controller.abort()
		works.delete(id)
	}
	return {
		start(actor, model, now) {
			for (const [id, entry] of works) if (entry.actor === actor) drop(id)
			const controller = new AbortController()
			const work: HistoryWork<History> = {
				id: randomUUID(),
				state: 'running',
				progress: { doing: '', share: null },
				error: null,
				history: null,
			}
			works.set(work.id, { actor, work, controller })
			const onProgress = (progress: HistoryWork<History>['progress']) => {
				work.progress = progress
			}
			look(model, { now, signal: controller.signal, onProgress })
				.then(
					history => Object.assign(work, { state: 'done', history }),
					error => Object.assign(work, { state: 'failed', error: sayFault(error) }),
				)
				.finally(() => setTimeout(() => drop(work.id), keptMs).unref())
			return work
		},
		find(actor, id) {
			const entry = works.get(id)
			return entry?.actor === actor ? entry.work : undefined
		},
		stop(actor, id) {
			const entry = works.get(id)
			if (entry?.actor !== actor) return false
			drop(id)
			return entry.work.state === 'running'
		},
	}
}
