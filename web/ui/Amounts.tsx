import { formatDate, formatInstant, formatLongDate, formatRelative } from './format-day.ts'
import { formatChange, formatMoney, formatNumber, formatPercent, formatSigned } from './format-number.ts'
import { Unknown } from './Unknown.tsx'

interface MaybeKnown<Value> {
	value: Value | null | undefined
	/** Why it is unknown, where it is. */
	reason?: string | null | undefined
}

/** An amount in whole units of its currency. Short and rounded forms show the exact amount on hover. */
export function Money({
	value,
	currency,
	reason,
	isShort = false,
	isWhole = false,
	isSigned = false,
}: MaybeKnown<number | string> & {
	currency: string | null | undefined
	isShort?: boolean
	/** Rounded to whole units: for columns. */
	isWhole?: boolean
	isSigned?: boolean
}) {
	if (value === null || value === undefined || !currency) return <Unknown reason={reason} />
	const amount = Number(value)
	const exact = formatMoney(amount, currency, { isSigned })
	const shown = isShort
		? formatMoney(amount, currency, { isShort, isSigned })
		: isWhole
			? formatMoney(Math.round(amount), currency, { isSigned })
			: exact
	if (shown === exact) return <span className="whitespace-nowrap">{exact}</span>
	return (
		<span className="whitespace-nowrap" title={exact}>
			{shown}
		</span>
	)
}

/** A share of 1 as per cent. */
export function Percent({
	value,
	reason,
	digits = 1,
	isChange = false,
	isAligned = false,
}: MaybeKnown<number> & {
	digits?: number
	isChange?: boolean
	/** Always with all its digits, so that the points of a column stand under one another. */
	isAligned?: boolean
}) {
	if (value === null || value === undefined) return <Unknown reason={reason} />
	return (
		<span className="whitespace-nowrap">
			{isChange ? formatChange(value, digits, isAligned) : formatPercent(value, digits, isAligned)}
		</span>
	)
}

/** A plain number. */
export function Figure({
	value,
	reason,
	digits = 0,
	isSigned = false,
}: MaybeKnown<number> & { digits?: number; isSigned?: boolean }) {
	if (value === null || value === undefined) return <Unknown reason={reason} />
	return <>{isSigned ? formatSigned(value, digits) : formatNumber(value, digits)}</>
}

/** A calendar date, exact and relative one hover away. */
export function DayText({
	value,
	today,
	reason,
	withRelative = false,
}: MaybeKnown<string> & { today: string; withRelative?: boolean }) {
	if (!value) return <Unknown reason={reason} />
	const day = value.slice(0, 10)
	return (
		<time dateTime={day} title={`${formatLongDate(day)}, ${formatRelative(day, today)}`}>
			{formatDate(day, today)}
			{withRelative && <span className="text-second"> · {formatRelative(day, today)}</span>}
		</time>
	)
}

/** A moment, in the reader's own zone. */
export function InstantText({ value, reason }: MaybeKnown<string>) {
	if (!value) return <Unknown reason={reason} />
	return (
		<time dateTime={value} title={value}>
			{formatInstant(value)}
		</time>
	)
}
