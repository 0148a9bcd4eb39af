import type { ClientBase } from 'pg'
import type { z } from 'zod'
import {
	callRenewal as callContract,
	changeRenewal,
	closeRenewal as closeContract,
	moveRenewals as moveContract,
	releaseRenewal as releaseContract,
	reopenRenewal as reopenContract,
	savePostMortem,
	undoCall as undoCallContract,
	undoRenewalChange as undoChangeContract,
	undoMove as undoContract,
} from '../../api/renewals.ts'
import { dayOfText } from '../../api/values.ts'
import type { PostMortemCategory } from '../../core/model/forecast.ts'
import type { EditableRenewalField, Renewal } from '../../core/model/renewal.ts'
import { parseAmountMinor } from '../../core/money/amount.ts'
import type { RenewalEdit } from '../../core/renewals/change-renewal.ts'
import type { Day } from '../../core/time/day.ts'
import type { AccountLists } from '../accounts/account-list-store.ts'
import { type AccountRef, getAccountFor, getReadableAccount } from '../accounts/get-account-store.ts'
import type { Asker, ChangeCall, Mount } from '../http/mount.ts'
import { InputProblem } from '../http/problem-details.ts'
import { Problem } from '../problem.ts'
import { readWorkspace } from '../workspace/workspace-store.ts'
import {
	callRenewal,
	closeRenewal,
	editRenewal,
	type MoveItem,
	moveRenewals,
	type Refused,
	releaseRenewal,
	reopenRenewal,
	undoMove,
	writePostMortem,
} from './edit-renewal.ts'
import { findLastChangeId } from './renewal-change-store.ts'
import { describeRenewals, healthOf } from './renewal-json.ts'
import { listAccountDetailed } from './renewal-list-store.ts'
import { describeOptions, missing, postMortemJson } from './renewal-routes.ts'
import { undoCall } from './undo-call.ts'
import { undoRenewalChange } from './undo-renewal.ts'

type Entry = z.input<typeof changeRenewal.output>
type Params = { id: string; renewal_on: string }

/** What people do to renewals. */
export function mountRenewalChangeRoutes(mount: Mount, lists: AccountLists): void {
	/** Does the change and answers with the renewal as it then is, with its health once that is read. */
	async function answer(
		call: Pick<ChangeCall<object, Entry>, 'client' | 'act' | 'now' | 'afterCommit'> & Asker,
		params: Params,
		/** Gives the id of the call that it made, if any. */
		change: (account: AccountRef, renewalOn: Day, currency: string) => Promise<Renewal | string | undefined>,
	): Promise<Entry> {
		const { client, act, now } = call
		const account = await getAccountFor(client, call, params.id)
		const { currency } = await readWorkspace(client)
		const renewalOn = dayOfText(params.renewal_on)
		const lastId = () => findLastChangeId(client, account.accountId, renewalOn, act.actor)
		const idBefore = await lastId()
		const made = await change(account, renewalOn, currency ?? 'USD')
		const idAfter = await lastId()
		const [found] = await listAccountDetailed(client, account.accountId, act.day, renewalOn)
		if (!found) throw missing(renewalOn)
		const options = await describeOptions(client, undefined, act.day, now)
		const [entry] = await describeRenewals(client, [found], options)
		if (!entry) throw missing(renewalOn)
		const changed = {
			...entry,
			change_id: idAfter === idBefore ? null : idAfter,
			call_id: typeof made === 'string' ? made : null,
		}
		call.afterCommit(async () => {
			const health = healthOf(await lists.on(act.day), account.accountId)
			return { ...changed, ...health, segment: entry.segment ?? health.segment }
		})
		return changed
	}
	mount.change(changeRenewal, call =>
		answer(call, call.params, (account, renewalOn, currency) => {
			const seen = call.body.seen && toEdit(call.body.seen, currency)
			return editRenewal(
				call.client,
				account.accountId,
				renewalOn,
				toEdit(call.body, currency),
				call.act,
				seen,
			)
		}),
	)
	mount.change(releaseContract, call =>
		answer(call, call.params, (account, renewalOn) =>
			releaseRenewal(call.client, account.accountId, renewalOn, fieldOf[call.body.field], call.act),
		),
	)
	mount.change(callContract, call =>
		answer(call, call.params, (account, renewalOn, currency) => {
			const { as, category, amount, note } = call.body
			if (as === 'manager' && !['manager', 'admin'].includes(call.actor.role)) {
				throw new Problem('not_allowed', 'A manager’s call is made by a manager or an admin.')
			}
			const amountMinor = amount === null ? null : amountOf(amount, 'body.amount', currency)
			return callRenewal(
				call.client,
				account.accountId,
				renewalOn,
				{ source: as, category, amountMinor, note },
				call.act,
			)
		}),
	)
	mount.change(undoCallContract, call =>
		answer(call, call.params, async (account, renewalOn) => {
			await undoCall(call.client, account.accountId, renewalOn, call.params.call_id, call.act)
			return undefined
		}),
	)
	mount.change(closeContract, call =>
		answer(call, call.params, (account, renewalOn, currency) => {
			const { outcome, final_amount, closed_on, reason, competitor, post_mortem } = call.body
			return closeRenewal(
				call.client,
				account.accountId,
				renewalOn,
				{
					outcome,
					finalMinor: final_amount === null ? null : amountOf(final_amount, 'body.final_amount', currency),
					closedOn: closed_on === undefined ? undefined : dayOfText(closed_on),
					reason,
					competitor,
					postMortem: post_mortem && toPostMortem(post_mortem),
				},
				call.act,
			)
		}),
	)
	mount.change(reopenContract, call =>
		answer(call, call.params, (account, renewalOn) =>
			reopenRenewal(call.client, account.accountId, renewalOn, call.body.note, call.act),
		),
	)
	mount.change(undoChangeContract, call =>
		answer(call, call.params, (account, renewalOn) =>
			undoRenewalChange(call.client, account.accountId, renewalOn, call.params.change_id, call.act),
		),
	)
	mount.change(savePostMortem, async call => {
		const account = await getAccountFor(call.client, call, call.params.id)
		const renewalOn = dayOfText(call.params.renewal_on)
		const found = toPostMortem(call.body)
		return postMortemJson(await writePostMortem(call.client, account.accountId, renewalOn, found, call.act))
	})
	mount.change(moveContract, async call => {
		const { items, refused } = await findItems(call.client, call, call.body.items)
		const moved = await moveRenewals(call.client, items, call.body.stage, call.act)
		return { batch_id: moved.batchId, moved: moved.moved, refused: [...refused, ...moved.refused] }
	})
	mount.change(undoContract, async call => {
		const mayChange = async (accountId: number) => {
			const { rows } = await call.client.query<{ external_id: string }>(
				'select external_id from account where account_id = $1',
				[accountId],
			)
			const id = rows[0]?.external_id
			if (id === undefined) return undefined
			const account = await getReadableAccount(call.client, call, id).catch(nothingWhenUnknown)
			return account && call.may(account)
		}
		return undoMove(call.client, call.params.batch_id, mayChange, call.act)
	})
}

