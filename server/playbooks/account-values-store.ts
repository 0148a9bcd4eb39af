import type { ClientBase } from 'pg'
import type { ConditionLookup } from '../../core/conditions/evaluate-condition.ts'
import { accountFieldsAsOf } from '../../core/facts/account-fields.ts'
import { milestoneOverdueDays } from '../../core/lifecycle/milestone-overdue.ts'
import { type Fact, holdsAsOf } from '../../core/model/fact.ts'
import type { BandLevel } from '../../core/model/health-model.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import { deriveValues } from '../../core/signals/derived-values.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { type LevelLookup, readScorePoints } from '../signals/score-point-store.ts'
import { readFactBatches } from '../sources/fact-store.ts'

/** One account as its stored results of a date have it. */
export interface AccountValues {
	accountId: number
	externalId: string
	name: string
	isCustomer: boolean
	segment: string | null
	stage: string | null
	band: string
	bandName: string
	level: BandLevel | null
	score: number | null
	isScoreHeld: boolean
	ownerEmail: string | null
	arrMinor: bigint | null
	renewalOn: Day | null
	contractStartedOn: Day | null
	milestones: { milestone: string; reachedOn: Day }[]
	facts: readonly Fact[]
	lookup: ConditionLookup
}

/** Names and levels of bands by health model and band. */
export function bandsOf(model: OperatingModel): {
	find: (healthModel: string, band: string) => { name: string; level: BandLevel; risk: string } | undefined
	levelOf: LevelLookup
	goodBands: string[]
} {
	const bands = new Map(
		model.healthModels.flatMap(health =>
			health.bands.map(band => [`${health.id}/${band.id}`, band] as const),
		),
	)
	return {
		find: (healthModel, band) => bands.get(`${healthModel}/${band}`),
		levelOf: (healthModel, band) => bands.get(`${healthModel}/${band}`)?.level,
		goodBands: [...bands].filter(([, { level }]) => level === 'good').map(([key]) => key),
	}
}

interface ValuesRow {
	account_id: number
	external_id: string
	name: string | null
	is_customer: boolean
	segment: string | null
	stage: string | null
	stage_since: string | null
	health_model: string
	band: string
	score: number | null
	coverage: number
	held_from: string | null
	owner_email: string | null
	arr_minor: number | null
	renewal_on: string | null
	metric_ids: string[]
	values: (number | null)[]
}

/** What conditions and texts see of accounts on a computed date. Accounts that the date does not have are absent. */
export async function readAccountValues(
	client: ClientBase,
	accountIds: readonly number[],
	asOf: Day,
	model: OperatingModel,
): Promise<Map<number, AccountValues>> {
	const found = new Map<number, AccountValues>()
	if (accountIds.length === 0) return found
	const { rows } = await client.query<ValuesRow>(
		`select score.account_id, account.external_id, account.name, is_customer, segment, stage, stage_since,
			health_model, band, score, coverage, held_from, owner_email, arr_minor, renewal_on, metric_ids, values
		from score join metric_value using (account_id, as_of) join metric_list using (list_version)
			join account using (account_id)
		where as_of = $1 and score.account_id = any($2)`,
		[formatDay(asOf), accountIds],
	)
	const bands = bandsOf(model)
	const points = await readScorePoints(client, accountIds, asOf, bands.goodBands, bands.levelOf, 'lived')
	const facts = await readSomeFacts(client, accountIds)
	const hasMilestones = await knowsMilestones(client)
	for (const row of rows) {
		const own = facts.get(row.account_id) ?? []
		const known = points.get(row.account_id) ?? []
		found.set(row.account_id, toValues(row, { asOf, model, bands, facts: own, points: known, hasMilestones }))
	}
	return found
}

async function readSomeFacts(
	client: ClientBase,
	accountIds: readonly number[],
): Promise<Map<number, readonly Fact[]>> {
	const ids = [...new Set(accountIds)].sort((a, b) => a - b)
	const found = new Map<number, readonly Fact[]>()
	for await (const batch of readFactBatches(client, { ids }, ['account', 'milestone', 'contact'])) {
		for (const { accountId, facts } of batch) found.set(accountId, facts)
	}
	return found
}

