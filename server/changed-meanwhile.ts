import { Problem } from './problem.ts'

/** Somebody else changed what the caller saw: nothing was saved, and how it is now goes back with the refusal. */
export class ChangedMeanwhile extends Problem {
	/** Values as they are now, of the fields that are not as the caller saw them. */
	readonly present: Readonly<Record<string, unknown>>

	constructor(present: Readonly<Record<string, unknown>>) {
		super(
			'changed_meanwhile',
			`Somebody else changed ${Object.keys(present).join(', ')} in the meantime; nothing was saved.`,
			'Look at what it is now, then send the change again with it as what was seen.',
		)
		this.present = present
	}
}

/**
 * Refuses a change of fields that are no longer as the caller saw them, unless they already are as wanted. Fields that
 * the caller said nothing about pass. To be called under the lock of the row.
 */
export function refuseChangedMeanwhile(
	seen: Readonly<Record<string, unknown>> | undefined,
	present: Readonly<Record<string, unknown>>,
	wanted: Readonly<Record<string, unknown>>,
): void {
	const differing = Object.entries(seen ?? {}).filter(
		([field, value]) => value !== undefined && present[field] !== value && present[field] !== wanted[field],
	)
	if (differing.length === 0) return
	throw new ChangedMeanwhile(Object.fromEntries(differing.map(([field]) => [field, present[field]])))
}
