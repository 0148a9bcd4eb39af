import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { showFigures, startProgress } from './progress.ts'

function capture(isTTY: boolean) {
	const written: string[] = []
	const stream = new Writable({
		write(chunk, _, done) {
			written.push(String(chunk))
			done()
		},
	})
	return { written, stream: Object.assign(stream, { isTTY, columns: 120 }) }
}

describe('progress', () => {
	it.each([
		[{ doing: 'a', done: 500, share: 0.5 }, 0, '500 rows'],
		[{ doing: 'a', done: 40_000, share: 0.25 }, 4_000, '40,000 rows · 10,000 rows/s · 12 s left'],
		[{ doing: 'a', done: 40_000, share: null }, 4_000, '40,000 rows · 10,000 rows/s'],
		[{ doing: 'a', done: 10, share: 0.1 }, 60_000, '10 rows · 0 rows/s · 9 min left'],
		[{ doing: 'a', done: 1, share: 0.02 }, 200_000, '1 rows · 0 rows/s · 2 h 43 min left'],
	])('shows %j after %d ms as %s', (state, elapsedMs, text) => {
		expect(showFigures(state, 'rows', elapsedMs)).toBe(text)
	})

	it('writes a plain line every three seconds where there is no terminal', () => {
		const { written, stream } = capture(false)
		let nowMs = 0
		const progress = startProgress({ unit: 'rows', stream, clock: () => nowMs })
		for (const [atMs, done] of [
			[1_000, 100],
			[3_500, 350],
			[5_000, 500],
			[7_000, 700],
		] as const) {
			nowMs = atMs
			progress.update({ doing: 'usage.csv', done, share: done / 1000 })
		}
		progress.note('Done.')
		progress.end()
		expect(written).toEqual([
			'usage.csv: 350 rows · 100 rows/s · 7 s left\n',
			'usage.csv: 700 rows · 100 rows/s · 3 s left\n',
			'Done.\n',
		])
	})

	it('times a piece of work whose count starts anew by itself', () => {
		const { written, stream } = capture(false)
		let nowMs = 0
		const progress = startProgress({ unit: 'rows', stream, clock: () => nowMs })
		for (const [atMs, doing, done] of [
			[60_000, 'reading', 9_000],
			[61_000, 'scoring', 0],
			[65_000, 'scoring', 400],
		] as const) {
			nowMs = atMs
			progress.update({ doing, done, share: null })
		}
		expect(written.at(-1)).toBe('scoring: 400 rows · 100 rows/s\n')
	})

	it('draws a bar on a terminal and takes it away at the end', () => {
		const { written, stream } = capture(true)
		const progress = startProgress({ unit: 'rows', stream, clock: () => 0 })
		progress.update({ doing: 'usage.csv', done: 5, share: 0.5 })
		progress.end()
		expect(written.join('')).toContain('50 % · 5 rows · usage.csv')
	})
})