async function knowsMilestones(client: ClientBase): Promise<boolean> {
	const { rows } = await client.query(`select from fact where kind = 'milestone' limit 1`)
	return rows.length > 0
}

interface Around {
	asOf: Day
	model: OperatingModel
	bands: ReturnType<typeof bandsOf>
	facts: readonly Fact[]
	points: Parameters<typeof deriveValues>[0]['points']
	hasMilestones: boolean
}

function toValues(row: ValuesRow, around: Around): AccountValues {
	const { asOf, model, bands, facts } = around
	const day = (text: string | null) => (text === null ? null : getDay(text))
	const name = row.name ?? row.external_id
	const history = { accountId: row.account_id, externalId: row.external_id, name, facts, usage: noUsage }
	const fields = accountFieldsAsOf(history, asOf, model.settings.fixedAttributes)
	const metrics = new Map(row.metric_ids.map((id, index) => [id, row.values[index] ?? null]))
	const tenure = metrics.get('tenure_days') ?? null
	const contractStartedOn = tenure === null ? null : asOf - tenure
	const milestones = reachedMilestones(facts, asOf)
	const reached = around.hasMilestones ? milestones : null
	const stage = model.lifecycleStages.find(({ id }) => id === row.stage)
	const since = day(row.stage_since)
	const stayed = since === null ? null : asOf - since
	const derived = deriveValues({
		asOf,
		points: around.points,
		stageOverdueDays: stage && stayed !== null ? Math.max(0, stayed - stage.usualDurationDays) : null,
		milestoneOverdueDays:
			reached &&
			milestoneOverdueDays(
				model.onboardingPlan,
				new Set(reached.map(({ milestone }) => milestone)),
				contractStartedOn,
				asOf,
			),
		milestones: reached,
	})
	const band = bands.find(row.health_model, row.band)
	const own: Record<string, string | number | null | undefined> = {
		segment: row.segment,
		stage: row.stage,
		band: row.band,
		coverage: row.coverage,
		risk: band?.risk,
	}
	const lookup: ConditionLookup = wanted => {
		if (derived.has(wanted)) return derived.get(wanted)
		if (metrics.has(wanted)) return metrics.get(wanted)
		return Object.hasOwn(own, wanted) ? own[wanted] : fields[wanted]
	}
	return {
		accountId: row.account_id,
		externalId: row.external_id,
		name,
		isCustomer: row.is_customer,
		segment: row.segment,
		stage: row.stage,
		band: row.band,
		bandName: band?.name ?? 'Unknown',
		level: band?.level ?? null,
		score: row.score,
		isScoreHeld: row.held_from !== null,
		ownerEmail: row.owner_email,
		arrMinor: row.arr_minor === null ? null : BigInt(row.arr_minor),
		renewalOn: day(row.renewal_on),
		contractStartedOn,
		milestones,
		facts,
		lookup,
	}
}

function reachedMilestones(facts: readonly Fact[], asOf: Day): { milestone: string; reachedOn: Day }[] {
	return facts.flatMap(fact => {
		const milestone = fact.body?.milestone
		const isReached = fact.kind === 'milestone' && fact.part === 'reached' && holdsAsOf(fact, asOf)
		return isReached && typeof milestone === 'string' ? [{ milestone, reachedOn: fact.occurredOn }] : []
	})
}

const noUsage = {
	length: 0,
	days: new Int32Array(0),
	measures: new Uint16Array(0),
	users: new Uint32Array(0),
	values: new Float64Array(0),
	lags: new Uint16Array(0),
}

/** The latest computed date up to the day; null where nothing was computed. */
export async function findComputedDay(client: ClientBase, upTo: Day): Promise<Day | null> {
	const { rows } = await client.query<{ last: string | null }>(
		'select max(as_of) as last from day_run where as_of <= $1',
		[formatDay(upTo)],
	)
	return rows[0]?.last ? getDay(rows[0].last) : null
}

/** Customers on a computed date. */
export async function countCustomers(client: ClientBase, date: Day): Promise<number> {
	const { rows } = await client.query<{ count: number }>(
		'select count(*)::int from score where as_of = $1 and is_customer',
		[formatDay(date)],
	)
	return rows[0]?.count ?? 0
}
