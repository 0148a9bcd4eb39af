import fc from 'fast-check'
import { expect, it } from 'vitest'
import { TextDictionary } from './text-dictionary.ts'

it('numbers texts of owners as a map does', () => {
	const entry = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.string({ maxLength: 3, unit: 'grapheme' }))
	fc.assert(
		fc.property(fc.array(entry, { maxLength: 400 }), entries => {
			const dictionary = new TextDictionary()
			const known = new Map<string, number>()
			for (const [owner, text] of entries) {
				const key = `${owner} ${text}`
				expect(dictionary.findText(text, owner)).toBe(known.get(key) ?? -1)
				const number = dictionary.number(text, owner)
				expect(number).toBe(known.get(key) ?? known.size)
				known.set(key, number)
				expect(dictionary.textOf(number)).toBe(text)
				expect(dictionary.owners[number]).toBe(owner)
			}
			expect(dictionary.size).toBe(known.size)
		}),
		{ seed: 3, numRuns: 100 },
	)
})

it('holds a hundred thousand texts', () => {
	const dictionary = new TextDictionary()
	for (let index = 0; index < 100_000; index++) dictionary.number(`user ${index % 50_000}`, index % 3)
	expect(dictionary.size).toBe(100_000)
	for (let index = 0; index < 100_000; index += 997) {
		expect(dictionary.textOf(dictionary.findText(`user ${index % 50_000}`, index % 3))).toBe(
			`user ${index % 50_000}`,
		)
	}
	expect(dictionary.findText('user 1', 2)).toBe(-1)
})
