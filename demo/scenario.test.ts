import { describe, expect, it } from 'vitest'
import { planAccount } from './account-plan.ts'
import { accountIdOf } from './account-profile.ts'
import { type AccountRows, makeAccountRows } from './account-rows.ts'
import { drawFlaws } from './demo-flaw.ts'
import { buildWorld } from './demo-world.ts'
import { demoScenarios, getScenario } from './scenario.ts'
import { createTeamBook } from './team-book.ts'
import { writeUsage } from './usage-rows.ts'
import { buildWorkCalendar } from './work-calendar.ts'

const today = '2026-10-31'

interface Named {
	rows: AccountRows
	/** Log-ins of the last 14 days, and of the 14 before. */
	logins: { last: number; before: number }
	users28: number
	lastUsageOn: string
	seats: number
}

function build(name: string): Named {
	const scenario = getScenario(name)
	const world = buildWorld({ seed: 7, months: 30, today, outageDaysAgo: scenario.outageDaysAgo })
	const plan = planAccount(world, 0, scenario.script)
	const rows = makeAccountRows(world, plan, drawFlaws(world, plan), createTeamBook(7))
	let text = ''
	writeUsage(world, buildWorkCalendar(world.windowStart, world.today), plan, (_, lines) => {
		text += lines
	})
	const usage = text
		.trimEnd()
		.split('\n')
		.map(line => line.split(','))
	function logins(from: string, to: string): number {
		return usage.filter(([, event, day]) => event === 'login' && day! >= from && day! <= to).length
	}
	return {
		rows,
		logins: { last: logins('2026-10-18', today), before: logins('2026-10-04', '2026-10-17') },
		users28: new Set(usage.filter(row => row[2]! >= '2026-10-04').map(row => row[3])).size,
		lastUsageOn: usage.at(-1)![2]!,
		seats: Number(rows.subscriptions.at(-1)!.quantity),
	}
}

function openRenewal(rows: AccountRows) {
	return rows.renewals.find(row => row.outcome === 'open')
}

describe('scenarios', () => {
	it('have a line each, and an account that is a customer today', () => {
		for (const { name, line } of demoScenarios) {
			expect(line.length).toBeGreaterThan(20)
			const { rows } = build(name)
			expect(rows.accounts.map(row => row.id)).toEqual([accountIdOf(0)])
			expect(rows.subscriptions.at(-1)).toMatchObject({ ended_on: null })
			expect(rows.cancellations).toEqual([])
		}
	})
	it('champion-left: the champion is gone, usage sinks, the renewal is open', () => {
		const { rows, logins } = build('champion-left')
		expect(rows.contacts.filter(row => row.role === 'champion').map(row => row.left_on)).toEqual([
			'2026-10-19',
		])
		expect(logins.last).toBeLessThan(logins.before * 0.75)
		expect(openRenewal(rows)?.renewal_on).toBe('2027-02-03')
	})
	it('outage: no usage in the last six days', () => {
		expect(build('outage').lastUsageOn <= '2026-10-25').toBe(true)
	})
	it('price-rise: busy, an open price offer, a remark on the budget', () => {
		const { rows, users28, seats } = build('price-rise')
		expect(users28 / seats).toBeGreaterThan(0.6)
		expect(rows.opportunities.filter(row => row.kind === 'price' && row.stage === 'open')).toHaveLength(1)
		expect(String(rows.engagements.at(-1)?.notes)).toMatch(/^budget/)
		expect(openRenewal(rows)?.renewal_on).toBe('2027-01-14')
	})
	it('onboarding: 45 days in, two milestones, first value not among them', () => {
		const { rows, users28, seats } = build('onboarding')
		expect(rows.accounts[0]?.created_on).toBe('2026-09-16')
		expect(rows.milestones.map(row => row.milestone)).toEqual(['kickoff', 'configuration'])
		expect(users28 / seats).toBeLessThan(0.5)
	})
	it('expansion: nine of ten seats used, usage up, seats asked for', () => {
		const { rows, users28, seats } = build('expansion')
		expect(users28 / seats).toBeGreaterThan(0.9)
		expect(rows.opportunities.filter(row => row.kind === 'seats' && row.stage === 'open')).toHaveLength(1)
	})
	it('quiet-but-loyal: few log-ins, good answers, renewed twice', () => {
		const { rows, logins } = build('quiet-but-loyal')
		const others = build('price-rise')
		expect(logins.last).toBeLessThan(others.logins.last / 2)
		const scores = rows.surveys.filter(row => row.kind === 'nps').map(row => Number(row.score))
		expect(scores.reduce((sum, score) => sum + score, 0) / scores.length).toBeGreaterThan(8)
		expect(rows.renewals.filter(row => row.outcome === 'renewed')).toHaveLength(2)
	})
	it('usage-drop: half the log-ins of the fortnight before, and silence', () => {
		const { rows, logins } = build('usage-drop')
		expect(logins.last).toBeLessThan(logins.before * 0.65)
		expect(String(rows.engagements.at(-1)?.occurred_at) < '2026-08-29').toBe(true)
	})
	it('support-trouble: three critical tickets, escalated and open', () => {
		const { rows } = build('support-trouble')
		const open = rows.tickets.filter(row => row.severity === 'critical' && row.resolved_at === null)
		expect(open.map(row => row.escalated)).toEqual(['true', 'true', 'true'])
	})
	it('late-payer: an invoice 40 days overdue', () => {
		const { rows } = build('late-payer')
		expect(rows.invoices.filter(row => row.status === 'open').map(row => row.due_on)).toEqual(['2026-09-21'])
	})
	it('names those there are where there is none', () => {
		expect(() => getScenario('flood')).toThrow(
			'there is no demo scenario "flood"; there are champion-left, outage, price-rise, onboarding, expansion, quiet-but-loyal, usage-drop, support-trouble, late-payer',
		)
	})
})
