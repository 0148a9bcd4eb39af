import { setTimeout as sleep } from 'node:timers/promises'
import type { ClientBase, Pool } from 'pg'
import { judgeSend, type SendJudgement } from '../../core/delivery/judge-send.ts'
import { type AttemptResult, nextAttempt } from '../../core/delivery/next-attempt.ts'
import { readAutomationStop } from '../playbooks/watch-store.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { type ChannelName, listUsableChannels, readDeliveryRules } from './channel-store.ts'
import type { DeliverSend } from './deliver-send.ts'
import { planNotice } from './notice-store.ts'
import {
	type ClaimedSend,
	claimSend,
	type DueSend,
	dropOldRecipientSends,
	endAttempt,
	findRunState,
	listSentTimes,
	lockDueSend,
	postponeSend,
	settleDeadClaims,
} from './queue-store.ts'
import { readRecipientZone } from './recipient-zone-store.ts'
import { settleSend } from './send-store.ts'
import { findSuppression, insertSuppression } from './suppression-store.ts'

/** Runs of sign-in: resets and invitations. */
export const accessRunPrefix = 'access:'
/** An attempt ends by its own limits well within this; who holds a claim longer is dead. */
export const claimMs = 180_000
const lookMs = 1_000
const dayMs = 86_400_000
/** After a refused log-in nothing is tried so long, unless it is set up anew or a test goes through. */
const triesLoginAgainMs = 3_600_000

export interface DeliveryOptions {
	pool: Pool
	deliver: DeliverSend
	clock: () => Date
	onFault: (error: unknown, text: string) => void
	/** Sends at once. */
	lanes?: number
	waitMs?: (milliseconds: number) => Promise<unknown>
}

export interface Delivery {
	/** Sends all that is due now, and returns how many sends it looked at. */
	look(): Promise<number>
	end(): Promise<void>
}

/** Sends what is due, looking every second. Any number of processes may do so at once. */
export function startDelivery(options: DeliveryOptions): Delivery {
	const { clock, lanes = 4, onFault } = options
	let working: Promise<number> | undefined
	let isEnding = false
	const work = async () => {
		await inTransaction(options.pool, client =>
			settleDeadClaims(client, new Date(clock().getTime() - claimMs), clock()),
		)
		const counts = await Promise.all(
			Array.from({ length: lanes }, async () => {
				let count = 0
				while (!isEnding && (await sendNext(options))) count++
				return count
			}),
		)
		return counts.reduce((sum, count) => sum + count, 0)
	}
	const look = () => {
		working ??= work().finally(() => {
			working = undefined
		})
		return working
	}
	const timer = setInterval(() => look().catch(error => onFault(error, 'sending')), lookMs)
	timer.unref()
	const dropping = setInterval(() => dropOld(options).catch(error => onFault(error, 'sending')), dayMs)
	dropping.unref()
	return {
		look,
		async end() {
			isEnding = true
			clearInterval(timer)
			clearInterval(dropping)
			await working?.catch(() => undefined)
		},
	}
}

async function dropOld({ pool, clock }: DeliveryOptions): Promise<void> {
	await inTransaction(pool, client =>
		dropOldRecipientSends(client, new Date(clock().getTime() - 800 * dayMs)),
	)
}

type Taken =
	| { kind: 'nothing' }
	| { kind: 'later' }
	| { kind: 'end'; send: DueSend; state: 'suppressed' | 'failed' | 'cancelled'; reason: string }
	| { kind: 'go'; claim: ClaimedSend }

/** Takes one due send, sends it, and writes down what became of it. False where nothing is due. */
async function sendNext(options: DeliveryOptions): Promise<boolean> {
	const { pool, deliver, clock } = options
	const taken = await inTransaction(pool, client => takeNext(client, clock()))
	if (taken.kind === 'nothing') return false
	if (taken.kind === 'end') {
		const { send, state, reason } = taken
		await inTransaction(pool, client =>
			settleSend(
				client,
				{ accountId: send.accountId, sendId: send.id, from: ['planned'] },
				{ state, reason, answer: null, by: null, now: clock() },
			),
		)
	}
	if (taken.kind === 'go') {
		const { claim } = taken
		const result = await attempt(deliver, claim, clock())
		await writeDown(options, async client => {
			await endAttempt(client, claim, nextAttempt(result, claim.attempts), clock())
			if (result.kind === 'failed') await noteFailure(client, claim, result, clock())
		})
	}
	return true
}

/** Waits between tries to write down how an attempt ended: a database that restarts is back within them. */
const writeAgainMs = [200, 1_000, 3_000, 6_000, 10_000]

