import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import {
	addContact,
	type ChangedAccount,
	logEngagement,
	markContactLeft,
	recordGoal,
	recordMilestone,
} from '../../api/account-changes.ts'
import { handSource } from '../../core/model/account-edit.ts'
import type { RowValues } from '../../core/model/import-kind.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { localDayOf } from '../../core/time/zone.ts'
import { contactsOf, readAccountFactsIn } from '../accounts/account-facts-store.ts'
import { type AccountRef, getAccountFor } from '../accounts/get-account-store.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import type { Asker, ChangeCall, Mount } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import { readWorkspace } from '../workspace/workspace-store.ts'
import { recordDeparture, recordHandFact } from './record-hand-fact.ts'

export interface HandFactOptions {
	/** Computes the account's today again and gives its row; null row: it has no results yet. */
	showAfter(
		account: AccountRef,
		now: Date,
	): Promise<Pick<z.input<typeof ChangedAccount>, 'account' | 'recomputed'>>
}

type Changed = z.input<typeof ChangedAccount>
type HandCall = Asker & Pick<ChangeCall<Record<never, never>, Changed>, 'afterCommit'>
type Call = Asker & Pick<ChangeCall<Record<never, never>>, 'client' | 'act'>

/** What people enter about an account: calls, contacts, goals, milestones. */
export function mountHandFactRoutes(mount: Mount, { showAfter }: HandFactOptions): void {
	const answer = (call: HandCall, account: AccountRef, id: string): Changed => {
		call.afterCommit(async () => ({ id, ...(await showAfter(account, call.now)) }))
		return { id, account: null, recomputed: false }
	}
	mount.change(logEngagement, async call => {
		const { body, params } = call
		const { account, zone } = await open(call, params.id)
		const id = `hand-${randomUUID()}`
		const { occurred_at: given, ...rest } = body
		// A workspace with a today of its own is looked at from that day.
		const occurred = given ?? formatDay(call.act.day)
		const isDay = occurred.length === 10
		const occurredOn = isDay ? getDay(occurred) : localDayOf(Date.parse(occurred), zone)
		refuseFuture(occurredOn, call.act.day, 'occurred_at')
		const values: RowValues = {
			id,
			...rest,
			occurred_at: isDay ? occurred : new Date(occurred).toISOString(),
		}
		await record(call, account, zone, 'engagements', 'engagement.log', values)
		return answer(call, account, id)
	})
	mount.change(addContact, async call => {
		const { account, zone } = await open(call, call.params.id)
		const id = `hand-${randomUUID()}`
		await record(call, account, zone, 'contacts', 'contact.add', { id, ...call.body })
		return answer(call, account, id)
	})
	mount.change(recordGoal, async call => {
		const { account, zone } = await open(call, call.params.id)
		const { goal, target, progress } = call.body
		const measuredOn = call.body.measured_on ?? formatDay(call.act.day)
		refuseFuture(getDay(measuredOn), call.act.day, 'measured_on')
		const id = `${account.externalId}|${goal}|${measuredOn}`
		await record(call, account, zone, 'goals', 'goal.record', {
			goal,
			target: target ?? null,
			progress: progress ?? null,
			measured_on: measuredOn,
		})
		return answer(call, account, id)
	})
	mount.change(recordMilestone, async call => {
		const { account, zone } = await open(call, call.params.id)
		refuseFuture(getDay(call.body.reached_on), call.act.day, 'reached_on')
		await record(call, account, zone, 'milestones', 'milestone.record', { ...call.body })
		return answer(call, account, `${account.externalId}|${call.body.milestone}`)
	})
	mount.change(markContactLeft, async call => {
		const { params, body, client, act } = call
		const { account } = await open(call, params.id)
		const leftOn = getDay(body.left_on)
		refuseFuture(leftOn, act.day, 'left_on')
		const contacts = contactsOf(await readAccountFactsIn(client, account.accountId), act.day)
		const contact = contacts.find(
			({ id, source }) => id === params.contact_id && (body.source ?? source) === source,
		)
		if (!contact)
			throw new Problem(
				'not_found',
				'The account has no such contact.',
				'The account lists its contacts with their ids.',
			)
		if (contact.left_on !== null)
			throw new Problem('already_there', `The contact left on ${contact.left_on} already.`)
		await recordDeparture(client, {
			accountId: account.accountId,
			source: contact.source,
			contactId: contact.id,
			leftOn,
			today: act.day,
			recordedBy: act.actor,
		})
		await saveAuditRow(client, {
			...act,
			action: 'contact.left',
			subject: `account ${account.accountId}`,
			before: contact,
			after: { ...contact, left_on: body.left_on },
		})
		return answer(call, account, contact.id)
	})
}

async function open(call: Call, id: string): Promise<{ account: AccountRef; zone: string }> {
	const account = await getAccountFor(call.client, call, id)
	return { account, zone: (await readWorkspace(call.client)).zone }
}

async function record(
	call: Call,
	account: AccountRef,
	zone: string,
	kind: Parameters<typeof recordHandFact>[1]['kind'],
	action: string,
	values: RowValues,
): Promise<void> {
	const { client, act } = call
	await recordHandFact(client, { account, kind, values, today: act.day, zone })
	await saveAuditRow(client, {
		...act,
		action,
		subject: `account ${account.accountId}`,
		before: null,
		after: { source: handSource, ...values },
	})
}

function refuseFuture(day: Day, today: Day, field: string): void {
	if (day <= today) return
	throw new Problem(
		'date_in_future',
		`${field}: expected a day up to today (${formatDay(today)}), got ${formatDay(day)}.`,
		'Enter what has happened; what is planned is a task.',
	)
}
