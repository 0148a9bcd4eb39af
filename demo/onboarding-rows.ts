import { type AccountPlan, listStretches } from './account-plan.ts'
import { type DemoRow, dayText } from './demo-row.ts'
import type { DemoWorld } from './demo-world.ts'
import { latentOn } from './latent-path.ts'
import { createRandom } from './random.ts'

/** Planned day of each milestone, counted from the contract's start. */
const plannedDays = {
	kickoff: 1,
	configuration: 7,
	training: 14,
	first_value: 28,
	full_adoption: 56,
	complete: 84,
}

/** Rows of the milestones file. Good fits are faster; some accounts stop on the way. */
export function makeMilestoneRows(world: DemoWorld, plan: AccountPlan): DemoRow[] {
	const { profile, path, timeline, script } = plan
	const spell = timeline.spells[0]
	if (!spell) return []
	const random = createRandom(world.seed, 'milestones', profile.index)
	const start = latentOn(path, profile.startedOn + 28)
	const pace = Math.exp(-0.22 * start.fit - 0.2 * start.engagement + random.normal(0.1, 0.3))
	const stops = Math.min(0.2, 0.03 * Math.exp(-0.6 * start.fit - 0.3 * start.engagement))
	const end = Math.min(spell.endedOn ?? world.today + 1, world.today + 1)
	const rows: DemoRow[] = []
	let last = profile.startedOn
	for (const [milestone, planned] of Object.entries(plannedDays)) {
		const wobble = Math.exp(random.normal(0, 0.15))
		const isStopped = planned > 1 && random.chance(stops)
		const reachedOn = Math.max(last, profile.startedOn + Math.round(planned * pace * wobble))
		const scriptedEnd = script.milestones !== undefined && rows.length >= script.milestones
		if (isStopped || scriptedEnd || reachedOn >= end) break
		rows.push({ account_id: profile.id, milestone, reached_on: dayText(reachedOn) })
		last = reachedOn
	}
	return rows
}

const goals = [
	{ goal: 'Hours saved per month', target: 120 },
	{ goal: 'Orders handled without touch (%)', target: 60 },
	{ goal: 'Teams on the platform', target: 8 },
	{ goal: 'Cycle time cut (%)', target: 25 },
	{ goal: 'Reports automated', target: 40 },
	{ goal: 'Error rate cut (%)', target: 30 },
]

/** Rows of the goals file: progress measured every quarter; it follows the value that the account gets. */
export function makeGoalRows(world: DemoWorld, plan: AccountPlan): DemoRow[] {
	const { profile, path } = plan
	const random = createRandom(world.seed, 'goals', profile.index)
	const hasGoals = random.chance(profile.segment === 'tech-touch' ? 0.35 : 0.95)
	const wanted = profile.segment === 'strategic' ? 2 : 1
	const first = random.whole(0, goals.length - 1)
	const rows: DemoRow[] = []
	for (let number = 0; hasGoals && number < wanted; number++) {
		const { goal, target } = goals[(first + number) % goals.length]!
		for (const stretch of listStretches(world, plan)) {
			for (let day = stretch.startedOn + 60; day <= stretch.to; day += 91) {
				const { value, fit } = latentOn(path, day)
				const ramp = 1 - Math.exp(-(day - stretch.startedOn) / 200)
				const share = ramp * (0.85 + 0.28 * value + 0.1 * fit) + random.normal(0, 0.06)
				const progress = Math.round(Math.max(0, Math.min(1.4, share)) * target)
				if (day < world.windowStart) continue
				const id = `GOAL-${profile.id.slice(4)}-${rows.length + 1}`
				rows.push({ id, account_id: profile.id, goal, target, progress, measured_on: dayText(day) })
			}
		}
	}
	return rows
}
