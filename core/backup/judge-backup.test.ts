import { expect, it } from 'vitest'
import { judgeBackup } from './judge-backup.ts'

const now = new Date('2026-11-22T09:00:00Z')
const at = (text: string) => new Date(text)

it.each([
	['none', undefined],
	['old', { madeAt: at('2026-11-21T08:59:59Z'), checkedAt: at('2026-11-21T10:00:00Z') }],
	['good', { madeAt: at('2026-11-21T09:00:00Z'), checkedAt: at('2026-10-01T10:00:00Z') }],
	['untried', { madeAt: at('2026-11-22T08:00:00Z'), checkedAt: null }],
	['old', { madeAt: at('2026-11-01T08:00:00Z'), checkedAt: null }],
] as const)('%s', (state, last) => {
	expect(judgeBackup(last && { ...last }, now)).toBe(state)
})
