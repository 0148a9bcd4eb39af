import type { Renewal } from '../../core/model/renewal.ts'
import type { RenewalEdit } from '../../core/renewals/change-renewal.ts'
import { amountText } from '../accounts/account-row-store.ts'
import { refuseChangedMeanwhile } from '../changed-meanwhile.ts'

/** The fields by their names and in their form outside. */
function textsOf(edit: RenewalEdit, currency: string | null): Record<string, unknown> {
	const amount = (minor: bigint | null | undefined) =>
		minor === undefined ? undefined : amountText(minor, currency)
	return {
		stage: edit.stage,
		target_amount: amount(edit.targetMinor),
		forecast_amount: amount(edit.forecastMinor),
		final_amount: amount(edit.finalMinor),
		owner_email: edit.ownerEmail,
		reason: edit.reason,
		competitor: edit.competitor,
	}
}

/** Refuses an edit of a renewal that is no longer as the caller saw it. To be called under its lock. */
export function refuseUnseenChange(
	seen: RenewalEdit | undefined,
	before: Renewal,
	wanted: RenewalEdit,
): void {
	if (!seen) return
	const { currency } = before
	refuseChangedMeanwhile(textsOf(seen, currency), textsOf(before, currency), textsOf(wanted, currency))
}
