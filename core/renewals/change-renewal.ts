import type { EditableRenewalField, Renewal, RenewalStage } from '../model/renewal.ts'
import type { Day } from '../time/day.ts'

/** What a person may set on a renewal; absent fields stay as they are. */
export type RenewalEdit = Partial<Pick<Renewal, EditableRenewalField>>

export type RenewalRefusalCode =
	| 'renewal_withdrawn'
	| 'renewal_final_missing'
	| 'renewal_final_zero'
	| 'renewal_final_not_zero'
	| 'renewal_reason_missing'

export type RenewalEditResult =
	| { ok: true; renewal: Renewal }
	| { ok: false; code: RenewalRefusalCode; message: string }

function isClosedStage(stage: RenewalStage): boolean {
	return stage === 'closed_renewed' || stage === 'closed_churned'
}

/** A person's change. The fields stay the person's; closing needs a final amount, and churn a reason. */
export function changeRenewal(renewal: Renewal, edit: RenewalEdit, day: Day): RenewalEditResult {
	if (renewal.withdrawnOn !== null) {
		return {
			ok: false,
			code: 'renewal_withdrawn',
			message: 'expected a renewal that stands, but no contract ends on its date any more',
		}
	}
	const fields = editedFields(edit)
	const next: Renewal = {
		...renewal,
		...edit,
		edited: [...new Set([...renewal.edited, ...fields])].sort(),
	}
	if (edit.stage === undefined) return { ok: true, renewal: next }
	if (!isClosedStage(edit.stage)) {
		// Reopened against what the facts say: it is the person's decision from here on, without what closed it.
		if (!isClosedStage(renewal.stage)) return { ok: true, renewal: { ...next, closedOn: null } }
		const finalMinor = edit.finalMinor ?? null
		const kept = finalMinor === null ? next.edited.filter(field => field !== 'finalMinor') : next.edited
		return { ok: true, renewal: { ...next, edited: kept, finalMinor, closedOn: null, closedBy: 'person' } }
	}
	if (edit.stage === 'closed_churned' && !next.reason?.trim()) {
		return {
			ok: false,
			code: 'renewal_reason_missing',
			message: 'expected a reason for the churn, got none; say why they left',
		}
	}
	// What was signed of a renewal that is churned after all is no word on the churn.
	const finalMinor = edit.stage === 'closed_churned' ? (edit.finalMinor ?? 0n) : next.finalMinor
	if (edit.stage === 'closed_churned' && finalMinor !== 0n) {
		return {
			ok: false,
			code: 'renewal_final_not_zero',
			message:
				'expected a final amount of 0 of a churned contract, got more; close it as renewed with what was signed',
		}
	}
	if (edit.stage === 'closed_renewed' && finalMinor === 0n) {
		return {
			ok: false,
			code: 'renewal_final_zero',
			message:
				'expected a final amount above 0 of a renewed contract, got 0; close it as churned where nothing was signed',
		}
	}
	if (finalMinor === null) {
		return {
			ok: false,
			code: 'renewal_final_missing',
			message: 'expected the final amount of a renewed contract, got none; enter what was signed',
		}
	}
	return { ok: true, renewal: { ...next, finalMinor, closedOn: day, closedBy: 'person' } }
}

function editedFields(edit: RenewalEdit): EditableRenewalField[] {
	const fields: EditableRenewalField[] = [
		'stage',
		'targetMinor',
		'forecastMinor',
		'finalMinor',
		'ownerEmail',
		'reason',
		'competitor',
	]
	return fields.filter(field => edit[field] !== undefined)
}

/** A field goes back to what facts say: from the next run on it follows them again. */
export function releaseRenewalField(renewal: Renewal, field: EditableRenewalField): Renewal {
	const edited = renewal.edited.filter(name => name !== field)
	// What facts closed, facts can reopen: so the next run decides on the stage anew.
	if (field === 'stage' && renewal.closedBy === 'person') return { ...renewal, edited, closedBy: 'facts' }
	// Facts have no word on what is expected: the model has.
	return field === 'forecastMinor' ? { ...renewal, edited, forecastMinor: null } : { ...renewal, edited }
}
