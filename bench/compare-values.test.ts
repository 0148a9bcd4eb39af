import { expect, it } from 'vitest'
import { allocateValues, benchDates, benchMetrics } from './bench-metrics.ts'
import { compareValues } from './compare-values.ts'
import { metricColumns } from './duckdb-metrics-sql.ts'

const stride = benchDates.length * benchMetrics.length

it('finds every kind of difference and nothing else', () => {
	const ours = allocateValues(2, benchDates.length).fill(1, 0, stride)
	const reference = ours.slice()
	const daily = allocateValues(2, 1).fill(1, 0, benchMetrics.length)
	expect(compareValues(ours, reference, daily)).toMatchObject({
		values: 2 * stride,
		unknown: stride,
		differences: 0,
	})
	reference[0] = 1 + 1e-6
	reference[1] = Number.NaN
	reference[stride] = 0
	daily[2] = 3
	const found = compareValues(ours, reference, daily)
	expect(found.differences).toBe(4)
	expect(found.examples.at(-1)).toBe(`daily ${benchMetrics[2]!.id}: 1, such as account 0: 3, backfill 1`)
})

it('has SQL for every metric', () => {
	expect(Object.keys(metricColumns).sort()).toEqual(benchMetrics.map(({ id }) => id).sort())
})
