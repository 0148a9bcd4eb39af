import { useCallback, useMemo } from 'react'
import { getModel } from '../../api/model.ts'
import { spell } from '../accounts/spell.ts'
import { useCall } from '../session/call-query.ts'
import { useMay } from '../session/use-session.ts'
import type { Choice } from '../ui/SelectField.tsx'

/** Segments of the model in force, as they are called. */
export function useSegmentNames(): Choice[] {
	const may = useMay()
	const { data } = useCall(getModel, {}, { enabled: may('model.read') })
	return useMemo(
		() => (data?.model.segments ?? []).map(({ id, name }) => ({ value: id, label: name })),
		[data],
	)
}

/** What a segment is called, by its id; `none` are the accounts that fit none. */
export function useSegmentName(): (id: string) => string {
	const segments = useSegmentNames()
	return useCallback(
		id =>
			id === 'none' ? 'Without segment' : (segments.find(({ value }) => value === id)?.label ?? spell(id)),
		[segments],
	)
}
