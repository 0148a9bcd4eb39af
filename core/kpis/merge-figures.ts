import type { CohortFigures, GroupFigures } from './group-figures.ts'

/** Adds the figures of one group to those of another. */
export function mergeFigures(into: GroupFigures, other: GroupFigures): void {
	const { cohort, expansionLevers, contractionLevers, ...own } = other
	for (const [name, value] of Object.entries(own)) addTo(into, name as keyof typeof own, value)
	for (const [name, value] of Object.entries(cohort)) addTo(into.cohort, name as keyof CohortFigures, value)
	for (const lever of ['seats', 'price', 'product'] as const) {
		into.expansionLevers[lever] += expansionLevers[lever]
		into.contractionLevers[lever] += contractionLevers[lever]
	}
}

type Sums = Record<string, bigint | number | object>

function addTo<Figures extends object>(
	into: Figures,
	name: keyof Figures & string,
	value: bigint | number,
): void {
	const sums = into as Sums
	const known = sums[name]
	if (typeof value === 'bigint') sums[name] = (typeof known === 'bigint' ? known : 0n) + value
	else sums[name] = (typeof known === 'number' ? known : 0) + value
}
