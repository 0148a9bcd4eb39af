import type { Pool } from 'pg'
import type { Conversion } from '../../core/contracts/account-mrr.ts'
import { rationalOf } from '../../core/contracts/line-mrr.ts'
import { holdsAsOf } from '../../core/model/fact.ts'
import { currencyExponent } from '../../core/money/currency.ts'
import { divideHalfEven, parseDecimal } from '../../core/money/decimal.ts'
import type { Day } from '../../core/time/day.ts'
import { readFacts } from '../sources/fact-store.ts'

/**
 * Annual amount, in minor units of the reporting currency, of the opportunities that CS brought and that were won on
 * the days of a period; null where opportunities were never loaded. Those without a rate are left out and counted.
 */
export async function sumWonByCs(
	pool: Pool,
	conversion: Conversion,
	period: { from: Day; to: Day },
	asOf: Day,
): Promise<{ wonMinor: bigint; leftOut: number } | null> {
	const client = await pool.connect()
	let isLoaded = false
	let wonMinor = 0n
	let leftOut = 0
	try {
		for await (const { facts } of readFacts(client, 0, Number.MAX_SAFE_INTEGER, ['opportunity'])) {
			isLoaded = true
			for (const fact of facts) {
				if (fact.part !== 'closed' || !holdsAsOf(fact, asOf)) continue
				if (fact.occurredOn <= period.from || fact.occurredOn > period.to) continue
				if (fact.body?.stage !== 'won' || fact.body.source !== 'cs') continue
				const minor = toMinor(fact.body.amount, fact.body.currency, conversion, fact.occurredOn, asOf)
				if (minor === null) leftOut += 1
				else wonMinor += minor
			}
		}
	} finally {
		client.release()
	}
	return isLoaded ? { wonMinor, leftOut } : null
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
