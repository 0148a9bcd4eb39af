import type { Conversion } from '../contracts/account-mrr.ts'
import { isPayingOn, type SubscriptionLine } from '../contracts/subscription-line.ts'
import { formatDecimal } from '../money/decimal.ts'
import { type Day, formatDay } from '../time/day.ts'
import { type OutsideMoney, yearlyMoney } from './outside-money.ts'
import type { QualityHit, QualityRuleId } from './quality-rule.ts'

/** Nobody signs for longer: the year is a slip, or means "no end". */
const longestTermDays = 20 * 366

/** What is wrong with an account's subscription lines as known at the end of `asOf`: each stays in the figures as said by its rule. */
export function checkLines(
	lines: readonly SubscriptionLine[],
	conversion: Conversion,
	asOf: Day,
): QualityHit[] {
	const hits: QualityHit[] = []
	const add = (rule: QualityRuleId, found: readonly string[], outside?: OutsideMoney[]) => {
		const [example] = found
		if (example !== undefined)
			hits.push({ rule, count: found.length, example, ...(outside ? { outside } : {}) })
	}
	const versions = [...Map.groupBy(lines, line => `${line.source}\n${line.id}`).values()]
	add('line_versions_overlap', versions.flatMap(overlapsOf))
	add('line_in_two_currencies', versions.flatMap(currenciesOf))
	add('line_price_not_positive', lines.filter(isFreeOrLess).map(priceText))
	add(
		'line_price_unreadable',
		lines.filter(({ price }) => !price).map(line => `${line.externalId} has no readable price`),
	)
	const withoutRate = lines.filter(line => lacksRate(line, conversion, asOf))
	add('rate_missing', withoutRate.map(priceText), moneyOn(withoutRate, asOf))
	add(
		'term_far_ahead',
		lines
			.filter(({ termEndsOn, startedOn }) => termEndsOn !== null && termEndsOn - startedOn > longestTermDays)
			.map(line => `${line.externalId}, term to ${formatDay(line.termEndsOn ?? asOf)}`),
	)
	return hits
}

/** What lines that pay on a day come to a year, by currency. */
export function moneyOn(lines: readonly SubscriptionLine[], day: Day): OutsideMoney[] {
	return yearlyMoney(lines.filter(line => isPayingOn(line, day)).map(({ price }) => price))
}

function overlapsOf(versions: readonly SubscriptionLine[]): string[] {
	return versions.flatMap((line, index) => {
		const next = versions[index + 1]
		if (!next || line.endedOn === null || line.endedOn <= next.startedOn) return []
		return [
			`${line.externalId} ends on ${formatDay(line.endedOn)}, its next version starts on ${formatDay(next.startedOn)}`,
		]
	})
}

function currenciesOf(versions: readonly SubscriptionLine[]): string[] {
	const currencies = [...new Set(versions.flatMap(({ price }) => price?.currency ?? []))]
	return currencies.length > 1 ? [`${versions[0]?.id} in ${currencies.join(' and ')}`] : []
}

function isFreeOrLess({ price }: SubscriptionLine): boolean {
	return price !== null && (price.unitPrice.units <= 0n || price.quantity.units <= 0n)
}

function lacksRate({ price, rateOn }: SubscriptionLine, conversion: Conversion, asOf: Day): boolean {
	if (!price || price.currency === conversion.currency || price.unitPrice.units === 0n) return false
	return conversion.rateOf(price.currency, rateOn, asOf) === null
}

function priceText({ externalId, price }: SubscriptionLine): string {
	if (!price) return externalId
	const { quantity, unitPrice, currency, interval } = price
	return `${externalId}, ${formatDecimal(quantity)} × ${formatDecimal(unitPrice)} ${currency} a ${interval}`
}
