import { type LinePrice, lineMrrUnits, one } from '../contracts/line-mrr.ts'
import { arrMinorOf, formatAmountMinor } from '../money/amount.ts'

/** Money a year that is in no figure, in a currency of its own: minor units of it. */
export interface OutsideMoney {
	currency: string
	arrMinor: bigint
}

/** What lines come to a year, by currency, nothing converted; lines without a readable price add nothing. */
export function yearlyMoney(prices: readonly (LinePrice | null)[]): OutsideMoney[] {
	return sumMoney(
		prices.flatMap(price =>
			price === null
				? []
				: { currency: price.currency, arrMinor: arrMinorOf(lineMrrUnits(price, price.currency, one)) },
		),
	)
}

/** Sums by currency, in the order of their codes. */
export function sumMoney(amounts: readonly OutsideMoney[]): OutsideMoney[] {
	const byCurrency = new Map<string, bigint>()
	for (const { currency, arrMinor } of amounts) {
		byCurrency.set(currency, (byCurrency.get(currency) ?? 0n) + arrMinor)
	}
	return [...byCurrency]
		.filter(([, arrMinor]) => arrMinor !== 0n)
		.sort(([one], [other]) => (one < other ? -1 : 1))
		.map(([currency, arrMinor]) => ({ currency, arrMinor }))
}

/** As JSON has it: decimal text. */
export function printMoney(amounts: readonly OutsideMoney[]): { currency: string; amount: string }[] {
	return amounts.map(({ currency, arrMinor }) => ({
		currency,
		amount: formatAmountMinor(arrMinor, currency),
	}))
}
