import { policyCaveats } from '../../core/kpis/policy-caveats.ts'
import type { LeftOut, RetentionDimension } from '../../core/model/account-ledger.ts'
import type { RevenuePolicy } from '../../core/model/revenue-policy.ts'
import { type Decimal, formatDecimal, parseDecimal } from '../../core/money/decimal.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import type { RevenueInputs } from './revenue-inputs.ts'

/** What a reader has to know of an answer: how the policy counts where companies differ, and what is in no figure. */
export function listCaveats(
	inputs: RevenueInputs,
	policy: RevenuePolicy,
	request: {
		period: { from: Day; to: Day }
		asOf: Day
		dimension: RetentionDimension | null
		leftOut: readonly LeftOut[]
	},
): string[] {
	const { period, asOf, dimension, leftOut } = request
	const caveats = policyCaveats(policy, inputs.model.settings.revenue)
	if (period.to > asOf) {
		caveats.push(
			`The period ends on ${formatDay(period.to)}, after ${formatDay(asOf)}: its end is what is known so far.`,
		)
	}
	const { liveFrom } = inputs.workspace
	if (dimension !== null && liveFrom !== null && period.from < liveFrom) {
		caveats.push(
			`Attributes hold from the load that brought them (the first was on ${formatDay(liveFrom)}): before it, groups by attributes that the model does not declare fixed are "unknown".`,
		)
	}
	if (leftOut.length > 0) caveats.push(sayLeftOut(leftOut))
	return caveats
}

function sayLeftOut(leftOut: readonly LeftOut[]): string {
	const byCurrency = new Map<string, string>()
	let unread = 0
	for (const { amount, currency } of leftOut) {
		const decimal = amount === null ? undefined : parseDecimal(amount)
		if (!decimal || currency === null) unread += 1
		else {
			const known = parseDecimal(byCurrency.get(currency) ?? '0') ?? decimal
			byCurrency.set(currency, formatDecimal(sumOf(known, decimal)))
		}
	}
	const money = [...byCurrency].map(([currency, amount]) => `${currency} ${amount}`)
	if (unread > 0) money.push(`${unread} without a readable amount`)
	const lines = leftOut.length === 1 ? '1 line is' : `${leftOut.length} lines are`
	return `${lines} in no figure, per billing interval: ${money.join(', ')}. They are listed by account.`
}

function sumOf(one: Decimal, other: Decimal): Decimal {
	const scale = Math.max(one.scale, other.scale)
	const raise = ({ units, scale: own }: Decimal) => units * 10n ** BigInt(scale - own)
	return { units: raise(one) + raise(other), scale }
}
