import { type Day, formatDay, getDay } from '../core/time/day.ts'
import { type AccountPlan, listStretches } from './account-plan.ts'
import { contactsOn, type DemoContact } from './demo-contact.ts'
import { type DemoRow, officeInstant } from './demo-row.ts'
import type { DemoWorld } from './demo-world.ts'
import { type LatentState, latentOn } from './latent-path.ts'
import { createRandom, type Random } from './random.ts'
import { npsComments } from './spoken-text.ts'

type SurveyRow = DemoRow & { responded_at: string }

const npsEveryDays = 182
const responseShares = { strategic: 0.6, growth: 0.5, 'tech-touch': 0.42 }

function npsScore(random: Random, state: LatentState): number {
	const mean = 7.7 + 1.15 * state.value + 0.75 * state.fit + 0.5 * state.engagement
	return Math.max(0, Math.min(10, Math.round(mean + random.normal(0, 1.5))))
}

function commentOf(random: Random, score: number): string | null {
	if (!random.chance(0.45)) return null
	return random.pick(
		score >= 9 ? npsComments.positive : score >= 7 ? npsComments.neutral : npsComments.negative,
	)
}

/** The relationship survey, twice a year to up to three people. */
function makeNpsRows(world: DemoWorld, plan: AccountPlan, contacts: readonly DemoContact[]): SurveyRow[] {
	const { profile, path } = plan
	const rows: SurveyRow[] = []
	const asked = profile.segment === 'strategic' ? 3 : profile.segment === 'growth' ? 2 : 1
	for (const stretch of listStretches(world, plan)) {
		for (let day = stretch.startedOn + 75; day <= stretch.to; day += npsEveryDays) {
			const random = createRandom(world.seed, 'nps', profile.index, day)
			const invited = [...contactsOn(contacts, day)].slice(0, asked)
			for (const contact of invited) {
				const respondedOn = day + random.whole(0, 9)
				const answers = random.chance(responseShares[profile.segment])
				const score = npsScore(random, latentOn(path, respondedOn))
				const comment = commentOf(random, score)
				const respondedAt = officeInstant(random, respondedOn)
				if (!answers || respondedOn > stretch.to || respondedOn < stretch.from) continue
				rows.push({
					account_id: profile.id,
					kind: 'nps',
					responded_at: respondedAt,
					score,
					comment,
					contact_id: contact.id,
				})
			}
		}
	}
	return rows
}

/** Answers after a ticket was resolved. */
function makeCsatRows(world: DemoWorld, plan: AccountPlan, tickets: readonly DemoRow[]): SurveyRow[] {
	const random = createRandom(world.seed, 'csat', plan.profile.index)
	return tickets.flatMap(ticket => {
		const answers = random.chance(0.3)
		const { resolved_at: resolvedAt, satisfaction, contact_id } = ticket
		if (!answers || typeof resolvedAt !== 'string' || typeof satisfaction !== 'number') return []
		return [
			{
				account_id: plan.profile.id,
				kind: 'csat',
				responded_at: resolvedAt,
				score: satisfaction,
				comment: null,
				contact_id: contact_id ?? null,
			},
		]
	})
}

/** One question about effort after onboarding, one about the reason after a churn. */
function makeOccasionRows(
	world: DemoWorld,
	plan: AccountPlan,
	contacts: readonly DemoContact[],
): SurveyRow[] {
	const { profile, path, timeline } = plan
	const rows: SurveyRow[] = []
	function add(random: Random, kind: string, day: Day, score: number | null, comment: string | null): void {
		if (day < world.windowStart || day > world.today) return
		const contactId = contactsOn(contacts, day)[0]?.id ?? null
		const respondedAt = officeInstant(random, day)
		rows.push({
			account_id: profile.id,
			kind,
			responded_at: respondedAt,
			score,
			comment,
			contact_id: contactId,
		})
	}
	for (const stretch of listStretches(world, plan)) {
		const random = createRandom(world.seed, 'effort', profile.index, stretch.startedOn)
		const day = stretch.startedOn + random.whole(85, 110)
		const effort = Math.max(1, Math.min(7, Math.round(5 + 0.7 * path.fit + random.normal(0, 1))))
		if (random.chance(0.4) && day <= stretch.to) add(random, 'ces', day, effort, null)
	}
	for (const decision of timeline.decisions) {
		if (decision.outcome !== 'churned' || decision.notifiedOn === null) continue
		const random = createRandom(world.seed, 'exit', profile.index, decision.termEndsOn)
		const day = decision.notifiedOn + random.whole(3, 15)
		if (random.chance(0.35)) add(random, 'churn', day, null, decision.reason?.note ?? null)
	}
	return rows
}

/** Rows of the surveys file within the window, by time. */
export function makeSurveyRows(
	world: DemoWorld,
	plan: AccountPlan,
	contacts: readonly DemoContact[],
	tickets: readonly DemoRow[],
): DemoRow[] {
	const rows = [
		...makeNpsRows(world, plan, contacts),
		...makeCsatRows(world, plan, tickets),
		...makeOccasionRows(world, plan, contacts),
	]
	const today = formatDay(world.today)
	return rows
		.filter(row => getDay(row.responded_at.slice(0, 10)) <= getDay(today))
		.sort((one, other) => (one.responded_at < other.responded_at ? -1 : 1))
		.map((row, number) => ({ id: `SUR-${plan.profile.id.slice(4)}-${number + 1}`, ...row }))
}
