import { expect, it } from 'vitest'
import type { MappingDraft } from './mapping-draft.ts'
import { findSavedMapping, readSavedMapping, writeSavedMapping } from './use-saved-mappings.ts'

const draft: MappingDraft = {
	pattern: 'crm-*.csv',
	kind: 'accounts',
	fields: {
		id: { from: 'column', column: 'No', values: {} },
		name: { from: 'text', text: 'x'.repeat(9_000) },
	},
	keepsOthers: true,
}

it('keeps a long mapping in parts that a view can hold', () => {
	const settings = writeSavedMapping(draft)
	expect(Object.values(settings).every(text => text.length <= 4_000)).toBe(true)
	expect(readSavedMapping(settings)).toEqual(draft)
})

it.each([{}, { mapping_0: 'no json' }, { mapping_0: '{"pattern":"a"}' }])(
	'takes %j for no mapping',
	settings => {
		expect(readSavedMapping(settings)).toBeUndefined()
	},
)

const saved = [
	{ id: 1, isMine: false, by: 'ben@example.com', draft },
	{ id: 2, isMine: true, by: 'ana@example.com', draft },
]
it.each([
	['crm-2025.csv', ['No', 'Name'], 2],
	['crm-2025.csv', ['Number', 'Name'], undefined],
	['erp-2025.csv', ['No'], undefined],
])('finds for %s with columns %j the mapping %s', (name, columns, id) => {
	expect(findSavedMapping(saved, name, { columns, rows: [] })?.id).toBe(id)
})
