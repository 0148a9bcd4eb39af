import { type ClientBase, DatabaseError } from 'pg'
import { groupPeers, rankInstead, rankMember } from '../../core/health/rank-peers.ts'
import type { Factor } from '../../core/model/health-model.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { saveScoreChange } from '../accounts/list-version-store.ts'
import type { Context } from '../context.ts'
import { getModel } from '../model/model-store.ts'
import { nudgeRuns } from '../playbooks/nudge-store.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { readWorkspace } from '../workspace/workspace-store.ts'
import type { AccountOnDate } from './account-on-date.ts'
import { compilePlan, computeAccounts } from './compute-accounts.ts'
import { dataReachOn, storedScoreOf } from './compute-dates.ts'
import { findDayRun, readLastLoad } from './day-run-store.ts'
import { listOverrides } from './override-store.ts'
import { listPeerValues } from './peer-values.ts'
import { type Preparation, prepareDates } from './prepare-dates.ts'
import { findMetrics, findScore, type StageBefore, saveDate, saveMetricList } from './result-store.ts'
import { type ScoredAccount, scoreDate } from './score-date.ts'

/** Computes one account of a computed date again. */
export type RescoreAccount = (accountId: number, date: Day, now: Date) => Promise<boolean>

const uniqueViolation = '23505'

/**
 * Computes one account of a date again and replaces its results, after something was entered about it. Peers stay as
 * the run of the date left them. false where there is nothing to replace (the date was not run with all that is
 * loaded) or the scores of the date are kept because data are missing: then the next run takes it in.
 */
export function createRescoreAccount(context: Context): RescoreAccount {
	let known: { key: string; prepared: Preparation } | undefined
	return async (accountId, date, now) => {
		const { pool } = context
		const run = await findDayRun(pool, date)
		const lastLoadId = await readLastLoad(pool)
		if (!run || run.lastLoadId < lastLoadId) return false
		const { currency, fileCadenceDays } = await readWorkspace(pool)
		const key = [date, lastLoadId, run.modelVersion, currency, fileCadenceDays].join(' ')
		// Finding outages reads the usage of all accounts: once for all that is entered on a day.
		if (known?.key !== key) {
			known = { key, prepared: await prepareDates(context, [date], await getModel(pool, run.modelVersion)) }
		}
		const { prepared } = known
		if (prepared.holds.get(date)?.because === 'outage') return false
		const account = await computeOne(context, prepared, accountId, date)
		const scored = account && (await scoreOne(context, prepared, account, date))
		if (!scored || (scored.health.score === null && prepared.holds.has(date))) return false
		const save = () => saveOne(context, prepared, scored, date, now)
		await save().catch(error => {
			// The run of the date wrote the same account at this moment: what it wrote is replaced.
			if (error instanceof DatabaseError && error.code === uniqueViolation) return save()
			throw error
		})
		return true
	}
}

async function computeOne(
	{ pool }: Context,
	{ plan }: Preparation,
	accountId: number,
	date: Day,
): Promise<AccountOnDate | null> {
	const client = await pool.connect()
	try {
		const [days] = await computeAccounts(client, plan, compilePlan(plan), accountId, accountId)
		return days?.[plan.days.indexOf(date)] ?? null
	} finally {
		client.release()
	}
}

async function scoreOne(
	{ pool }: Context,
	prepared: Preparation,
	account: AccountOnDate,
	date: Day,
): Promise<ScoredAccount | undefined> {
	const { accountId } = account
	const before = await findStageBefore(pool, accountId, date)
	const [scored] = scoreDate(prepared.rules, [account], {
		date,
		stageBefore: new Map(before ? [[accountId, before]] : []),
		overrides: await listOverrides(pool, date),
		peerPoints: await rankAmongStored({ pool }, prepared, account, date),
	})
	return scored
}

/** Ranks the account's values among what the run of the date stored of the others. */
async function rankAmongStored(
	{ pool }: Pick<Context, 'pool'>,
	{ rules }: Preparation,
	account: AccountOnDate,
	date: Day,
): Promise<(factor: Factor) => number | undefined> {
	const ranked = rules.healthModels
		.flatMap(({ model }) => model.factors)
		.filter(({ scale }) => scale.kind === 'rank')
	if (ranked.length === 0) return () => undefined
	const before = await findMetrics(pool, account.accountId, date)
	const segment = (await findScore(pool, account.accountId, date))?.segment ?? null
	const points = new Map<string, number>()
	for (const { metric, scale } of ranked) {
		if (scale.kind !== 'rank' || points.has(`${metric} ${scale.better}`)) continue
		const peers = await listPeerValues(pool, date, metric)
		const names = [...new Set(peers.segments)]
		const groups = groupPeers(
			peers.values,
			peers.segments.map(name => names.indexOf(name)),
		)
		const value = account.values[rules.metricIndex.get(metric) ?? -1] ?? Number.NaN
		const own = before?.get(metric)?.value ?? Number.NaN
		const place = names.indexOf(segment)
		const rank = Number.isNaN(own)
			? rankMember(groups, place, value, scale.better).points
			: rankInstead(groups, place, own, value, scale.better)
		if (rank !== null) points.set(`${metric} ${scale.better}`, rank)
	}
	return ({ metric, scale }) => (scale.kind === 'rank' ? points.get(`${metric} ${scale.better}`) : undefined)
}

async function findStageBefore(
	client: Context['pool'] | ClientBase,
	accountId: number,
	date: Day,
): Promise<StageBefore | undefined> {
	const { rows } = await client.query<{ stage: string; stage_since: string }>(
		`select stage, stage_since from score
		where account_id = $1 and as_of = (select max(as_of) from day_run where as_of < $2) and stage is not null`,
		[accountId, formatDay(date)],
	)
	return rows[0] && { stage: rows[0].stage, since: getDay(rows[0].stage_since) }
}

async function saveOne(
	{ pool }: Context,
	{ plan, modelVersion }: Preparation,
	scored: ScoredAccount,
	date: Day,
	now: Date,
): Promise<void> {
	const account = { ...scored, heldFrom: null, dataUntil: dataReachOn(plan, date) }
	await inTransaction(pool, async client => {
		const listVersion = await saveMetricList(
			client,
			plan.definitions.map(({ id }) => id),
		)
		await saveDate(
			client,
			date,
			listVersion,
			[storedScoreOf(account, modelVersion)],
			[account],
			[account.accountId],
		)
		await saveScoreChange(client, account.accountId, date, now)
		await nudgeRuns(client, [account.accountId], now)
	})
}
