import { describe, expect, it } from 'vitest'
import { topParent } from './top-parent.ts'

const parents = new Map([
	['shop', 'country'],
	['country', 'group'],
	['one', 'two'],
	['two', 'one'],
	['self', 'self'],
])

describe('the top of a tree of accounts', () => {
	it.each([
		['shop', 'group'],
		['country', 'group'],
		['group', 'group'],
		['alone', 'alone'],
		['one', 'one'],
		['two', 'one'],
		['self', 'self'],
	])('%s → %s', (account, top) => expect(topParent(account, parents)).toBe(top))
})
