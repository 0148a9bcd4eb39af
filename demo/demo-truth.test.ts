import { beforeAll, describe, expect, it } from 'vitest'
import { type AccountPlan, planAccount } from './account-plan.ts'
import { segments } from './account-profile.ts'
import { lineArrMinor } from './contract-line.ts'
import type { Decision } from './decision.ts'
import { buildWorld } from './demo-world.ts'
import { type LatentState, latentProcess } from './latent-path.ts'
import { createRandom } from './random.ts'
import { probabilityAhead, probabilityAt } from './renewal-probability.ts'

const world = buildWorld({ seed: 7, months: 30, today: '2026-10-31' })
const accounts = 10_000

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Share of (renewed, churned) pairs that the probability puts in the right order; ties do not occur. */
function areaUnderCurve(cases: readonly { probability: number; renewed: boolean }[]): number {
	const sorted = [...cases].sort((one, other) => one.probability - other.probability)
	let churned = 0
	let pairs = 0
	for (const { renewed } of sorted) {
		if (renewed) pairs += churned
		else churned++
	}
	return pairs / (churned * (cases.length - churned))
}

function scored(decisions: readonly Decision[], read: (decision: Decision) => number) {
	return decisions.map(item => ({ probability: read(item), renewed: item.outcome === 'renewed' }))
}

describe('the truth of the demo company', () => {
	let plans: AccountPlan[]
	let decided: Decision[]
	beforeAll(() => {
		plans = Array.from({ length: accounts }, (_, index) => planAccount(world, index))
		decided = plans.flatMap(plan =>
			plan.timeline.decisions.filter(
				item => item.outcome !== null && item.decidesOn <= world.today && !item.question.isMonthly,
			),
		)
	})

	it('renews 86 ± 1 % of decisions', () => {
		expect(decided.length).toBeGreaterThan(9000)
		const rate = mean(decided.map(item => (item.outcome === 'renewed' ? 1 : 0)))
		expect(rate).toBeGreaterThan(0.85)
		expect(rate).toBeLessThan(0.87)
	})
	it('has true probabilities with an AUC of 0.82–0.86', () => {
		const auc = areaUnderCurve(scored(decided, item => item.pAtDecision))
		expect(auc).toBeGreaterThan(0.82)
		expect(auc).toBeLessThan(0.86)
	})
	it('is known less well, but rightly, 90 days before', () => {
		const atDecision = areaUnderCurve(scored(decided, item => item.pAtDecision))
		const before = areaUnderCurve(scored(decided, item => item.p90DaysBefore))
		expect(before).toBeGreaterThan(0.8)
		expect(before).toBeLessThan(atDecision)
		const sorted = scored(decided, item => item.p90DaysBefore).sort((a, b) => a.probability - b.probability)
		for (let fifth = 0; fifth < 5; fifth++) {
			const from = Math.floor((fifth * sorted.length) / 5)
			const group = sorted.slice(from, Math.floor(((fifth + 1) * sorted.length) / 5))
			const rate = mean(group.map(item => (item.renewed ? 1 : 0)))
			expect(Math.abs(rate - mean(group.map(item => item.probability)))).toBeLessThan(0.03)
		}
	})
	it('starts with an ARR that is lognormal with σ = 1 within each segment', () => {
		for (const segment of segments) {
			const logs = plans
				.filter(plan => plan.profile.segment === segment)
				.map(plan => Math.log(lineArrMinor(plan.timeline.lines[0]!)))
			const center = mean(logs)
			const moment = (power: number) => mean(logs.map(value => (value - center) ** power))
			const deviation = Math.sqrt(moment(2))
			expect(deviation).toBeGreaterThan(0.94)
			expect(deviation).toBeLessThan(1.06)
			expect(Math.abs(moment(3) / deviation ** 3)).toBeLessThan(0.2)
		}
	})
	it('has its segments in the shares 8, 27, 65 %', () => {
		const shares = segments.map(
			segment => plans.filter(plan => plan.profile.segment === segment).length / accounts,
		)
		expect(shares[0]).toBeCloseTo(0.08, 1)
		expect(shares[1]).toBeCloseTo(0.27, 1)
		expect(shares[2]).toBeCloseTo(0.65, 1)
	})
	it('shows no outcome 90 days before its decision', () => {
		const signs = decided.flatMap(item => [
			item.closedOn!,
			item.notifiedOn ?? item.decidesOn,
			item.endsOn ?? item.decidesOn,
		])
		const owners = decided.flatMap(item => [item.decidesOn, item.decidesOn, item.decidesOn])
		expect(signs.filter((day, place) => day <= owners[place]! - 90)).toEqual([])
	})
	it('has accounts that really dropped while no usage arrived', () => {
		const share = plans.filter(plan => plan.path.droppedInOutage).length / accounts
		expect(share).toBeGreaterThan(0.015)
		expect(share).toBeLessThan(0.035)
	})
	it('has busy accounts that leave and quiet ones that stay', () => {
		const churned = plans.filter(plan => plan.timeline.spells.at(-1)!.endedOn !== null)
		const stayed = plans.filter(plan => plan.timeline.spells.at(-1)!.endedOn === null)
		expect(churned.filter(plan => plan.profile.usageLevel > 0.4).length).toBeGreaterThan(100)
		expect(stayed.filter(plan => plan.profile.usageLevel < -0.4).length).toBeGreaterThan(100)
	})
})

