import { firstYear, lastYear } from './check-instant.ts'
import { largestNumber, longestId } from './check-value.ts'

/**
 * The checks of `check-value.ts` as SQL, for the millions of rows of a usage file. `text` is an expression of trimmed
 * text that is null where empty; every check is true or false, null counts as false.
 */

export function idCheck(text: string): string {
	return `(length(${text}) <= ${longestId} and not contains(${text}, chr(0)))`
}

const dayPattern = '\\d{4}-\\d{2}-\\d{2}'
const instantPattern = `${dayPattern}([T ]([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d([.,]\\d{1,9})?)?\\s?(Z|UTC|[+-](0\\d|1[0-7])(:?[0-5]\\d)?|[+-]18(:?00)?)?)?`

export function dayCheck(text: string): string {
	return `(regexp_full_match(${text}, '${dayPattern}') and ${isInRange(text)})`
}

export function instantCheck(text: string): string {
	return `(regexp_full_match(${text}, '${instantPattern}', 'i') and ${isInRange(text)})`
}

function isInRange(text: string): string {
	return `year(try_cast(left(${text}, 10) as date)) between ${firstYear} and ${lastYear}`
}

/** Whether the text is a number below the largest; `condition` limits its value, a double named `$`. */
export function numberCheck(text: string, condition = 'true'): string {
	const value = numberOf(text)
	return `(length(${text}) <= 60
		and regexp_full_match(${text}, '[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,3})?')
		and abs(${value}) < ${largestNumber} and ${condition.replaceAll('$', value)})`
}

export function wholeCheck(text: string): string {
	return `(regexp_full_match(${text}, '[+-]?\\d+(\\.0*)?') and ${numberOf(text)} between 0 and 2147483647)`
}

export function numberOf(text: string): string {
	return `try_cast(${text} as double)`
}

/** Days since 1970-01-01 of the date that a checked day or instant begins with. */
export function dayNumberOf(text: string): string {
	return `date_diff('day', date '1970-01-01', try_cast(left(${text}, 10) as date))`
}

/** What stands behind the minutes of a checked instant: seconds and zone. */
function tailOf(text: string): string {
	return `substr(${text}, 17)`
}

/** Whether a checked instant names its zone. */
export function isZoned(text: string): string {
	return `regexp_matches(${tailOf(text)}, '[ZzCc+-]')`
}

/** Seconds since 1970-01-01 UTC of a checked instant that names its zone. */
export function utcSecondsOf(text: string): string {
	const tail = tailOf(text)
	const seconds = `(case when ${tail} like ':%' then cast(substr(${text}, 18, 2) as integer) else 0 end)`
	const digits = `replace(regexp_extract(${tail}, '[+-](.*)$', 1), ':', '')`
	const offset = `(case when contains(${tail}, '-') then -1 else 1 end
		* (cast(left(${digits}, 2) as integer) * 3600 + coalesce(try_cast(substr(${digits}, 3, 2) as integer), 0) * 60))`
	const byHand = `(${dayNumberOf(text)} * 86400
		+ cast(substr(${text}, 12, 2) as integer) * 3600 + cast(substr(${text}, 15, 2) as integer) * 60 + ${seconds}
		- (case when regexp_matches(${tail}, '[+-]') then ${offset} else 0 end))`
	// The cast is several times faster but does not know every way to write a zone.
	return `coalesce(floor(epoch_us(try_cast(${text} as timestamptz)) / 1000000)::bigint, ${byHand})`
}
