import { useCallback } from 'react'
import { namePeriod } from '../forecast/forecast-periods.ts'
import { useOwnerName } from '../people/use-people.ts'
import { useSegmentName } from '../renewals/use-segment-names.ts'

const isPeriod = /^\d{4}-(Q[1-4]|\d{2})$/

/** A group of a dimension as people read it. */
export function useGroupName(): (group: string, dimension?: string) => string {
	const nameOf = useOwnerName()
	const segmentName = useSegmentName()
	return useCallback(
		(group, dimension) => {
			if (group === 'all') return 'Whole book'
			if (group === 'unknown') return 'Unknown'
			if (dimension === 'segment') return segmentName(group)
			if (dimension === 'csm') return nameOf(group) ?? group
			return dimension === 'cohort' && isPeriod.test(group) ? namePeriod(group) : group
		},
		[nameOf, segmentName],
	)
}
