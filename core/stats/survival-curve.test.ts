import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { logRank } from './log-rank.ts'
import { nelsonAalen } from './nelson-aalen.ts'
import { curveQuantile, type SurvivalInterval, survivalCurve } from './survival-curve.ts'

// Numbers of R 4.2.2, survival 3.5-3.
const reference = join(import.meta.dirname, '../../../shared/data/survival_reference')

function readTable(file: string): Record<string, string>[] {
	const [head, ...lines] = readFileSync(file, 'utf8').trim().split('\n')
	const cells = (line: string) =>
		(line.match(/"[^"]*"|[^,]+|(?<=,)(?=,|$)/g) ?? []).map(cell => cell.replaceAll('"', '').trim())
	const names = cells(head ?? '')
	return lines.map(line => Object.fromEntries(cells(line).map((cell, index) => [names[index] ?? '', cell])))
}

/** R's `NA` and `Inf` are what the curve has no number for. */
function numberOf(text: string | undefined): number {
	return text === undefined || text === 'NA' || text === '' ? Number.NaN : Number(text)
}

interface Cohort {
	times: number[]
	events: number[]
	groups: number[]
}

function readCohort(
	file: string,
	read: (row: Record<string, string>) => { time: number; event: number; group: string },
): Cohort {
	const rows = readTable(file).map(read)
	const names = [...new Set(rows.map(({ group }) => group))].sort()
	return {
		times: rows.map(({ time }) => time),
		events: rows.map(({ event }) => event),
		groups: rows.map(({ group }) => names.indexOf(group)),
	}
}

const lung = () =>
	readCohort(join(reference, 'data/R_lung.csv'), row => ({
		time: Number(row.time),
		event: Number(row.status) - 1,
		group: row.sex ?? '',
	}))
const waltons = () =>
	readCohort(join(reference, 'data/lifelines_waltons_dataset.csv'), row => ({
		time: Number(row.T),
		event: Number(row.E),
		group: row.group ?? '',
	}))
const veteran = () =>
	readCohort(join(reference, 'data/R_veteran.csv'), row => ({
		time: Number(row.time),
		event: Number(row.status),
		group: row.celltype ?? '',
	}))
const rossi = () =>
	readCohort(join(reference, 'data/lifelines_rossi.csv'), row => ({
		time: Number(row.week),
		event: Number(row.arrest),
		group: 'all',
	}))

function select({ times, events, groups }: Cohort, group: number | undefined): [number[], number[]] {
	const isIn = (_: number, index: number) => group === undefined || groups[index] === group
	return [times.filter(isIn), events.filter(isIn)]
}

const limits: [SurvivalInterval, string, string][] = [
	['plain', 'lower_plain', 'upper_plain'],
	['log', 'lower_log', 'upper_log'],
	['log-log', 'lower_loglog', 'upper_loglog'],
]

function checkCurve(expected: Record<string, string>[], times: number[], events: number[]): number {
	let compared = 0
	for (const [interval, low, high] of limits) {
		const curve = survivalCurve(times, events, { interval })
		const hazard = nelsonAalen(times, events)
		expect(curve.times).toHaveLength(expected.length)
		for (const [index, row] of expected.entries()) {
			expect(curve.times[index]).toBe(Number(row.time))
			expect(curve.atRisk[index]).toBe(Number(row.n_risk))
			expect(curve.events[index]).toBe(Number(row.n_event))
			expect(curve.censored[index]).toBe(Number(row.n_censor))
			expect(Math.abs(curve.survival[index]! - Number(row.surv))).toBeLessThan(1e-6)
			expect(Math.abs(hazard.hazards[index]! - Number(row.na_cumhaz))).toBeLessThan(1e-6)
			for (const [ours, theirs] of [
				[curve.low[index]!, numberOf(row[low])],
				[curve.high[index]!, numberOf(row[high])],
			] as const) {
				if (Number.isNaN(theirs)) continue
				expect(Math.abs(ours - theirs)).toBeLessThan(1e-6)
				compared++
			}
		}
	}
	return compared
}

describe.runIf(existsSync(reference))('survival curves against R', () => {
	const curves: [file: string, load: () => Cohort][] = [
		['km_lung.csv', lung],
		['km_lung_by_sex.csv', lung],
		['km_waltons.csv', waltons],
		['km_waltons_by_group.csv', waltons],
		['km_veteran_by_celltype.csv', veteran],
		['km_rossi.csv', rossi],
	]
	it.each(curves)('%s: curve, hazard and three intervals to 1e-6', (file, load) => {
		const rows = readTable(join(reference, 'expected', file))
		const cohort = load()
		for (const stratum of new Set(rows.map(row => row.strata))) {
			const expected = rows.filter(row => row.strata === stratum)
			const names = [...new Set(rows.map(row => row.strata))].sort()
			const [times, events] = select(cohort, names.length === 1 ? undefined : groupOf(names, stratum))
			expect(checkCurve(expected, times, events)).toBeGreaterThan(20)
		}
	})
	it.each([
		['lung', lung, 310, 285, 363],
		['waltons', waltons, 56, 53, 58],
	] as const)('median of %s', (_, load, median, low, high) => {
		const [times, events] = select(load(), undefined)
		const curve = survivalCurve(times, events, { interval: 'log' })
		expect(curveQuantile(curve.times, curve.survival, 0.5)).toBe(median)
		expect(curveQuantile(curve.times, curve.low, 0.5)).toBe(low)
		expect(curveQuantile(curve.times, curve.high, 0.5)).toBe(high)
	})
	it.each([
		['waltons', waltons, 0],
		['lung', lung, 0],
		['lung', lung, 1],
		['veteran', veteran, 0],
	] as const)('log-rank of %s with rho %#', (dataset, load, rho) => {
		const expected = readTable(join(reference, 'expected/logrank.csv')).find(
			row => row.dataset === dataset && Number(row.rho) === rho,
		)
		const { times, events, groups } = load()
		const test = logRank(times, events, groups, rho)!
		expect(Math.abs(test.chiSquare - Number(expected?.chisq))).toBeLessThan(1e-6)
		expect(test.degreesOfFreedom).toBe(Number(expected?.df))
		expect(Math.abs(test.p / Number(expected?.p) - 1)).toBeLessThan(1e-6)
	})
})

/** Strata are named `sex=1`; groups are numbered in the order of their values. */
function groupOf(names: (string | undefined)[], stratum: string | undefined): number {
	return names.indexOf(stratum)
}

describe('survival without any file', () => {
	// The first six weeks of Freireich's leukaemia trial, as in Kalbfleisch & Prentice.
	const times = [6, 6, 6, 6, 7, 9, 10, 10, 11]
	const events = [1, 1, 1, 0, 1, 0, 1, 0, 0]
	it('multiplies what is left', () => {
		const curve = survivalCurve(times, events)
		expect([...curve.times]).toEqual([6, 7, 9, 10, 11])
		expect(curve.survival[0]).toBeCloseTo(6 / 9, 12)
		expect(curve.survival[1]).toBeCloseTo((6 / 9) * (4 / 5), 12)
		expect(curve.survival[3]).toBeCloseTo((6 / 9) * (4 / 5) * (2 / 3), 12)
	})
	it('has no median where fewer than half were seen to leave', () => {
		expect(curveQuantile([1, 2], [0.9, 0.8], 0.5)).toBeNull()
	})
	it('has no test without events or with one group', () => {
		expect(logRank([1, 2], [0, 0], [0, 1])).toBeNull()
		expect(logRank([1, 2], [1, 1], [0, 0])).toBeNull()
	})
})
