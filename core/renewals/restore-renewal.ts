import { type EditableRenewalField, type Renewal, renewalStages } from '../model/renewal.ts'
import { getDay } from '../time/day.ts'

/** Fields of a renewal as they were, as text: days as dates, amounts in minor units; `edited` names what was a person's. */
export type FormerFields = Readonly<Record<string, string | null>>

/**
 * A renewal with the fields that a change replaced as they were before it, and with whose word they were. Fields that are
 * not named stay.
 */
export function restoreRenewal(renewal: Renewal, former: FormerFields): Renewal {
	const restored = { ...renewal }
	const has = (field: string) => former[field] !== undefined
	const text = (field: string) => former[field] ?? null
	const minor = (field: string) => (text(field) === null ? null : BigInt(text(field) ?? 0))
	const day = (field: string) => (text(field) === null ? null : getDay(text(field) ?? ''))
	if (has('stage')) restored.stage = renewalStages.find(stage => stage === former.stage) ?? renewal.stage
	for (const field of ['targetMinor', 'forecastMinor', 'finalMinor'] as const) {
		if (has(field)) restored[field] = minor(field)
	}
	for (const field of ['ownerEmail', 'reason', 'competitor', 'currency'] as const) {
		if (has(field)) restored[field] = text(field)
	}
	for (const field of ['closedOn', 'withdrawnOn'] as const) {
		if (has(field)) restored[field] = day(field)
	}
	if (has('closedBy')) {
		restored.closedBy = former.closedBy === 'facts' || former.closedBy === 'person' ? former.closedBy : null
	}
	if (has('edited')) restored.edited = editedOf(text('edited'))
	return restored
}

const editable: readonly EditableRenewalField[] = [
	'stage',
	'targetMinor',
	'forecastMinor',
	'finalMinor',
	'ownerEmail',
	'reason',
	'competitor',
]

function editedOf(text: string | null): EditableRenewalField[] {
	const names = new Set((text ?? '').split(','))
	return editable.filter(field => names.has(field)).sort()
}
