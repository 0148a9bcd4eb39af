import type { DeliveryRules } from './delivery-rules.ts'
import { nextLoudInstant } from './quiet-hours.ts'

/** What decides whether a send that is due may go out. */
export interface SendSituation {
	channel: 'email' | 'slack' | 'webhook' | 'calendar' | 'survey'
	recipient: string
	recipientKind: 'team' | 'customer'
	/** Part of signing in (a reset, an invitation): no limits and no quiet hours hold it. */
	isAccess: boolean
	/** How the run stands that it belongs to; null: it is of none, or a person has it sent again after its end. */
	run: 'open' | 'paused' | 'ended' | null
	/** What the channel lacks to be used at all: `no mail server is set up`. */
	missing: string | null
	/** Why the recipient is written to no more. */
	suppressedBecause: string | null
	/** IANA name. */
	zone: string
	/** When the recipient got something through the channel, within the longest limit. */
	sentAtMs: readonly number[]
	plannedAtMs: number
	nowMs: number
	rules: DeliveryRules
}

export type SendJudgement =
	| { kind: 'go' }
	| { kind: 'later'; atMs: number; reason: string }
	| { kind: 'suppress'; reason: string }
	| { kind: 'fail'; reason: string }
	| { kind: 'cancel'; reason: string }

const dayMs = 86_400_000
/** What is held so long has lost its occasion. */
const longestHoldMs = 14 * dayMs
const missingWaitMs = 600_000
/** A run that was paused may be resumed at any moment. */
const pausedWaitMs = 60_000

/** Decides by the recipient, their hours and what they got already. */
export function judgeSend(send: SendSituation): SendJudgement {
	// It ended while an attempt was made that came to nothing.
	if (send.run === 'ended') return { kind: 'cancel', reason: 'its run has ended' }
	const isMail = send.channel === 'email' || send.channel === 'calendar' || send.channel === 'survey'
	if (isMail && !isAddress(send.recipient)) {
		return {
			kind: 'fail',
			reason: send.recipient === '' ? 'there is no address' : `"${send.recipient}" is no e-mail address`,
		}
	}
	if (send.recipient === '') return { kind: 'fail', reason: 'there is no recipient' }
	if (isMail && send.suppressedBecause !== null && !send.isAccess) {
		return { kind: 'suppress', reason: send.suppressedBecause }
	}
	if (send.run === 'paused') return hold(send, send.nowMs + pausedWaitMs, 'its run is paused')
	if (send.missing !== null) return hold(send, send.nowMs + missingWaitMs, send.missing)
	if (send.isAccess || send.channel === 'webhook') return { kind: 'go' }
	const { rules, nowMs, sentAtMs } = send
	const isCustomer = send.recipientKind === 'customer'
	if (send.channel === 'survey') {
		const latest = Math.max(...sentAtMs)
		if (latest + rules.surveyDays * dayMs > nowMs) {
			return { kind: 'suppress', reason: `was asked within the last ${rules.surveyDays} days` }
		}
	}
	const limits = isCustomer
		? [
				{ count: rules.customerPerDay, days: 1 },
				{ count: rules.customerPerWeek, days: 7 },
			]
		: [{ count: rules.teamPerDay, days: 1 }]
	let atMs = nowMs
	let reason = ''
	for (const { count, days } of limits) {
		const within = sentAtMs.filter(at => at > nowMs - days * dayMs).sort((a, b) => b - a)
		const nth = within[count - 1]
		if (nth === undefined || nth + days * dayMs <= atMs) continue
		atMs = nth + days * dayMs
		reason = `the recipient has had ${within.length} within ${days === 1 ? 'a day' : `${days} days`}`
	}
	if (isCustomer) {
		const loud = nextLoudInstant(atMs, send.zone, rules)
		if (loud > atMs && reason === '') reason = `quiet hours in ${send.zone}`
		atMs = loud
	}
	return atMs <= nowMs ? { kind: 'go' } : hold(send, atMs, reason)
}

function hold(send: SendSituation, atMs: number, reason: string): SendJudgement {
	if (atMs - send.plannedAtMs <= longestHoldMs) return { kind: 'later', atMs, reason }
	return { kind: 'suppress', reason: `was held for more than ${longestHoldMs / dayMs} days: ${reason}` }
}

/** One address, without a name beside it and without anything that could begin another header. */
export function isAddress(text: string): boolean {
	return (
		text.length <= 320 && /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+\.[^\s@<>,;:"()[\]\\.]{2,}$/.test(text)
	)
}
