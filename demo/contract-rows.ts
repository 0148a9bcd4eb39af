import { addMonths, type Day } from '../core/time/day.ts'
import type { AccountPlan } from './account-plan.ts'
import { listCycleStarts } from './contract-change.ts'
import { type ContractLine, cycleAmountMinor, intervalMonths } from './contract-line.ts'
import { amountText, type DemoRow, dayText, flagText, pastDayText } from './demo-row.ts'
import type { DemoWorld } from './demo-world.ts'
import { createRandom, type Random } from './random.ts'

function statusOf(line: ContractLine, isPastDue: boolean): string | null {
	if (line.isCancelled) return 'cancelled'
	if (line.endedOn !== null) return null
	return isPastDue ? 'past_due' : 'active'
}

/** Rows of the subscriptions file: every version of every line, from the first contract on. */
export function makeSubscriptionRows(plan: AccountPlan, isPastDue: boolean): DemoRow[] {
	const { profile, timeline } = plan
	return timeline.lines.map(line => ({
		id: line.id,
		account_id: profile.id,
		product: line.product,
		plan: line.plan,
		quantity: line.quantity,
		unit_price: amountText(line.unitPriceMinor, profile.currency),
		currency: profile.currency,
		billing_interval: line.billing,
		interval_count: 1,
		quantity_unit: 'seats',
		discount_percent: line.discountPercent === 0 ? null : line.discountPercent,
		started_on: dayText(line.startedOn),
		signed_on: dayText(line.signedOn),
		term_ends_on: dayText(line.termEndsOn),
		ended_on: dayText(line.endedOn),
		status: statusOf(line, isPastDue),
		auto_renews: flagText(profile.autoRenews),
		notice_days: profile.autoRenews && line.termEndsOn !== null ? profile.noticeDays : null,
	}))
}

/** Something to be paid: a billing cycle, or the rest of one after a change. */
interface Charge {
	issuedOn: Day
	amountMinor: number
}

function chargesOf(line: ContractLine, before: ContractLine | undefined, until: Day): Charge[] {
	const end = Math.min(line.endedOn ?? until, until)
	const starts = listCycleStarts(line, end)
	const charges: Charge[] = starts
		.filter(start => start >= line.startedOn)
		.map(start => ({ issuedOn: start, amountMinor: cycleAmountMinor(line) }))
	const running = starts.filter(start => start < line.startedOn).at(-1)
	if (running === undefined || starts.includes(line.startedOn)) return charges
	const cycleEnd = addMonths(running, intervalMonths[line.billing])
	const more = cycleAmountMinor(line) - (before ? cycleAmountMinor(before) : 0)
	const amountMinor = Math.round((more * (cycleEnd - line.startedOn)) / (cycleEnd - running))
	return amountMinor > 0 ? [{ issuedOn: line.startedOn, amountMinor }, ...charges] : charges
}

function listCharges(world: DemoWorld, plan: AccountPlan): Charge[] {
	const { lines } = plan.timeline
	const charges = lines.flatMap(line => {
		const before = lines.find(other => other.id === line.id && other.endedOn === line.startedOn)
		return chargesOf(line, before, world.today + 1)
	})
	const byDay = new Map<Day, number>()
	for (const { issuedOn, amountMinor } of charges) {
		if (issuedOn >= world.windowStart) byDay.set(issuedOn, (byDay.get(issuedOn) ?? 0) + amountMinor)
	}
	return [...byDay]
		.map(([issuedOn, amountMinor]) => ({ issuedOn, amountMinor }))
		.sort((one, other) => one.issuedOn - other.issuedOn)
}

/** Customers who have said that they leave sometimes do not pay any more. */
function payDay(random: Random, plan: AccountPlan, charge: Charge, dueOn: Day): Day | null {
	const { profile, timeline } = plan
	const delayDays = Math.round(profile.paymentDelayDays + random.normal(0, 4))
	const isLeaving = timeline.spells.some(
		({ notifiedOn, endedOn }) =>
			notifiedOn !== null && charge.issuedOn >= notifiedOn && (endedOn === null || charge.issuedOn < endedOn),
	)
	if (random.chance(isLeaving ? 0.25 : 0)) return null
	return Math.max(charge.issuedOn, dueOn + delayDays)
}

/** Rows of the invoices file within the window, and whether one is overdue by more than 20 days today. */
export function makeInvoiceRows(
	world: DemoWorld,
	plan: AccountPlan,
	flaws: { unpaidInvoice: boolean },
): { rows: DemoRow[]; isPastDue: boolean } {
	const { profile, script } = plan
	const random = createRandom(world.seed, 'invoices', profile.index)
	const termDays = profile.segment === 'tech-touch' ? 14 : 30
	const charges = listCharges(world, plan)
	let isPastDue = false
	const rows = charges.map((charge, number) => {
		const isLast = number === charges.length - 1
		const isForgotten = flaws.unpaidInvoice && charge.issuedOn < world.today - 200 && number % 4 === 0
		const isScripted = isLast && script.unpaidDays !== undefined
		const dueOn = isScripted ? world.today - script.unpaidDays! : charge.issuedOn + termDays
		const drawn = payDay(random, plan, charge, dueOn)
		const paidOn = isForgotten || isScripted || drawn === null || drawn > world.today ? null : drawn
		if (paidOn === null && dueOn < world.today - 20) isPastDue = true
		return {
			id: `INV-${profile.id.slice(4)}-${number + 1}`,
			account_id: profile.id,
			amount: amountText(charge.amountMinor, profile.currency),
			currency: profile.currency,
			issued_on: dayText(isScripted ? Math.min(charge.issuedOn, dueOn - termDays) : charge.issuedOn),
			due_on: dayText(dueOn),
			paid_on: pastDayText(paidOn, world.today),
			status: paidOn === null ? 'open' : 'paid',
		}
	})
	return { rows, isPastDue }
}
