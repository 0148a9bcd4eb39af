import type { Day } from '../core/time/day.ts'
import type { AccountPlan } from './account-plan.ts'
import { type Deal, priceDealOf } from './contract-change.ts'
import type { Decision } from './decision.ts'
import { amountText, type DemoRow, dayText } from './demo-row.ts'
import type { DemoWorld } from './demo-world.ts'
import { createRandom } from './random.ts'

/** Renewals stand in the CRM from four months ahead. */
const openDaysAhead = 120

function isClosed(decision: Decision, today: Day): boolean {
	return decision.outcome !== null && decision.closedOn !== null && decision.closedOn <= today
}

/** Rows of the renewals file: contract decisions of the window and those that are open. Monthly accounts have none. */
export function makeRenewalRows(world: DemoWorld, plan: AccountPlan): DemoRow[] {
	const { profile, timeline } = plan
	const shown = timeline.decisions.filter(
		item =>
			!item.question.isMonthly &&
			item.termEndsOn >= world.windowStart &&
			(isClosed(item, world.today) || item.termEndsOn <= world.today + openDaysAhead),
	)
	return shown.map(item => {
		const closed = isClosed(item, world.today)
		return {
			id: `REN-${profile.id.slice(4)}-${item.spell * 10 + timeline.decisions.indexOf(item) + 1}`,
			account_id: profile.id,
			subscription_id: `SUB-${profile.id.slice(4)}-${item.spell * 10 + 1}`,
			renewal_on: dayText(item.termEndsOn),
			target_amount: amountText(item.targetMinor, profile.currency),
			currency: profile.currency,
			outcome: closed ? item.outcome : 'open',
			final_amount: closed ? amountText(item.finalMinor ?? 0, profile.currency) : null,
			closed_on: closed ? dayText(item.closedOn) : null,
			reason: closed ? (item.reason?.reason ?? null) : null,
			competitor: closed ? item.reason?.competitor || null : null,
		}
	})
}

/** Rows of the cancellations file: every churn that was announced by today and takes effect in the window or after. */
export function makeCancellationRows(world: DemoWorld, plan: AccountPlan): DemoRow[] {
	const { profile, timeline } = plan
	return timeline.decisions.flatMap(item => {
		const { notifiedOn, endsOn, reason } = item
		if (item.outcome !== 'churned' || notifiedOn === null || endsOn === null || !reason) return []
		if (notifiedOn > world.today || endsOn < world.windowStart) return []
		const saysWhy = createRandom(world.seed, 'says why', profile.index, endsOn).chance(0.88)
		return [
			{
				id: `CAN-${profile.id.slice(4)}-${item.spell + 1}`,
				account_id: profile.id,
				effective_on: dayText(endsOn),
				notified_on: dayText(notifiedOn),
				reason: saysWhy ? reason.reason : null,
				competitor: saysWhy ? reason.competitor || null : null,
				amount: amountText(item.targetMinor, profile.currency),
				note: saysWhy ? reason.note : null,
			},
		]
	})
}

function stageOf(deal: Deal, today: Day): { stage: string; label: string } {
	if (deal.closedOn !== null) {
		return deal.isWon ? { stage: 'won', label: 'Closed won' } : { stage: 'lost', label: 'Closed lost' }
	}
	const ageDays = today - deal.createdOn
	return { stage: 'open', label: ageDays > 40 ? 'Negotiation' : ageDays > 15 ? 'Proposal sent' : 'Qualified' }
}

/** Rows of the opportunities file within the window: seats, products and noticeable price rises. */
export function makeOpportunityRows(world: DemoWorld, plan: AccountPlan): DemoRow[] {
	const { profile, timeline, script } = plan
	const prices = timeline.decisions.map(item => priceDealOf(item, world.today)).filter(item => item !== null)
	const deals = [...timeline.deals, ...prices]
	if (script.asksForSeats) {
		const amountMinor = Math.round(profile.arrMinor * 0.3)
		const createdOn = world.today - 9
		deals.push({ kind: 'seats', amountMinor, createdOn, closedOn: null, isWon: false, source: 'cs' })
	}
	return deals
		.filter(deal => deal.createdOn >= world.windowStart)
		.sort((one, other) => one.createdOn - other.createdOn)
		.map((deal, number) => {
			const { stage, label } = stageOf(deal, world.today)
			return {
				id: `OPP-${profile.id.slice(4)}-${number + 1}`,
				account_id: profile.id,
				kind: deal.kind,
				amount: amountText(deal.amountMinor, profile.currency),
				currency: profile.currency,
				stage,
				stage_label: label,
				source: deal.source,
				created_on: dayText(deal.createdOn),
				closed_on: dayText(deal.closedOn),
			}
		})
}
