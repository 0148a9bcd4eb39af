import { describe, expect, it } from 'vitest'
import { type AccountSigns, type DecisionSigns, isAtRisk, sayRisk } from './say-risk.ts'

const day = 20_000
const safe: DecisionSigns = {
	renewalOn: day + 40,
	isNotified: false,
	isMarked: false,
	category: 'commit',
	probability: 0.95,
	score: 82,
	risk: 'low',
}
const quiet: AccountSigns = {
	band: 'Healthy',
	fallen: [],
	daysSinceContact: 3,
	daysSinceActivity: 0,
	criticalTickets: 0,
	championsLeft: 0,
}

describe('a decision at risk', () => {
	it.each([
		['of a safe one', {}, false],
		['that gave notice', { isNotified: true }, true],
		['past its date', { renewalOn: day - 1 }, true],
		['on its date', { renewalOn: day }, false],
		['marked by a person', { isMarked: true }, true],
		['called doubtful', { category: 'doubtful' }, true],
		['below 70 %', { probability: 0.69 }, true],
		['at 70 %', { probability: 0.7 }, false],
		['in a band of high risk', { risk: 'high' }, true],
		['of which nothing is known', { category: null, probability: null, score: null, risk: null }, false],
	] as const)('%s', (_, change, expected) => {
		expect(isAtRisk({ ...safe, ...change }, day)).toBe(expected)
	})
})

describe('why', () => {
	it('names band, what fell most, tickets, silence and the champion', () => {
		const signs: DecisionSigns = { ...safe, category: 'doubtful', probability: 0.48, score: 42, risk: 'high' }
		const account: AccountSigns = {
			band: 'At risk',
			fallen: [
				{ name: 'Product usage', points: 11.6 },
				{ name: 'Support tickets', points: 4.2 },
				{ name: 'Engagement', points: 3 },
			],
			daysSinceContact: 34,
			daysSinceActivity: 2,
			criticalTickets: 2,
			championsLeft: 1,
		}
		expect(sayRisk(signs, account, day)).toBe(
			'Called doubtful, renews with 48 %, health 42 (at risk), down 12 for product usage and 4 for support tickets in four weeks, champion left, 2 critical tickets open, silent for 34 days.',
		)
	})
	it('says what is known and nothing else', () => {
		expect(sayRisk({ ...safe, renewalOn: day - 1 }, undefined, day)).toBe(
			'1 day past its date without a decision.',
		)
		expect(sayRisk({ ...safe, score: null, risk: 'high' }, { ...quiet, band: null }, day)).toBe(
			'Health in alarm.',
		)
		const unknown = {
			daysSinceContact: null,
			daysSinceActivity: null,
			criticalTickets: null,
			championsLeft: null,
		}
		expect(sayRisk({ ...safe, isNotified: true }, { ...quiet, ...unknown }, day)).toBe('Gave notice.')
	})
	it('stops at six reasons, the strongest first', () => {
		const all: DecisionSigns = {
			renewalOn: day - 3,
			isNotified: true,
			isMarked: true,
			category: 'lost',
			probability: 0.1,
			score: 12,
			risk: 'high',
		}
		const said = sayRisk(all, { ...quiet, band: 'Critical', championsLeft: 2, daysSinceContact: 90 }, day)
		expect(said).toBe(
			'Gave notice, 3 days past its date without a decision, marked as at risk, called lost, renews with 10 %, health 12 (critical).',
		)
	})
})
