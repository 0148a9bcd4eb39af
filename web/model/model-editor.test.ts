import { expect, it } from 'vitest'
import { freeId, withMoved } from './model-editor.ts'

it.each([
	['Feature use', [], 'feature_use'],
	['usage', ['usage', 'usage_2'], 'usage_3'],
	['  28 days!', [], 'days'],
	['…', [], 'entry'],
])('makes an id of %s beside %j: %s', (wanted, taken, id) => {
	expect(freeId(wanted, taken)).toBe(id)
})

it.each([
	[1, -1, ['b', 'a', 'c']],
	[0, 1, ['b', 'a', 'c']],
	[0, -1, ['a', 'b', 'c']],
	[2, 1, ['a', 'b', 'c']],
])('moves entry %i by %i', (index, by, expected) => {
	expect(withMoved(['a', 'b', 'c'], index, by)).toEqual(expected)
})
