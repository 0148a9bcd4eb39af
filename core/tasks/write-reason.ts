import { showWholeMoney } from '../money/amount.ts'
import type { Day } from '../time/day.ts'

/** What the account stands to lose, and when its next contract is decided. */
export interface MoneyContext {
	/** ARR that the renewal decides; null where unknown. */
	renewalMinor: bigint | null
	renewalOn: Day | null
	/** ARR of the account; null where unknown. */
	arrMinor: bigint | null
	currency: string | null
}

/** Renewals further away than this say nothing about urgency: the account's ARR is named instead. */
const renewalReachDays = 365

function countOf(count: number, noun: string): string {
	return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}

function trimNumber(value: number, digits: number): string {
	return value.toLocaleString('en-US', { maximumFractionDigits: digits })
}

/** "an $8,000 renewal", "an $18,000 renewal", "a $48,000 renewal": as the amount is spoken. */
export function articleFor(shownMoney: string): 'a' | 'an' {
	const letter = /^[^\d]*?([A-Z])/.exec(shownMoney)?.[1]
	if (letter) return 'AEFHILMNORSX'.includes(letter) ? 'an' : 'a'
	const leading = /\d+/.exec(shownMoney)?.[0] ?? ''
	return leading.startsWith('8') || leading === '11' || leading === '18' ? 'an' : 'a'
}

function fillPlaceholder(name: string, value: number | null, threshold: number | null): string | undefined {
	const [word = '', noun = ''] = name.split(':')
	if (word === 'threshold') return threshold === null ? undefined : trimNumber(Math.abs(threshold), 2)
	if (word === 'threshold_percent')
		return threshold === null ? undefined : `${Math.round(Math.abs(threshold) * 100)} %`
	if (value === null) return undefined
	const size = Math.abs(value)
	switch (word) {
		case 'value':
			return trimNumber(size, 0)
		case 'percent':
			return `${Math.round(size * 100)} %`
		case 'days':
			return countOf(Math.round(size), 'day')
		case 'times':
			return `${trimNumber(size, 1)} times`
		case 'count':
			return countOf(Math.round(size), noun)
		default:
			return undefined
	}
}

/** Placeholders that `fillReason` knows; `{count:noun}` takes the noun in the singular. */
export function findUnknownPlaceholders(template: string): string[] {
	return [...template.matchAll(/\{([^}]*)\}/g)]
		.map(match => match[1] ?? '')
		.filter(name => fillPlaceholder(name, 1, 1) === undefined)
}

/**
 * A signal's own words with its numbers: `Logins down {percent} in two weeks` → `Logins down 43 % in two weeks`.
 * `fallback` (the signal's name) where a number that it needs is not known.
 */
export function fillReason(
	template: string,
	value: number | null,
	threshold: number | null,
	fallback: string,
): string {
	let isComplete = true
	const text = template.replace(/\{([^}]*)\}/g, (_, name: string) => {
		const filled = fillPlaceholder(name, value, threshold)
		if (filled === undefined) isComplete = false
		return filled ?? ''
	})
	return isComplete ? text : fallback
}

function showDistance(days: number): string {
	if (days === 0) return 'on the day of'
	return days > 0 ? `${countOf(days, 'day')} before` : `${countOf(-days, 'day')} after`
}

/**
 * One sentence: what happened and what is at stake.
 * `Logins down 43 % in two weeks, 74 days before a $48,000 renewal`; without a renewal within a year
 * `…, at an account of $48,000 a year`; with neither only what happened.
 */
export function writeReason(happened: string, money: MoneyContext, asOf: Day): string {
	const { renewalOn, renewalMinor, arrMinor, currency } = money
	const distance = renewalOn === null ? null : renewalOn - asOf
	if (distance !== null && Math.abs(distance) <= renewalReachDays) {
		if (renewalMinor === null || currency === null)
			return `${happened}, ${showDistance(distance)} ${distance === 0 ? 'the' : 'a'} renewal`
		const shown = showWholeMoney(renewalMinor, currency)
		return `${happened}, ${showDistance(distance)} ${articleFor(shown)} ${shown} renewal`
	}
	if (arrMinor === null || currency === null) return happened
	return `${happened}, at an account of ${showWholeMoney(arrMinor, currency)} a year`
}
