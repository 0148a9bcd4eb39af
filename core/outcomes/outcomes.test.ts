import { describe, expect, it } from 'vitest'
import { seededGenerator } from '../stats/seeded-generator.ts'
import { measureAdoption } from './measure-adoption.ts'
import { type EffectCase, type EffectOutcome, measureEffect } from './measure-effect.ts'

const worlds = 1_000
/** The playbook's true effect in every world, on the average account. */
const truth: Record<EffectOutcome, number> = { renewal: 0.06, churn: -0.04, health: 5 }

function drawWorld(seed: number): EffectCase[] {
	const next = seededGenerator(seed)
	const uniform = () => (next() + 0.5) / 2 ** 32
	const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
	const accounts = 150 + Math.floor(uniform() * 450)
	return Array.from({ length: accounts }, (_, accountId) => {
		// Accounts differ in strength; the mean of the differences over them is exactly the truth.
		const strength = uniform() - 0.5
		const treated = uniform() < 0.7
		const renewal = 0.82 + 0.2 * strength + (treated ? truth.renewal * (1 + strength) : 0)
		const churn = 0.12 - 0.1 * strength + (treated ? truth.churn * (1 - strength) : 0)
		const health = 10 * strength + 8 * normal() + (treated ? truth.health * (1 + 2 * strength) : 0)
		return {
			accountId,
			group: treated ? 'treated' : 'held',
			stratum: '',
			renewed: uniform() < 0.8 ? uniform() < renewal : null,
			churned: uniform() < churn,
			healthChange: health,
		}
	})
}

describe('effect of a playbook', () => {
	it('covers the true effect in 93–97 % of a thousand worlds', () => {
		const covered = { renewal: 0, churn: 0, health: 0 }
		const told = { renewal: 0, churn: 0, health: 0 }
		for (let seed = 1; seed <= worlds; seed++) {
			const report = measureEffect(drawWorld(seed))
			expect(report.basis).toBe('experiment')
			for (const { outcome, difference } of report.effects) {
				if (!difference) continue
				told[outcome]++
				if (difference.low <= truth[outcome] && truth[outcome] <= difference.high) covered[outcome]++
			}
		}
		for (const outcome of ['renewal', 'churn', 'health'] as const) {
			expect(told[outcome]).toBeGreaterThan(950)
			expect(covered[outcome] / told[outcome]).toBeGreaterThanOrEqual(0.93)
			expect(covered[outcome] / told[outcome]).toBeLessThanOrEqual(0.97)
		}
	})

	const caseOf = (accountId: number, parts: Partial<EffectCase>): EffectCase => ({
		accountId,
		group: 'treated',
		stratum: 'mid-market',
		renewed: true,
		churned: false,
		healthChange: 0,
		...parts,
	})

	it('says that it is too early, and what is missing', () => {
		const cases = Array.from({ length: 80 }, (_, index) =>
			caseOf(index, { group: index < 60 ? 'treated' : 'held', renewed: index % 4 > 0 }),
		)
		expect(measureEffect(cases).effects[0]).toEqual({
			outcome: 'renewal',
			treated: { accounts: 60, value: 0.75 },
			compared: { accounts: 20, value: 0.75 },
			difference: null,
			verdict: 'too early to tell',
			missing: '60 and 20 accounts with a known outcome; 30 of each are needed',
		})
		const rare = cases.map((of, index) => ({ ...of, group: index % 2 ? ('held' as const) : of.group }))
		const churn = measureEffect(rare.map((of, index) => ({ ...of, churned: index < 3 }))).effects[1]!
		expect(churn.missing).toBe('3 accounts of the rarer outcome; 5 are needed')
	})

	it('leaves undecided accounts out and never counts them as lost', () => {
		const cases = Array.from({ length: 100 }, (_, index) =>
			caseOf(index, { group: index % 2 ? 'held' : 'treated', renewed: index < 10 ? null : index % 5 > 0 }),
		)
		const [renewal] = measureEffect(cases).effects
		expect(renewal!.treated.accounts).toBe(45)
		expect(renewal!.compared.accounts).toBe(45)
	})

	it('is no experiment without accounts held back, and compares alike accounts only', () => {
		const cases = [
			// Weak accounts get the playbook and do better than weak ones without it; strong ones are not called.
			...Array.from({ length: 60 }, (_, index) =>
				caseOf(index, { stratum: 'weak', renewed: index % 10 < 8 }),
			),
			...Array.from({ length: 60 }, (_, index) =>
				caseOf(100 + index, { group: 'similar', stratum: 'weak', renewed: index % 10 < 5 }),
			),
			...Array.from({ length: 200 }, (_, index) =>
				caseOf(200 + index, { group: 'similar', stratum: 'strong', renewed: index % 20 > 0 }),
			),
		]
		const report = measureEffect(cases)
		expect(report.basis).toBe('not an experiment')
		expect(report.effects[0]!.difference!.value).toBeCloseTo(0.3, 12)
		expect(report.effects[0]!.verdict).toBe('better')
	})

	it('calls more churn worse', () => {
		const cases = Array.from({ length: 400 }, (_, index) =>
			caseOf(index, { group: index % 2 ? 'held' : 'treated', churned: index % 2 === 0 && index % 5 === 0 }),
		)
		expect(measureEffect(cases).effects[1]).toMatchObject({ outcome: 'churn', verdict: 'worse' })
	})
})

describe('adoption of a playbook', () => {
	const run = (
		ownerEmail: string | null,
		startedOn: number,
		doneOn: number | null,
		dueOn: number | null,
	) => ({
		ownerEmail,
		startedOn,
		doneOn,
		leftOn: null,
		dueOn,
	})
	it('counts by owner, and open runs as censored', () => {
		const [all, ann, none] = measureAdoption(
			[
				run('ann@ours.example', 100, 104, 105),
				run('ann@ours.example', 100, 110, 105),
				run('ann@ours.example', 100, null, 105),
				run(null, 118, null, null),
			],
			120,
		)
		expect(all).toMatchObject({ isAll: true, runs: 4, done: 2, open: 2, overdue: 1 })
		expect(ann).toMatchObject({ ownerEmail: 'ann@ours.example', onTime: { done: 1, withDate: 2 } })
		// At risk on day 4: three; on day 10: two.
		expect(ann!.daysToDone).toEqual({ lowerQuartile: 4, median: 10, upperQuartile: null })
		expect(none).toMatchObject({ ownerEmail: null, isAll: false, runs: 1, done: 0 })
	})
	it('has nothing to say without runs', () => {
		expect(measureAdoption([], 120)).toEqual([
			{
				ownerEmail: null,
				isAll: true,
				runs: 0,
				done: 0,
				open: 0,
				onTime: { done: 0, withDate: 0 },
				overdue: 0,
				daysToDone: { lowerQuartile: null, median: null, upperQuartile: null },
			},
		])
	})
})
