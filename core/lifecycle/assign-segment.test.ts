import { describe, expect, it } from 'vitest'
import { defaultSegments } from '../catalog/segments.ts'
import { assignSegment, prepareSegments } from './assign-segment.ts'

describe('assignSegment', () => {
	const segments = prepareSegments(defaultSegments)
	it.each([
		[100_000, 'strategic'],
		[99_999, 'growth'],
		[25_000, 'growth'],
		[24_999, 'tech_touch'],
		[0, 'tech_touch'],
		// Unknown is not zero.
		[null, 'unsegmented'],
		[Number.NaN, 'unsegmented'],
	])('of ARR %s is %s', (arr, segment) => {
		expect(assignSegment(segments, name => (name === 'arr' ? arr : null))).toBe(segment)
	})
	it('is null where no segment takes the account', () => {
		expect(assignSegment(segments.slice(0, 3), () => null)).toBeNull()
	})
})
