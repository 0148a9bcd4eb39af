import type { SubscriptionLine } from '../contracts/subscription-line.ts'
import { type Fact, holdsAsOf } from '../model/fact.ts'
import type { RevenuePolicy } from '../model/revenue-policy.ts'
import { type Day, parseDay } from '../time/day.ts'

/** A recorded end so many days after the announced one is still the announced one. */
const noticeToleranceDays = 31

/** The lines as a policy sees them: without metered use, with pauses, discounts and notices counted its way. */
export function adaptLines(
	lines: readonly SubscriptionLine[],
	facts: readonly Fact[],
	options: { asOf: Day; policy: RevenuePolicy; meteredProducts: ReadonlySet<string> },
): SubscriptionLine[] {
	const { policy, meteredProducts, asOf } = options
	let adapted = [...lines]
	if (policy.meteredUse === 'excluded' && meteredProducts.size > 0) {
		adapted = adapted.filter(line => !meteredProducts.has(line.product))
	}
	if (policy.paused === 'counts') adapted = adapted.map(countPauses)
	if (policy.discounts === 'lasting') adapted = adapted.map(line => withoutFiniteDiscount(line, lines))
	if (policy.churnOn === 'notice') adapted = endAtNotice(adapted, facts, asOf)
	return adapted
}

function countPauses(line: SubscriptionLine): SubscriptionLine {
	if (!line.statuses.some(({ status }) => status === 'paused')) return line
	return {
		...line,
		statuses: line.statuses.map(entry =>
			entry.status === 'paused' ? { ...entry, status: 'active' } : entry,
		),
	}
}

function withoutFiniteDiscount(line: SubscriptionLine, lines: readonly SubscriptionLine[]): SubscriptionLine {
	const { price } = line
	if (!price || price.discountPercent.units <= 0n) return line
	const isTakenBack = lines.some(
		later =>
			later.source === line.source &&
			later.id === line.id &&
			later.startedOn > line.startedOn &&
			later.price !== null &&
			isLess(later.price.discountPercent, price.discountPercent),
	)
	return isTakenBack ? { ...line, price: { ...price, discountPercent: { units: 0n, scale: 0 } } } : line
}

function isLess(one: { units: bigint; scale: number }, other: { units: bigint; scale: number }): boolean {
	return one.units * 10n ** BigInt(other.scale) < other.units * 10n ** BigInt(one.scale)
}

/** Ends what a notice ends on the day that the notice was given: lines without an end, or with one that it announced. */
function endAtNotice(
	lines: readonly SubscriptionLine[],
	facts: readonly Fact[],
	asOf: Day,
): SubscriptionLine[] {
	const notices = facts.flatMap(fact => {
		if (fact.kind !== 'cancellation' || fact.part !== 'notified' || !holdsAsOf(fact, asOf)) return []
		const effectiveOn = parseDay(String(fact.body?.effective_on ?? ''))
		return effectiveOn === undefined ? [] : [{ on: fact.occurredOn, effectiveOn }]
	})
	return lines.map(line => {
		const notice = notices.find(
			({ on, effectiveOn }) =>
				line.startedOn <= on &&
				(line.endsOn === null || (line.endsOn > on && line.endsOn <= effectiveOn + noticeToleranceDays)) &&
				!lines.some(other => other.startedOn === line.endsOn && other.product === line.product),
		)
		return notice ? { ...line, endsOn: notice.on } : line
	})
}
