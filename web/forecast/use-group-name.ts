import { useCallback } from 'react'
import { useOwnerName } from '../people/use-people.ts'
import { useSegmentName } from '../renewals/use-segment-names.ts'
import { namePeriod } from './forecast-periods.ts'

/** A group of a forecast as people read it. */
export function useGroupName(): (by: 'segment' | 'owner' | 'month', group: string) => string {
	const nameOf = useOwnerName()
	const segmentName = useSegmentName()
	return useCallback(
		(by, group) => {
			if (by === 'segment') return segmentName(group)
			if (group === 'none') return 'Without owner'
			return by === 'month' ? namePeriod(group) : (nameOf(group) ?? group)
		},
		[nameOf, segmentName],
	)
}
