import type { Pool } from 'pg'
import type { Conversion } from '../../core/contracts/account-mrr.ts'
import { rationalOf } from '../../core/contracts/line-mrr.ts'
import { holdsAsOf } from '../../core/model/fact.ts'
import { currencyExponent } from '../../core/money/currency.ts'
import { divideHalfEven, parseDecimal } from '../../core/money/decimal.ts'
import type { Day } from '../../core/time/day.ts'
import { readFacts } from '../sources/fact-store.ts'

/** Won by CS, a day each: annual amounts in minor units of the reporting currency. */
export interface WonByCs {
	byDay: [day: Day, minor: bigint][]
	/** Those without a rate or a readable amount: in no figure. */
	leftOut: number
}

/**
 * Annual amounts of the opportunities that CS brought and that were won, as known at the end of a day; null where
 * opportunities were never loaded.
 */
export async function listWonByCs(
	pool: Pool,
	conversion: Conversion,
	asOf: Day,
	scope?: ReadonlySet<number>,
): Promise<WonByCs | null> {
	const client = await pool.connect()
	let isLoaded = false
	const byDay = new Map<Day, bigint>()
	let leftOut = 0
	try {
		for await (const { accountId, facts } of readFacts(client, 0, Number.MAX_SAFE_INTEGER, ['opportunity'])) {
			isLoaded = true
			if (scope && !scope.has(accountId)) continue
			for (const fact of facts) {
				if (fact.part !== 'closed' || !holdsAsOf(fact, asOf)) continue
				if (fact.body?.stage !== 'won' || fact.body.source !== 'cs') continue
				const minor = toMinor(fact.body.amount, fact.body.currency, conversion, fact.occurredOn, asOf)
				if (minor === null) leftOut += 1
				else byDay.set(fact.occurredOn, (byDay.get(fact.occurredOn) ?? 0n) + minor)
			}
		}
	} finally {
		client.release()
	}
	return isLoaded ? { byDay: [...byDay].sort(([a], [b]) => a - b), leftOut } : null
}

/** What was won on the days of a period. */
export function sumWon({ byDay }: WonByCs, period: { from: Day; to: Day }): bigint {
	return byDay.reduce((sum, [day, minor]) => (day > period.from && day <= period.to ? sum + minor : sum), 0n)
}

/** As JSON holds it. */
export function printWon(won: WonByCs | null): unknown {
	return won && { leftOut: won.leftOut, byDay: won.byDay.map(([day, minor]) => [day, String(minor)]) }
}

export function parseWon(stored: unknown): WonByCs | null {
	// Written by `printWon`.
	const won = stored as { leftOut: number; byDay: [Day, string][] } | null
	return won && { leftOut: won.leftOut, byDay: won.byDay.map(([day, minor]) => [day, BigInt(minor)]) }
}

function toMinor(
	amount: unknown,
	currency: unknown,
	conversion: Conversion,
	day: Day,
	asOf: Day,
): bigint | null {
	const decimal = parseDecimal(String(amount ?? ''))
	if (!decimal || typeof currency !== 'string') return null
	const rate =
		currency === conversion.currency
			? { numerator: 1n, denominator: 1n }
			: conversion.rateOf(currency, day, asOf)
	if (!rate) return null
	const { numerator, denominator } = rationalOf(decimal)
	const unit = 10n ** BigInt(currencyExponent(conversion.currency))
	return divideHalfEven(numerator * rate.numerator * unit, denominator * rate.denominator)
}
