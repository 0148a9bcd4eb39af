import { describe, expect, it } from 'vitest'
import { DeliveryRules } from './delivery-rules.ts'
import { isAddress, judgeSend, type SendSituation } from './judge-send.ts'

const nowMs = Date.parse('2026-03-03T10:00:00Z')
const hour = 3_600_000
const base: SendSituation = {
	channel: 'email',
	recipient: 'ann@customer.example',
	recipientKind: 'customer',
	isAccess: false,
	run: 'open',
	missing: null,
	suppressedBecause: null,
	zone: 'Europe/Berlin',
	sentAtMs: [],
	plannedAtMs: nowMs,
	nowMs,
	rules: DeliveryRules.parse({}),
}
const judge = (over: Partial<SendSituation>) => judgeSend({ ...base, ...over })

describe('whether a send may go out', () => {
	it('goes in the day', () => {
		expect(judge({})).toEqual({ kind: 'go' })
	})
	it('waits for the morning of the recipient', () => {
		expect(judge({ zone: 'America/Los_Angeles' })).toEqual({
			kind: 'later',
			atMs: Date.parse('2026-03-03T16:00:00Z'),
			reason: 'quiet hours in America/Los_Angeles',
		})
	})
	it('does not wait for colleagues, webhooks and sign-in', () => {
		const night = { zone: 'America/Los_Angeles' }
		expect(judge({ ...night, recipientKind: 'team' }).kind).toBe('go')
		expect(judge({ ...night, channel: 'webhook' }).kind).toBe('go')
		expect(judge({ ...night, isAccess: true, suppressedBecause: 'unsubscribed' }).kind).toBe('go')
	})
	it('keeps the limits per recipient', () => {
		expect(judge({ sentAtMs: [nowMs - 2 * hour] })).toMatchObject({ kind: 'later', atMs: nowMs + 22 * hour })
		const week = [nowMs - 30 * hour, nowMs - 60 * hour, nowMs - 90 * hour]
		expect(judge({ sentAtMs: week })).toMatchObject({
			kind: 'later',
			atMs: Date.parse('2026-03-06T16:00:00Z'),
			reason: 'the recipient has had 3 within 7 days',
		})
	})
	it('gives up what was held too long', () => {
		const plannedAtMs = nowMs - 14 * 24 * hour
		expect(judge({ plannedAtMs, sentAtMs: [nowMs - hour] }).kind).toBe('suppress')
	})
	it('waits for a channel that is not set up', () => {
		expect(judge({ missing: 'no mail server is set up' })).toEqual({
			kind: 'later',
			atMs: nowMs + 600_000,
			reason: 'no mail server is set up',
		})
	})
	it('waits while its run is paused, in the night and without a mail server too', () => {
		const paused = { kind: 'later', atMs: nowMs + 60_000, reason: 'its run is paused' }
		expect(judge({ run: 'paused' })).toEqual(paused)
		expect(judge({ run: 'paused', missing: 'no mail server is set up' })).toEqual(paused)
		expect(judge({ run: 'paused', suppressedBecause: 'unsubscribed' }).kind).toBe('suppress')
	})
	it('is not sent for a run that has ended; once more where a person wants that', () => {
		expect(judge({ run: 'ended' })).toEqual({ kind: 'cancel', reason: 'its run has ended' })
		expect(judge({ run: null })).toEqual({ kind: 'go' })
	})
	it('writes to nobody who does not want it, and asks nobody twice', () => {
		expect(judge({ suppressedBecause: 'unsubscribed' })).toEqual({ kind: 'suppress', reason: 'unsubscribed' })
		expect(judge({ channel: 'survey', sentAtMs: [nowMs - 89 * 24 * hour] }).kind).toBe('suppress')
		expect(judge({ channel: 'survey', sentAtMs: [nowMs - 91 * 24 * hour] }).kind).toBe('go')
	})
	it.each([
		'',
		'ann',
		'ann@',
		'ann@localhost',
		'a@b.example, c@d.example',
		'ann@x.example\r\nBcc: all@x.example',
		'Ann <ann@x.example>',
	])('fails for the recipient %j', recipient => {
		expect(judge({ recipient }).kind).toBe('fail')
	})
	it('knows addresses', () => {
		expect(isAddress("o'brien+cs@sub.customer.example")).toBe(true)
		expect(isAddress('ann@bücher.example')).toBe(true)
	})
})
