import type { CallCategory } from '../model/forecast.ts'
import type { Risk } from '../model/health-model.ts'
import type { Day } from '../time/day.ts'

/** What an open decision itself says of its risk. */
export interface DecisionSigns {
	renewalOn: Day
	/** The customer has said that they leave. */
	isNotified: boolean
	/** A person put it to the stage. */
	isMarked: boolean
	category: CallCategory | null
	probability: number | null
	score: number | null
	risk: Risk | null
}

/** What is stored of the account beside it; null where unknown. */
export interface AccountSigns {
	/** Name of the band in force. */
	band: string | null
	/** Groups of factors that took points off the score in the last four weeks, the most first. */
	fallen: readonly { name: string; points: number }[]
	daysSinceContact: number | null
	daysSinceActivity: number | null
	criticalTickets: number | null
	championsLeft: number | null
}

const atRiskBelow = 0.7
const silentFromDays = 30
const idleFromDays = 14
const leastFall = 2
const mostSaid = 6

/** Whether an open decision is on the list of those at risk: by what it says itself. */
export function isAtRisk(signs: DecisionSigns, day: Day): boolean {
	return (
		signs.isNotified ||
		signs.renewalOn < day ||
		signs.isMarked ||
		signs.category === 'lost' ||
		signs.category === 'doubtful' ||
		(signs.probability !== null && signs.probability < atRiskBelow) ||
		signs.risk === 'high'
	)
}

/** Why a decision is at risk, the strongest reason first, in one sentence. */
export function sayRisk(signs: DecisionSigns, account: AccountSigns | undefined, day: Day): string {
	const reasons = [...decisionReasons(signs, account, day), ...accountReasons(account)].slice(0, mostSaid)
	const text = reasons.join(', ')
	return text && `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function decisionReasons(signs: DecisionSigns, account: AccountSigns | undefined, day: Day): string[] {
	const { category, probability, score, risk } = signs
	const reasons: string[] = []
	if (signs.isNotified) reasons.push('gave notice')
	if (signs.renewalOn < day)
		reasons.push(`${countDays(day - signs.renewalOn)} past its date without a decision`)
	if (signs.isMarked) reasons.push('marked as at risk')
	if (category === 'lost' || category === 'doubtful') reasons.push(`called ${category}`)
	if (probability !== null && probability < atRiskBelow)
		reasons.push(`renews with ${Math.round(probability * 100)} %`)
	if (risk === 'high' || (account?.fallen[0]?.points ?? 0) >= leastFall)
		reasons.push(sayHealth(score, account, risk))
	return reasons
}

function sayHealth(score: number | null, account: AccountSigns | undefined, risk: Risk | null): string {
	const band = account?.band ? ` (${account.band.toLowerCase()})` : ''
	const health =
		score === null ? (risk === 'high' ? `health in alarm${band}` : 'health') : `health ${score}${band}`
	const fallen = (account?.fallen ?? []).filter(({ points }) => points >= leastFall).slice(0, 2)
	if (fallen.length === 0) return health
	const parts = fallen.map(({ name, points }) => `${Math.round(points)} for ${name.toLowerCase()}`)
	return `${health}, down ${parts.join(' and ')} in four weeks`
}

function accountReasons(account: AccountSigns | undefined): string[] {
	if (!account) return []
	const { daysSinceContact, daysSinceActivity, criticalTickets, championsLeft } = account
	const reasons: string[] = []
	if (championsLeft !== null && championsLeft > 0)
		reasons.push(championsLeft === 1 ? 'champion left' : `${championsLeft} champions left`)
	if (criticalTickets !== null && criticalTickets > 0)
		reasons.push(`${criticalTickets} critical ${criticalTickets === 1 ? 'ticket' : 'tickets'} open`)
	if (daysSinceActivity !== null && daysSinceActivity >= idleFromDays)
		reasons.push(`nobody active for ${countDays(daysSinceActivity)}`)
	if (daysSinceContact !== null && daysSinceContact >= silentFromDays)
		reasons.push(`silent for ${countDays(daysSinceContact)}`)
	return reasons
}

function countDays(days: number): string {
	return `${days} ${days === 1 ? 'day' : 'days'}`
}
