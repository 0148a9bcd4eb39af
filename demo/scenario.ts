import type { AccountScript } from './account-script.ts'

/** A small company in whose last days one account shows one thing. */
export interface DemoScenario {
	name: string
	/** What can be seen, in one line. */
	line: string
	script: AccountScript
	/** Days before today on which the data outage began. */
	outageDaysAgo?: number
}

/** Accounts of a scenario's company unless the caller says otherwise. The first account is the named one. */
export const scenarioAccounts = 30

const steady: AccountScript = {
	segment: 'growth',
	arrMinor: 4_800_000,
	autoRenews: false,
	termEndsInDays: 200,
	fit: 0.4,
	engagement: 0.4,
	value: 0.4,
	championLeftDaysAgo: null,
	usageLevel: 0.2,
	seatUse: 0.8,
}

/** The scenarios that there are. */
export const demoScenarios: readonly DemoScenario[] = [
	{
		name: 'champion-left',
		line: 'The champion left twelve days ago and usage sinks, three months before the renewal',
		script: {
			...steady,
			termEndsInDays: 95,
			championLeftDaysAgo: 12,
			engagementTurn: { daysAgo: 11, level: -1 },
		},
	},
	{
		name: 'outage',
		line: 'No usage has arrived for six days, for any account: nothing may fire',
		script: steady,
		outageDaysAgo: 5,
	},
	{
		name: 'price-rise',
		line: 'A busy account faces 16 % more at a renewal in 75 days and speaks of its budget',
		script: {
			...steady,
			termEndsInDays: 75,
			upliftPercent: 16,
			engagement: 1,
			usageLevel: 0.6,
			lastCallNotes: 'budget cut mentioned: 16 % more is above what they can defend',
		},
	},
	{
		name: 'onboarding',
		line: 'Signed 45 days ago, first value overdue, few people have started',
		script: {
			...steady,
			termEndsInDays: undefined,
			startedDaysAgo: 45,
			milestones: 2,
			engagement: -1.2,
			seatUse: 0.4,
		},
	},
	{
		name: 'expansion',
		line: 'Nearly every seat is used, usage grows, and more seats are asked for',
		script: {
			...steady,
			engagement: 0.3,
			engagementTurn: { daysAgo: 27, level: 1.6 },
			value: 1.2,
			usageLevel: 0.9,
			seatUse: 0.98,
			asksForSeats: true,
		},
	},
	{
		name: 'quiet-but-loyal',
		line: 'Uses little, always has, sees the value and renews every year; the next time in two months',
		script: { ...steady, termEndsInDays: 60, engagement: 0.3, value: 1.5, fit: 1.2, usageLevel: -1.1 },
	},
	{
		name: 'usage-drop',
		line: 'Log-ins have halved within two weeks and nobody has spoken to the account for two months',
		script: { ...steady, termEndsInDays: 140, engagementTurn: { daysAgo: 13, level: -1.7 }, silentDays: 64 },
	},
	{
		name: 'support-trouble',
		line: 'Three critical tickets in eleven days, all escalated, none resolved',
		script: { ...steady, value: -0.6, escalations: 3 },
	},
	{
		name: 'late-payer',
		line: 'The last invoice is 40 days overdue although the product is used',
		script: { ...steady, termEndsInDays: 290, unpaidDays: 40 },
	},
]

/** Throws, naming those there are, for a name that is none. */
export function getScenario(name: string): DemoScenario {
	const found = demoScenarios.find(scenario => scenario.name === name)
	if (found) return found
	const names = demoScenarios.map(scenario => scenario.name).join(', ')
	throw new Error(`there is no demo scenario "${name}"; there are ${names}`)
}
