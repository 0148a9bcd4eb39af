import { z } from 'zod'
import { callCategories, type ForecastEntry } from '../../core/model/forecast.ts'
import { formatDay, getDay } from '../../core/time/day.ts'

const Packed = z.tuple([
	z.number(),
	z.string(),
	z.string().nullable(),
	z.string().nullable(),
	z.string().nullable(),
	z.enum(['open', 'renewed', 'churned']),
	z.string().nullable(),
	z.number().nullable(),
	z.string().nullable(),
	z.enum(callCategories).nullable(),
	z.string().nullable(),
	z.boolean(),
])
const PackedList = z.array(Packed)

function textOf(minor: bigint | null): string | null {
	return minor === null ? null : minor.toString()
}

function minorOf(text: string | null): bigint | null {
	return text === null ? null : BigInt(text)
}

/**
 * Decisions as they are kept in a snapshot: account, date, segment, owner, target, state, final, P(renew), amount,
 * category, the CSM's number, opened. Amounts are text in minor units.
 */
export function packEntries(entries: readonly ForecastEntry[]): string {
	return JSON.stringify(
		entries.map(
			(entry): z.infer<typeof Packed> => [
				entry.accountId,
				formatDay(entry.renewalOn),
				entry.segment,
				entry.ownerEmail,
				textOf(entry.targetMinor),
				entry.state,
				textOf(entry.finalMinor),
				entry.probability,
				textOf(entry.amountMinor),
				entry.category,
				textOf(entry.csmMinor),
				entry.isOpened,
			],
		),
	)
}

/** Reads what `packEntries` wrote. */
export function unpackEntries(packed: unknown): ForecastEntry[] {
	return PackedList.parse(packed).map(
		([
			accountId,
			renewalOn,
			segment,
			ownerEmail,
			target,
			state,
			final,
			probability,
			amount,
			category,
			csm,
			isOpened,
		]) => ({
			accountId,
			renewalOn: getDay(renewalOn),
			segment,
			ownerEmail,
			targetMinor: minorOf(target),
			state,
			finalMinor: minorOf(final),
			probability,
			amountMinor: minorOf(amount),
			category,
			csmMinor: minorOf(csm),
			isOpened,
		}),
	)
}
