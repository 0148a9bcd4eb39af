import { z } from 'zod'
import { bandLevels, risks } from '../core/model/health-model.ts'
import { type Day, parseDay } from '../core/time/day.ts'

/** The pieces that several contracts are made of: days, amounts, ids, pages. */

/** `YYYY-MM-DD`, a day of the workspace's calendar. */
export const DayText = z
	.string()
	.refine(text => parseDay(text) !== undefined, 'expected a date like 2025-01-31')
	.meta({ format: 'date', example: '2025-01-31' })

/** Exact decimal text, `48000.00`. */
export const AmountText = z
	.string()
	.max(30)
	.regex(/^-?\d+(\.\d+)?$/, 'expected an amount like 48000.00')
	.meta({ example: '48000.00' })

/** ISO 8601 in UTC. */
export const InstantText = z.string().meta({ format: 'date-time' })

/** The id that the source of the data gave an account. */
export const ExternalId = z.string().min(1).max(250)

export const Email = z.email('expected an e-mail address').max(320).toLowerCase()

export const Level = z.enum([...bandLevels, 'unknown'])
export type Level = z.infer<typeof Level>
export const RiskLevel = z.enum(risks)

/** Text that people type: kept as it is, shown as text everywhere. PostgreSQL cannot hold the character 0. */
export function textOf(maximum: number): z.ZodString {
	return z
		.string()
		.trim()
		.min(1)
		.max(maximum)
		.refine(text => !text.includes('\0') && text.isWellFormed(), 'expected text without control character 0')
}

export const AccountParams = z.strictObject({ id: ExternalId })

export const largestPage = 200

/** Part of the query of every list. */
export const pageQuery = {
	limit: z.coerce.number<number | string>().int().min(1).max(largestPage).default(50),
	/** `next_cursor` of the page before. */
	cursor: z.string().max(2_000).optional(),
}

/** A page of a list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
	return z.object({
		items: z.array(item),
		/** null: this is the last page. */
		next_cursor: z.string().nullable(),
	})
}

/** Yes or no in a query string. */
export const YesNo = z.enum(['yes', 'no'])

/** `a,b,c` in a query string. */
export function listText(maximum: number) {
	return z
		.string()
		.max(4_000)
		.transform(text => [
			...new Set(
				text
					.split(',')
					.map(item => item.trim())
					.filter(item => item !== ''),
			),
		])
		.refine(items => items.length <= maximum, `expected at most ${maximum} names`)
}

/** Text of a checked day → day. */
export function dayOfText(text: string): Day {
	const day = parseDay(text)
	if (day === undefined) throw new Error(`expected a checked date, got "${text}"`)
	return day
}