function nothingWhenUnknown(error: unknown): undefined {
	if (!(error instanceof Problem)) throw error
}

async function findItems(
	client: ClientBase,
	asker: Asker,
	asked: readonly { account_id: string; renewal_on: string }[],
): Promise<{ items: MoveItem[]; refused: Refused[] }> {
	const items: MoveItem[] = []
	const refused: Refused[] = []
	for (const item of asked) {
		try {
			const { accountId, externalId } = await getAccountFor(client, asker, item.account_id)
			items.push({ accountId, externalId, renewalOn: dayOfText(item.renewal_on) })
		} catch (error) {
			if (!(error instanceof Problem)) throw error
			refused.push({ ...item, because: error.message })
		}
	}
	return { items, refused }
}

const fieldOf = {
	stage: 'stage',
	target_amount: 'targetMinor',
	forecast_amount: 'forecastMinor',
	final_amount: 'finalMinor',
	owner_email: 'ownerEmail',
	reason: 'reason',
	competitor: 'competitor',
} as const satisfies Record<string, EditableRenewalField>

function amountOf(text: string, at: string, currency: string): bigint {
	const minor = parseAmountMinor(text, currency)
	if (minor !== undefined && minor >= 0n && minor < 2n ** 53n) return minor
	throw new InputProblem([{ at, message: `expected an amount of ${currency} like 48000.00, not below 0` }])
}

function toPostMortem(body: {
	category: PostMortemCategory
	competitor: string | null
	could_have_done: string | null
	signals_seen: string[]
	note: string | null
}) {
	return {
		category: body.category,
		competitor: body.competitor,
		couldHaveDone: body.could_have_done,
		signalsSeen: body.signals_seen,
		note: body.note,
	}
}

function toEdit(
	body: {
		stage?: Renewal['stage'] | undefined
		target_amount?: string | null | undefined
		forecast_amount?: string | null | undefined
		final_amount?: string | null | undefined
		owner_email?: string | null | undefined
		reason?: string | null | undefined
		competitor?: string | null | undefined
	},
	currency: string,
): RenewalEdit {
	const amount = (field: 'target_amount' | 'forecast_amount' | 'final_amount') => {
		const text = body[field]
		return text === undefined || text === null ? text : amountOf(text, `body.${field}`, currency)
	}
	const edit: RenewalEdit = {
		stage: body.stage,
		targetMinor: amount('target_amount'),
		forecastMinor: amount('forecast_amount'),
		finalMinor: amount('final_amount'),
		ownerEmail: body.owner_email,
		reason: body.reason,
		competitor: body.competitor,
	}
	return Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined))
}
