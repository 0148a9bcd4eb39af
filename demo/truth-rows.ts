import { formatDay, monthEndsBetween } from '../core/time/day.ts'
import type { AccountPlan } from './account-plan.ts'
import { nextDecision } from './contract-timeline.ts'
import type { Decision } from './decision.ts'
import type { DemoFlaws } from './demo-flaw.ts'
import { amountText, type DemoRow, dayText } from './demo-row.ts'
import type { DemoWorld } from './demo-world.ts'
import { latentOn, weekOf } from './latent-path.ts'
import { probabilityAhead } from './renewal-probability.ts'

/** Columns of the truth's flat list of decisions. */
export const truthDecisionColumns =
	'account_id segment population term_ends_on decides_on p_90_days_before p_at_decision p_today outcome closed_on notified_on ends_on uplift_percent target_amount final_amount currency'.split(
		' ',
	)

function round(value: number): number {
	return Math.round(value * 1e5) / 1e5
}

/** P(renew) of the decision given everything latent as of a day before it. */
function probabilityAsOf(plan: AccountPlan, decision: Decision, day: number): number {
	const weeks = weekOf(decision.decidesOn) - weekOf(day)
	return round(probabilityAhead(latentOn(plan.path, day), decision.question, weeks))
}

/** The probabilities and outcome of every decision, the coming ones included as `open`. */
export function makeTruthDecisions(world: DemoWorld, plan: AccountPlan): DemoRow[] {
	const { profile, timeline } = plan
	return timeline.decisions.map(item => {
		const isDecided = item.outcome !== null
		const isDue = item.decidesOn <= world.today
		return {
			account_id: profile.id,
			segment: profile.segment,
			population: item.question.isMonthly ? 'monthly' : 'term',
			term_ends_on: dayText(item.termEndsOn),
			decides_on: dayText(item.decidesOn),
			p_90_days_before: item.decidesOn - 90 <= world.today ? round(item.p90DaysBefore) : null,
			p_at_decision: isDue || isDecided ? round(item.pAtDecision) : null,
			p_today: isDue ? null : probabilityAsOf(plan, item, world.today),
			outcome: item.outcome ?? 'open',
			closed_on: dayText(item.closedOn),
			notified_on: dayText(item.notifiedOn),
			ends_on: dayText(item.endsOn),
			uplift_percent: item.question.upliftPercent,
			target_amount: amountText(item.targetMinor, profile.currency),
			final_amount: item.finalMinor === null ? null : amountText(item.finalMinor, profile.currency),
			currency: profile.currency,
		}
	})
}

/** One line of the truth file: the latent series at month ends, with P(renew) of the decision that was next. */
export function makeTruthLine(world: DemoWorld, plan: AccountPlan, flaws: DemoFlaws): string {
	const { profile, path, timeline } = plan
	const ends = monthEndsBetween(Math.max(world.windowStart, profile.startedOn), world.today)
	const days = ends.at(-1) === world.today ? ends : [...ends, world.today]
	const months = days.map(day => {
		const state = latentOn(path, day)
		const isCustomer = timeline.spells.some(
			spell => spell.startedOn <= day && (spell.endedOn === null || day < spell.endedOn),
		)
		const next = isCustomer ? nextDecision(timeline, day) : undefined
		return {
			on: formatDay(day),
			engagement: round(state.engagement),
			value: round(state.value),
			champion: !state.championAbsent,
			next_decides_on: next ? formatDay(next.decidesOn) : null,
			p_next_renews: next ? probabilityAsOf(plan, next, day) : null,
		}
	})
	return `${JSON.stringify({
		account_id: profile.id,
		segment: profile.segment,
		fit: round(path.fit),
		usage_level: round(profile.usageLevel),
		started_on: formatDay(profile.startedOn),
		spells: timeline.spells.map(spell => [dayText(spell.startedOn), dayText(spell.endedOn)]),
		champion_left_on: path.championLeftOn.filter(day => day <= world.today).map(formatDay),
		champion_found_on: path.championFoundOn.filter(day => day <= world.today).map(formatDay),
		really_dropped_in_outage: path.droppedInOutage ? formatDay(world.outageFrom) : null,
		flaws: Object.entries(flaws).flatMap(([name, isThere]) => (isThere ? [name] : [])),
		months,
	})}\n`
}
