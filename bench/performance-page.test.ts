import { describe, expect, it } from 'vitest'
import { type BenchPartId, benchParts, sectionOf, toMarkdown, writePage } from './performance-page.ts'

const measured = {
	on: '2026-01-31',
	commit: 'abc1234',
	machine: '2 × Some processor',
	command: 'npm run bench',
}
const sections = (...ids: BenchPartId[]) =>
	new Map(ids.map(id => [id, sectionOf(id, measured, `figures of ${id}`)]))

describe('the page of measured times', () => {
	it('has its parts in one order, each with day, commit and command, and none that was not measured', () => {
		const page = writePage('', sections('validation', 'revenue'))
		expect(page.match(/^## .*/gm)).toEqual(['## Revenue and retention', '## Validation'])
		expect(page).toContain('Measured on 2026-01-31 at commit abc1234 by `npm run bench`, 2 × Some processor.')
	})
	it('keeps every other part as it was when one is measured anew', () => {
		const ids = benchParts.map(({ id }) => id)
		const before = writePage('', sections(...ids))
		const after = writePage(before, new Map([['forecast', sectionOf('forecast', measured, 'new figures')]]))
		expect(after).toBe(before.replace('figures of forecast', 'new figures'))
		expect(writePage(after, new Map())).toBe(after)
	})
})

describe('what a program prints', () => {
	it.each([
		['single lines', 'one: 1 ms\n  two: 2 ms\n', '- one: 1 ms\n- two: 2 ms'],
		['a table after a line', 'sizes\n| a |\n|---|\n| 1 |\n', '- sizes\n\n| a |\n|---|\n| 1 |'],
		['text with headings', 'Text.\n\n### Import\n\nMore.\n', 'Text.\n\n### Import\n\nMore.'],
	])('becomes Markdown: %s', (_, printed, made) => {
		expect(toMarkdown(printed)).toBe(made)
	})
})