describe('contracts', () => {
	const plans = Array.from({ length: 1500 }, (_, index) => planAccount(world, index))

	it('tile: each version begins where the one before it ended', () => {
		for (const { timeline } of plans) {
			for (const id of new Set(timeline.lines.map(line => line.id))) {
				const versions = timeline.lines.filter(line => line.id === id)
				for (let place = 1; place < versions.length; place++) {
					expect(versions[place]!.startedOn).toBe(versions[place - 1]!.endedOn)
				}
			}
		}
	})
	it('have versions of at least a day that lie in their term and not after today', () => {
		for (const line of plans.flatMap(plan => plan.timeline.lines)) {
			expect(line.startedOn).toBeLessThanOrEqual(world.today)
			expect(line.endedOn ?? Number.POSITIVE_INFINITY).toBeGreaterThan(line.startedOn)
			expect(line.startedOn).toBeGreaterThanOrEqual(line.termStartedOn)
			if (line.termEndsOn !== null) expect(line.termEndsOn).toBeGreaterThan(line.startedOn)
			expect(line.unitPriceMinor).toBeGreaterThan(0)
			expect(line.quantity).toBeGreaterThan(0)
		}
	})
	it('agree with the decisions on what was renewed and what ended', () => {
		for (const { timeline } of plans) {
			const last = timeline.decisions.at(-1)!
			const open = timeline.lines.filter(line => line.endedOn === null)
			const hasLeft = last.outcome === 'churned' && last.endsOn !== null && last.endsOn <= world.today
			expect(open.length === 0).toBe(hasLeft)
			expect(timeline.spells.at(-1)!.endedOn).toBe(hasLeft ? last.endsOn : null)
		}
	})
	it('renew for what the next term costs', () => {
		let checked = 0
		for (const { timeline } of plans) {
			for (const item of timeline.decisions) {
				if (item.outcome !== 'renewed' || item.question.isMonthly || item.termEndsOn > world.today) continue
				const next = timeline.lines.filter(line => line.startedOn === item.termEndsOn)
				if (next.length === 0) continue
				expect(next.reduce((sum, line) => sum + lineArrMinor(line), 0)).toBe(item.finalMinor)
				checked++
			}
		}
		expect(checked).toBeGreaterThan(1000)
	})
})

describe('probabilityAhead', () => {
	const question = { segment: 'growth', upliftPercent: 4, isMonthly: false } as const
	const states: LatentState[] = [
		{ fit: 0, engagement: 0, value: 0, championAbsent: false },
		{ fit: -1, engagement: -1.5, value: 0.5, championAbsent: true },
		{ fit: 1, engagement: 1, value: -1, championAbsent: false },
	]

	it.each(states)('is the probability itself with no time left: %j', state => {
		expect(probabilityAhead(state, question, 0)).toBe(probabilityAt(state, question))
	})
	it.each(states)('is the mean over what may happen in 13 weeks: %j', state => {
		const random = createRandom('ahead', JSON.stringify(state))
		const { engagementPersistence: a, valuePersistence: b, innovationCorrelation: r } = latentProcess
		const probabilities = Array.from({ length: 40_000 }, () => {
			const later = { ...state }
			for (let week = 0; week < 13; week++) {
				const one = random.normal()
				const other = r * one + Math.sqrt(1 - r * r) * random.normal()
				later.engagement = a * later.engagement + Math.sqrt(1 - a * a) * one
				later.value = b * later.value + Math.sqrt(1 - b * b) * other
				const { championFound, championLeaves } = latentProcess
				const changes = random.chance(later.championAbsent ? championFound : championLeaves)
				later.championAbsent = later.championAbsent !== changes
			}
			return probabilityAt(later, question)
		})
		expect(Math.abs(probabilityAhead(state, question, 13) - mean(probabilities))).toBeLessThan(0.003)
	})
})
