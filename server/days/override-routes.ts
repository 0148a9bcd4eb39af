import type { ClientBase } from 'pg'
import type { z } from 'zod'
import { type ChangedAccount, endOverride, setOverride } from '../../api/account-changes.ts'
import { dayOfText } from '../../api/values.ts'
import { makeOverride } from '../../core/health/override-band.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { endOverrides, listOverridesOf } from '../accounts/account-history-store.ts'
import { type AccountRef, getAccountFor } from '../accounts/get-account-store.ts'
import { saveScoreChange } from '../accounts/list-version-store.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import type { Asker, ChangeCall, Mount } from '../http/mount.ts'
import { getModel, readModel } from '../model/model-store.ts'
import { nudgeRuns } from '../playbooks/nudge-store.ts'
import { Problem } from '../problem.ts'
import { findDayRun, findLastDate } from './day-run-store.ts'
import { saveOverride } from './override-store.ts'
import { findScore } from './result-store.ts'

type Changed = z.input<typeof ChangedAccount>

export interface OverrideRouteOptions {
	/** The account's row as it stands after the change. */
	showRow(account: AccountRef, now: Date): Promise<Changed['account']>
}

/** A person's word on the band of an account. It moves the band at once, and never the points. */
export function mountOverrideRoutes(mount: Mount, { showRow }: OverrideRouteOptions): void {
	const answer = (
		call: Asker & Pick<ChangeCall<Record<never, never>, Changed>, 'afterCommit'>,
		account: AccountRef,
	): Changed => {
		call.afterCommit(async before => ({ ...before, account: await showRow(account, call.now) }))
		return { id: account.externalId, account: null, recomputed: true }
	}
	mount.change(setOverride, async call => {
		const { params, body, client, act } = call
		const account = await getAccountFor(client, call, params.id)
		const request = {
			band: body.band,
			reason: body.reason,
			startsOn: act.day,
			endsOn: body.ends_on === undefined ? undefined : dayOfText(body.ends_on),
			setBy: act.actor,
		}
		const result = makeOverride(request, await healthModelOf(client, account, act), act.day)
		if (!result.ok) throw new Problem('override_refused', `${result.problem}.`)
		await endOverrides(client, account.accountId, act.day)
		await saveOverride(client, account.accountId, result.override, act.at)
		await moveBand(client, account, result.override.band, act)
		await saveAuditRow(client, {
			...act,
			action: 'override.set',
			subject: `account ${account.accountId}`,
			before: null,
			after: result.override,
		})
		return answer(call, account)
	})
	mount.change(endOverride, async call => {
		const { params, client, act } = call
		const account = await getAccountFor(client, call, params.id)
		const before = (await listOverridesOf(client, account.accountId)).findLast(
			({ startsOn, endsOn }) => startsOn <= act.day && act.day < endsOn,
		)
		if (!before) throw new Problem('not_found', 'No override holds for this account today.')
		await endOverrides(client, account.accountId, act.day)
		await moveBand(client, account, null, act)
		await saveAuditRow(client, {
			...act,
			action: 'override.end',
			subject: `account ${account.accountId}`,
			before,
			after: null,
		})
		return answer(call, account)
	})
}

/** The health model that scores the account now; before its first score, the default. */
async function healthModelOf(client: ClientBase, account: AccountRef, { day, at }: { day: Day; at: Date }) {
	const asOf = await findLastDate(client, day)
	const score = asOf === undefined ? undefined : await findScore(client, account.accountId, asOf)
	const { model } = score ? await getModel(client, score.modelVersion) : await readModel(client, at)
	const own = model.healthModels.find(({ id }) => id === score?.healthModel) ?? model.healthModels.at(-1)
	if (!own) throw new Error('the operating model has no health model')
	return own
}

/** Moves the band in force of today's result; null: back to the computed one. */
async function moveBand(
	client: ClientBase,
	{ accountId }: AccountRef,
	band: string | null,
	{ day, at }: { day: Day; at: Date },
): Promise<void> {
	if (!(await findDayRun(client, day))) return
	await client.query(
		`update score set band = coalesce($3, computed_band) where account_id = $1 and as_of = $2 and is_customer`,
		[accountId, formatDay(day), band],
	)
	await saveScoreChange(client, accountId, day, at)
	await nudgeRuns(client, [accountId], at)
}
