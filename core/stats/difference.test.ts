import { describe, expect, it } from 'vitest'
import { meanDifference } from './mean-difference.ts'
import { rateDifference } from './rate-difference.ts'
import { stratifiedDifference } from './stratified-difference.ts'
import { studentQuantile } from './student-quantile.ts'

describe('difference of two shares', () => {
	// Newcombe 1998, table II, method 10
	it.each([
		[56, 70, 48, 80, 0.2, 0.0524, 0.3339],
		[9, 10, 3, 10, 0.6, 0.1705, 0.809],
		[10, 10, 0, 20, 1, 0.6791, 1],
		[6, 7, 2, 7, 0.5714, 0.0582, 0.8062],
		[5, 56, 0, 29, 0.0893, -0.0381, 0.1926],
	])('%i/%i − %i/%i', (hits, cases, otherHits, otherCases, value, low, high) => {
		const found = rateDifference({ hits, cases }, { hits: otherHits, cases: otherCases })!
		expect(found.value).toBeCloseTo(value, 4)
		expect(found.low).toBeCloseTo(low, 4)
		expect(found.high).toBeCloseTo(high, 4)
	})
	it('is unknown where a group is empty', () => {
		expect(rateDifference({ hits: 0, cases: 0 }, { hits: 1, cases: 2 })).toBeNull()
	})
})

describe('Student’s t', () => {
	it.each([
		[1, 12.7062],
		[2, 4.3027],
		[10, 2.2281],
		[30, 2.0423],
		[120, 1.9799],
	])('with %i degrees of freedom at 97.5 %%', (freedom, value) => {
		expect(studentQuantile(0.975, freedom)).toBeCloseTo(value, 3)
	})
})

describe('difference of two means', () => {
	// R: t.test(extra ~ group, data = sleep): t = -1.8608, df = 17.776, interval -3.3654832 to 0.2054832
	const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]
	const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
	it('has the interval of R’s t.test on the sleep data', () => {
		const { value, low, high } = meanDifference(first, second)!
		expect(value).toBeCloseTo(-1.58, 10)
		expect(low).toBeCloseTo(-3.3654832, 3)
		expect(high).toBeCloseTo(0.2054832, 3)
	})
	it('is unknown from one value', () => {
		expect(meanDifference([1], second)).toBeNull()
	})
})

describe('difference within strata', () => {
	const caseOf = (stratum: string, isFirst: boolean, value: number) => ({ stratum, isFirst, value })
	it('compares alike with alike, where the whole would say the opposite', () => {
		const cases = [
			...Array.from({ length: 40 }, (_, index) => caseOf('weak', true, Number(index < 24))),
			...Array.from({ length: 10 }, (_, index) => caseOf('weak', false, Number(index < 5))),
			...Array.from({ length: 10 }, (_, index) => caseOf('strong', true, Number(index < 10))),
			...Array.from({ length: 40 }, (_, index) => caseOf('strong', false, Number(index < 36))),
		]
		const found = stratifiedDifference(cases)!
		expect(found.value).toBeCloseTo(0.1, 12)
		expect(found).toMatchObject({ first: 50, second: 50 })
		expect(found.low).toBeLessThan(0)
	})
	it('leaves out who has nobody alike, and is unknown where nobody has', () => {
		const lonely = [caseOf('a', true, 1), caseOf('b', false, 0)]
		expect(stratifiedDifference(lonely)).toBeNull()
		const some = [
			...lonely,
			caseOf('c', true, 1),
			caseOf('c', true, 0),
			caseOf('c', false, 0),
			caseOf('c', false, 1),
		]
		expect(stratifiedDifference(some)).toMatchObject({ value: 0, first: 2, second: 2 })
	})
})
