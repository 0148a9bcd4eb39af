import { expect, it } from 'vitest'
import { mentionBefore } from './MentionArea.tsx'

it.each([
	['@', 1, { start: 0, word: '' }],
	['ask @an', 7, { start: 4, word: 'an' }],
	['ask @an', 4, undefined],
	['ana@example.com', 15, undefined],
	['@ana@example.com ', 17, undefined],
])('%s at %i', (text, cursor, expected) => {
	expect(mentionBefore(text, cursor)).toEqual(expected)
})
