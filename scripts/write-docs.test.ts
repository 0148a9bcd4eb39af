import { expect, it } from 'vitest'
import { listStalePages, metricsPage } from './write-docs.ts'

it('keeps the pages that are made from the catalogue current: else run npm run docs', () => {
	expect(metricsPage()).toContain('| `active_days_per_week_28d` |')
	expect(listStalePages()).toEqual([])
})
