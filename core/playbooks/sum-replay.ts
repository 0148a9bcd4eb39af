import type { PlaybookDefinition } from '../model/playbook.ts'
import { type Day, weekdayOf } from '../time/day.ts'
import type { FoundStart } from './find-starts.ts'

export interface Decision {
	accountId: number
	on: Day
	outcome: 'renewed' | 'churned'
}

export interface ReplaySums {
	triggers: number
	runs: number
	control: number
	waiting: number
	accounts: number
	hours: number
	byWeek: { week: Day; runs: number; hours: number }[]
	byOwner: { ownerEmail: string | null; runs: number; hours: number }[]
	churned: { caught: number; of: number; share: number | null }
	renewed: { caught: number; of: number; share: number | null }
}

/** A decision was caught by what started for its account in so many days before it. */
const reachDays = 180

/** What a replay came to: work by week (its Monday) and by owner, and which decisions it had caught before. */
export function sumReplay(
	definition: PlaybookDefinition,
	found: readonly (FoundStart & { startedOn: Day })[],
	ownerOf: (accountId: number) => string | null,
	decisions: readonly Decision[],
): ReplaySums {
	const runs = found.filter(({ outcome }) => outcome === 'started')
	const { hours } = definition
	const weeks = Map.groupBy(runs, ({ startedOn }) => startedOn - weekdayOf(startedOn) + 1)
	const owners = Map.groupBy(runs, ({ accountId }) => ownerOf(accountId))
	const startsOf = Map.groupBy(runs, ({ accountId }) => accountId)
	const caughtOf = (outcome: Decision['outcome']) => {
		const all = decisions.filter(decision => decision.outcome === outcome)
		const caught = all.filter(({ accountId, on }) =>
			(startsOf.get(accountId) ?? []).some(({ startedOn }) => startedOn <= on && startedOn > on - reachDays),
		).length
		return { caught, of: all.length, share: all.length === 0 ? null : caught / all.length }
	}
	return {
		triggers: found.filter(({ outcome }) => outcome !== 'baseline').length,
		runs: runs.length,
		control: found.filter(({ outcome }) => outcome === 'control').length,
		waiting: found.filter(({ outcome }) => outcome === 'waiting').length,
		accounts: startsOf.size,
		hours: runs.length * hours,
		byWeek: [...weeks]
			.map(([week, list]) => ({ week, runs: list.length, hours: list.length * hours }))
			.sort((a, b) => a.week - b.week),
		byOwner: [...owners]
			.map(([ownerEmail, list]) => ({ ownerEmail, runs: list.length, hours: list.length * hours }))
			.sort((a, b) => b.runs - a.runs || ((a.ownerEmail ?? '') < (b.ownerEmail ?? '') ? -1 : 1)),
		churned: caughtOf('churned'),
		renewed: caughtOf('renewed'),
	}
}

/** Accounts on which two playbooks would both have started within 14 days of each other. */
export function overlapOf(
	runs: readonly { accountId: number; startedOn: Day }[],
	others: readonly { accountId: number; startedOn: Day }[],
): number {
	const starts = Map.groupBy(others, ({ accountId }) => accountId)
	const both = new Set<number>()
	for (const { accountId, startedOn } of runs) {
		if ((starts.get(accountId) ?? []).some(other => Math.abs(other.startedOn - startedOn) <= 14))
			both.add(accountId)
	}
	return both.size
}
