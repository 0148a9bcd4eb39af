import type { BandLevel } from '../model/health-model.ts'
import type { TaskCandidate } from '../model/task.ts'
import type { Day } from '../time/day.ts'

const levelUrgency: Record<BandLevel, number> = { alarm: 4, watch: 2, fine: 1, good: 1 }

/**
 * Urgency = level × nearness. Level: alarm 4, watch 2, fine and good 1. Nearness by the days to the next renewal:
 * 2 within 30 days (or past due), 1.5 within 90, else 1, also where none is known.
 */
export function urgencyOf(level: BandLevel, renewalOn: Day | null, asOf: Day): number {
	const days = renewalOn === null ? Number.POSITIVE_INFINITY : renewalOn - asOf
	const nearness = days <= 30 ? 2 : days <= 90 ? 1.5 : 1
	return levelUrgency[level] * nearness
}

type Ranked = Pick<TaskCandidate, 'accountId' | 'source' | 'moneyAtRiskMinor' | 'urgency' | 'dueOn'>

/** Money at risk × urgency, in minor units; unknown money ranks below any known one, by urgency alone. */
export function weightOf({ moneyAtRiskMinor, urgency }: Ranked): number {
	return moneyAtRiskMinor === null ? -1 / urgency : Number(moneyAtRiskMinor) * urgency
}

function compareTasks(a: Ranked, b: Ranked): number {
	return (
		weightOf(b) - weightOf(a) ||
		b.urgency - a.urgency ||
		a.dueOn - b.dueOn ||
		compareText(a.source.kind, b.source.kind) ||
		compareText(a.source.id, b.source.id)
	)
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0
}

/** Tasks of one account stand together, in the place of its first one; ties go by account, then by source. */
export function rankTasks<Task extends Ranked>(tasks: readonly Task[]): Task[] {
	const groups = Map.groupBy(tasks, task => task.accountId)
	return [...groups]
		.map(([accountId, group]) => ({ accountId, group: group.toSorted(compareTasks) }))
		.sort((a, b) => {
			const [firstA, firstB] = [a.group[0], b.group[0]]
			if (!firstA || !firstB) return 0
			return (
				weightOf(firstB) - weightOf(firstA) ||
				firstB.urgency - firstA.urgency ||
				firstA.dueOn - firstB.dueOn ||
				a.accountId - b.accountId
			)
		})
		.flatMap(({ group }) => group)
}
