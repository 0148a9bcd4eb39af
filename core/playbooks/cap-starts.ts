import type { PlaybookDefinition } from '../model/playbook.ts'
import type { FoundStart } from './find-starts.ts'

/** New runs of a playbook in a day, at most. */
export function capOf(definition: PlaybookDefinition, customers: number): number {
	return definition.caps.runsPerDay ?? Math.max(Math.ceil(customers * 0.05), 25)
}

export interface CappedStarts {
	found: FoundStart[]
	/** Why the breaker of a playbook goes, by playbook. */
	tripped: Map<string, string>
}

export interface CapState {
	customers: number
	/** Runs that the playbook has started on the date already. */
	startedToday: ReadonlyMap<string, number>
	openRuns: ReadonlyMap<string, number>
}

/**
 * Lets a playbook start at most its cap. Where there are more, none of them starts: all wait for a person, and the
 * playbook stands still until one has looked. A limit of open runs only lets the rest wait.
 */
export function capStarts(
	found: readonly FoundStart[],
	definitions: ReadonlyMap<string, PlaybookDefinition>,
	state: CapState,
): CappedStarts {
	const tripped = new Map<string, string>()
	const starting = Map.groupBy(
		found.filter(({ outcome }) => outcome === 'started'),
		({ playbookId }) => playbookId,
	)
	const mayStart = new Map<string, number>()
	for (const [playbookId, starts] of starting) {
		const definition = definitions.get(playbookId)
		if (!definition) continue
		const cap = capOf(definition, state.customers)
		const total = starts.length + (state.startedToday.get(playbookId) ?? 0)
		if (total > cap) {
			tripped.set(playbookId, `${total} runs in a day, its cap is ${cap}`)
			mayStart.set(playbookId, 0)
			continue
		}
		const { openRuns } = definition.caps
		if (openRuns === undefined) continue
		mayStart.set(playbookId, Math.max(0, openRuns - (state.openRuns.get(playbookId) ?? 0)))
	}
	const used = new Map<string, number>()
	const capped = found.map((start): FoundStart => {
		const limit = start.outcome === 'started' ? mayStart.get(start.playbookId) : undefined
		if (limit === undefined) return start
		const count = (used.get(start.playbookId) ?? 0) + 1
		used.set(start.playbookId, count)
		if (count <= limit) return start
		const note = tripped.get(start.playbookId) ?? 'as many runs are open as it may have'
		return { ...start, outcome: 'waiting', note }
	})
	return { found: capped, tripped }
}
