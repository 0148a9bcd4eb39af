import { describe, expect, it } from 'vitest'
import { findView, isSameView, type ListView, settingsOf } from './list-view.ts'

const views: ListView[] = [
	{ id: 'all', name: 'All', settings: {} },
	{ id: 'mine', name: 'Mine', settings: { owner: 'me' } },
	{ id: '7', name: 'Late ones of mine', settings: { owner: 'me', period: 'late' } },
]

describe('a view of a list', () => {
	it('keeps the words that are named and say something', () => {
		const search = { owner: 'me', days: 30, segment: undefined, sort: '', renewal: 'a/2026-01-01' }
		expect(settingsOf(search, ['owner', 'days', 'segment', 'sort'])).toEqual({ owner: 'me', days: '30' })
	})
	it.each([
		[{}, {}, true],
		[{ owner: 'me' }, { owner: 'me' }, true],
		[{ owner: '' }, {}, true],
		[{ owner: 'me' }, {}, false],
		[{ owner: 'me' }, { owner: 'you' }, false],
	])('%o is the same as %o: %s', (a, b, expected) => expect(isSameView(a, b)).toBe(expected))
	it.each([
		['named', '7', { owner: 'me' }, '7'],
		['not named', undefined, { owner: 'me' }, 'mine'],
		['named but gone', '99', {}, 'all'],
		['none', undefined, { owner: 'somebody' }, undefined],
	])('is found by what the address says: %s', (_, named, settings, id) => {
		expect(findView(views, named, settings)?.id).toBe(id)
	})
})