/** What is known is not lost with a connection: otherwise a message that was sent would be asked about. */
async function writeDown(
	{ pool, onFault, waitMs = sleep }: DeliveryOptions,
	work: (client: ClientBase) => Promise<void>,
): Promise<void> {
	for (const wait of writeAgainMs) {
		try {
			await inTransaction(pool, work)
			return
		} catch (error) {
			onFault(error, 'writing down what was sent')
			await waitMs(wait)
		}
	}
	await inTransaction(pool, work)
}

/** What follows from a failure beyond the message itself. */
async function noteFailure(
	client: ClientBase,
	claim: ClaimedSend,
	{ because, reason }: Extract<AttemptResult, { kind: 'failed' }>,
	now: Date,
): Promise<void> {
	if (because === 'no such recipient' && claim.recipientKind === 'customer') {
		const madeBy = 'the mail server'
		await insertSuppression(client, {
			recipient: claim.recipient,
			reason: 'bounced',
			note: reason,
			madeAt: now,
			madeBy,
		})
	}
	if (because !== 'log-in') return
	const name = claim.channel === 'slack' ? 'Slack' : 'The mail server'
	await planNotice(client, {
		// Once a day for each: it stays refused until somebody sets it up anew.
		key: `log-in:${claim.channel === 'slack' ? 'slack' : 'smtp'}:${now.toISOString().slice(0, 10)}`,
		subject: `${name} refuses the log-in: nothing goes out`,
		body: `${reason}. Everything that is to go out waits, and nothing more is tried for an hour. Enter the password or the token again under Settings, Delivery, and send a test.`,
		now,
	})
}

async function attempt(deliver: DeliverSend, claim: ClaimedSend, now: Date): Promise<AttemptResult> {
	try {
		return await deliver(claim, now)
	} catch (error) {
		// A fault of ours, at a place that nobody foresaw: nobody knows what went out before it.
		return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) }
	}
}

async function takeNext(client: ClientBase, now: Date): Promise<Taken> {
	const { isPaused, rules } = await readDeliveryRules(client)
	if (isPaused) return { kind: 'nothing' }
	// While everything is stopped people can still sign in.
	const onlyRuns = (await readAutomationStop(client)) ? accessRunPrefix : ''
	const send = await lockDueSend(client, now, onlyRuns)
	if (!send) return { kind: 'nothing' }
	const since = new Date(now.getTime() - Math.max(8, rules.surveyDays + 1) * dayMs)
	const judgement = judgeSend({
		channel: send.channel,
		recipient: send.recipient,
		recipientKind: send.recipientKind,
		isAccess: send.runId.startsWith(accessRunPrefix),
		run: await findRunState(client, send),
		missing: await findMissing(client, send, now),
		suppressedBecause: (await findSuppression(client, send.recipient))?.reason ?? null,
		zone: await readRecipientZone(client, send.accountId),
		sentAtMs: await listSentTimes(client, send, since),
		plannedAtMs: send.plannedAt.getTime(),
		nowMs: now.getTime(),
		rules,
	})
	return act(client, send, judgement, now)
}

async function act(client: ClientBase, send: DueSend, judgement: SendJudgement, now: Date): Promise<Taken> {
	if (judgement.kind === 'go') return { kind: 'go', claim: await claimSend(client, send, now) }
	if (judgement.kind === 'later') {
		await postponeSend(client, send, { until: new Date(judgement.atMs), reason: judgement.reason })
		return { kind: 'later' }
	}
	// Ended in a transaction of its own: the count of outcomes is locked before the queue, never after.
	return { kind: 'end', send, state: endStates[judgement.kind], reason: judgement.reason }
}

const endStates = { suppress: 'suppressed', fail: 'failed', cancel: 'cancelled' } as const

/** What is not set up yet: such sends wait without an attempt. */
async function findMissing(client: ClientBase, send: DueSend, now: Date): Promise<string | null> {
	if (send.channel === 'webhook') return null
	const channels: ChannelName[] = send.channel === 'slack' ? ['slack_bot', 'slack_webhook'] : ['smtp']
	const set = await listUsableChannels(client, channels)
	const isSlack = send.channel === 'slack'
	if (set.length === 0) return isSlack ? 'Slack is not set up' : 'no mail server is set up'
	// Every further try with a wrong password brings the account nearer to being locked.
	const isRefused = set.every(
		({ refusedAt }) => refusedAt !== null && refusedAt.getTime() + triesLoginAgainMs > now.getTime(),
	)
	return isRefused ? `${isSlack ? 'Slack' : 'the mail server'} refuses the log-in` : null
}
