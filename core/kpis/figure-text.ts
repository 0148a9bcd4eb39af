import { emptyFigures, type GroupFigures } from './group-figures.ts'

// Figures as plain values that JSON can hold: counts as numbers, amounts as text, in a fixed order.

const amounts = [
	'startMrr',
	'new',
	'reactivation',
	'expansion',
	'contraction',
	'churn',
	'fx',
	'entering',
	'leaving',
	'endMrr',
] as const
const cohortAmounts = ['startMrr', 'expansion', 'contraction', 'churn', 'endMrr', 'keptMrr'] as const
const levers = ['seats', 'price', 'product'] as const

/** One group: its name, four counts, then its amounts. */
export type FigureText = [group: string, counts: number[], amounts: string[]]

export function printFigures(groups: Iterable<[string, GroupFigures]>): FigureText[] {
	return Array.from(groups, ([group, figures]): FigureText => {
		const { cohort, expansionLevers, contractionLevers } = figures
		const units = [
			...amounts.map(name => figures[name]),
			...cohortAmounts.map(name => cohort[name]),
			...levers.map(name => expansionLevers[name]),
			...levers.map(name => contractionLevers[name]),
		]
		const counts = [figures.logosStart, figures.logosEnd, cohort.logosStart, cohort.logosLost]
		return [group, counts, units.map(String)]
	})
}

export function parseFigures(rows: readonly FigureText[]): Map<string, GroupFigures> {
	return new Map(rows.map(([group, counts, units]) => [group, toFigures(counts, units.map(BigInt))]))
}

function toFigures(counts: readonly number[], units: readonly bigint[]): GroupFigures {
	const figures = emptyFigures()
	const expected = amounts.length + cohortAmounts.length + 2 * levers.length
	if (counts.length !== 4 || units.length !== expected) {
		throw new Error(`expected 4 counts and ${expected} amounts, got ${counts.length} and ${units.length}`)
	}
	figures.logosStart = counts[0]!
	figures.logosEnd = counts[1]!
	figures.cohort.logosStart = counts[2]!
	figures.cohort.logosLost = counts[3]!
	let next = 0
	for (const name of amounts) figures[name] = units[next++]!
	for (const name of cohortAmounts) figures.cohort[name] = units[next++]!
	for (const name of levers) figures.expansionLevers[name] = units[next++]!
	for (const name of levers) figures.contractionLevers[name] = units[next++]!
	return figures
}
