import { describe, expect, it } from 'vitest'
import { ChangedMeanwhile, refuseChangedMeanwhile } from './changed-meanwhile.ts'

function presentOf(work: () => void): unknown {
	try {
		work()
		return 'passed'
	} catch (error) {
		return error instanceof ChangedMeanwhile ? error.present : error
	}
}

describe('a change of what somebody else changed', () => {
	it.each([
		['nothing said about what was seen', undefined, { a: 1 }, { a: 2 }, 'passed'],
		['as it was seen', { a: 1 }, { a: 1 }, { a: 2 }, 'passed'],
		['changed to the same as is wanted', { a: 1 }, { a: 2 }, { a: 2 }, 'passed'],
		['changed to something else', { a: 1 }, { a: 3 }, { a: 2 }, { a: 3 }],
		['nothing there, now something', { a: null }, { a: 3 }, { a: 2 }, { a: 3 }],
		['another field changed', { a: 1 }, { a: 1, b: 5 }, { a: 2 }, 'passed'],
		['two of three changed', { a: 1, b: 1, c: 1 }, { a: 2, b: 1, c: null }, { a: 9 }, { a: 2, c: null }],
	])('%s', (_, seen, present, wanted, expected) => {
		expect(presentOf(() => refuseChangedMeanwhile(seen, present, wanted))).toEqual(expected)
	})
})
