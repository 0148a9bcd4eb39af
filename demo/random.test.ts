import { describe, expect, it } from 'vitest'
import { createRandom } from './random.ts'

function draw(count: number, next: () => number): number[] {
	return Array.from({ length: count }, next)
}
function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length
}

describe('createRandom', () => {
	it('repeats a stream for the same keys and for no others', () => {
		const stream = draw(5, createRandom(7, 'usage', 3).next)
		expect(draw(5, createRandom(7, 'usage', 3).next)).toEqual(stream)
		for (const keys of [
			[8, 'usage', 3],
			[7, 'usage', 4],
			[7, 'usages', 3],
			[7, 'usage', 3, 0],
		]) {
			expect(draw(5, createRandom(...keys).next)).not.toEqual(stream)
		}
	})
	it('is uniform over neighbouring keys too', () => {
		const firsts = Array.from({ length: 20_000 }, (_, index) => createRandom(7, 'profile', index).next())
		const tenths = new Array<number>(10).fill(0)
		for (const value of firsts) tenths[Math.floor(value * 10)]! += 1
		for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(200)
	})
	it('has the moments of its distributions', () => {
		const random = createRandom(1, 'moments')
		const normal = draw(50_000, () => random.normal(2, 3))
		expect(mean(normal)).toBeCloseTo(2, 1)
		expect(Math.sqrt(mean(normal.map(value => (value - 2) ** 2)))).toBeCloseTo(3, 1)
		expect(mean(draw(50_000, () => random.poisson(1.7)))).toBeCloseTo(1.7, 1)
		const weighted = draw(50_000, () => (random.weighted({ one: 1, three: 3 }) === 'one' ? 1 : 0))
		expect(mean(weighted)).toBeCloseTo(0.25, 1)
		const whole = draw(5000, () => random.whole(2, 4))
		expect(new Set(whole)).toEqual(new Set([2, 3, 4]))
	})
})
