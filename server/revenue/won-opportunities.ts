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

/** An opportunity that CS brought and that was won. */
export interface WonOpportunity {
	accountId: number
	opportunityId: string
	source: string
	wonOn: Day
	kind: string | null
	/** A year, as the source has it. */
	amount: string
	currency: string
	/** In minor units of the reporting currency. */
	minor: bigint
}

/** The opportunities that CS brought and that were won, as known at the end of a day; null where opportunities were never loaded. */
export async function listWonOpportunities(
	pool: Pool,
	conversion: Conversion,
	asOf: Day,
	scope?: ReadonlySet<number>,
): Promise<{ won: WonOpportunity[]; leftOut: { wonOn: Day }[] } | null> {
	const client = await pool.connect()
	let isLoaded = false
	const won: WonOpportunity[] = []
	const leftOut: { wonOn: Day }[] = []
	try {
		for await (const { accountId, facts } of readFacts(client, 0, Number.MAX_SAFE_INTEGER, ['opportunity'])) {
			isLoaded = true
			if (scope && !scope.has(accountId)) continue
			for (const fact of facts) {
				const { body, occurredOn: wonOn } = fact
				if (fact.part !== 'closed' || !body || !holdsAsOf(fact, asOf)) continue
				if (body.stage !== 'won' || body.source !== 'cs') continue
				const minor = toMinor(body.amount, body.currency, conversion, wonOn, asOf)
				if (minor === null) {
					leftOut.push({ wonOn })
					continue
				}
				const text = (name: string) => (typeof body[name] === 'string' ? body[name] : null)
				won.push({
					accountId,
					opportunityId: fact.externalId,
					source: fact.source,
					wonOn,
					kind: text('kind'),
					amount: String(body.amount),
					currency: text('currency') ?? '',
					minor,
				})
			}
		}
	} finally {
		client.release()
	}
	return isLoaded ? { won, leftOut } : null
}

/** The same summed by day. */
export async function listWonByCs(
	pool: Pool,
	conversion: Conversion,
	asOf: Day,
	scope?: ReadonlySet<number>,
): Promise<WonByCs | null> {
	const found = await listWonOpportunities(pool, conversion, asOf, scope)
	if (!found) return null
	const byDay = new Map<Day, bigint>()
	for (const { wonOn, minor } of found.won) byDay.set(wonOn, (byDay.get(wonOn) ?? 0n) + minor)
	return { byDay: [...byDay].sort(([a], [b]) => a - b), leftOut: found.leftOut.length }
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
