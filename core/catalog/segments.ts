import { Segment } from '../model/segment.ts'
import { ServiceLevel } from '../model/service-level.ts'

/** Limits per CSM are the field's usual ones; the upper ends are where a book counts as full. */
export const defaultServiceLevels: readonly ServiceLevel[] = [
	{
		id: 'dedicated',
		name: 'Dedicated CSM',
		coverage: 'dedicated',
		reviewsPerYear: 4,
		accountsPerCsm: { from: 20, to: 30 },
		arrPerCsm: { from: 1_000_000, to: 2_000_000 },
	},
	{
		id: 'pooled',
		name: 'Pooled CSMs',
		coverage: 'pooled',
		reviewsPerYear: 2,
		accountsPerCsm: { from: 50, to: 80 },
		arrPerCsm: { from: 3_000_000, to: 5_000_000 },
	},
	{
		id: 'automated',
		name: 'Automated',
		coverage: 'automated',
		reviewsPerYear: 0,
		accountsPerCsm: { from: 200, to: 400 },
		arrPerCsm: { from: 5_000_000, to: null },
	},
].map(level => ServiceLevel.parse(level))

/**
 * By ARR. An account whose ARR is unknown is not small: it is unsegmented, by name, until its subscriptions are
 * loaded.
 */
export const defaultSegments: readonly Segment[] = [
	{ id: 'strategic', name: 'Strategic', when: 'arr >= 100000', serviceLevel: 'dedicated' },
	{ id: 'growth', name: 'Growth', when: 'arr >= 25000', serviceLevel: 'pooled' },
	{ id: 'tech_touch', name: 'Tech-touch', when: 'arr < 25000', serviceLevel: 'automated' },
	{ id: 'unsegmented', name: 'Unsegmented', serviceLevel: 'automated' },
].map(segment => Segment.parse(segment))
