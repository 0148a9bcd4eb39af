import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultModel } from '../../core/catalog/default-model.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import { logOdds } from '../../core/stats/log-odds.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { demoEvents } from '../../demo/demo-events.ts'
import { makeDemo } from '../../demo/make-demo.ts'
import { foretellDay } from '../churn/foretell-day.ts'
import { predictAccounts } from '../churn/predict-accounts.ts'
import { findChurnPrediction, listChurnPredictions, listPredictors } from '../churn/predictor-store.ts'
import { trainChurn } from '../churn/train-churn.ts'
import type { Context } from '../context.ts'
import { ensureDates } from '../days/ensure-dates.ts'
import { applyModel } from '../model/apply-model.ts'
import { readModel, startModel } from '../model/model-store.ts'
import { rollbackModel } from '../model/rollback-model.ts'
import { createTestDatabase } from '../postgres/test-database.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { importFiles } from '../sources/import-files.ts'
import { saveFixedToday } from '../workspace/workspace-store.ts'
import { dateToCompute, findScoreDates } from './find-cases.ts'
import { planImpact } from './model-impact.ts'
import { readReview } from './read-review.ts'
import { saveReview } from './review-store.ts'
import { readValidationBase, validateScores } from './validate-scores.ts'
import { validationJson } from './validation-json.ts'
import { findValidation, saveValidation } from './validation-store.ts'

const now = new Date('2026-11-01T06:00:00Z')
const quick = { resamples: 200 }

let context: Context
let folder: string
let today: Day
const ensure = (dates: readonly Day[]) => ensureDates(context, dates, { now })
const validate = (to?: Day) =>
	validateScores(context.pool, {
		now,
		...(to === undefined ? {} : { today: to, to }),
		horizonDays: 90,
		ensureDates: ensure,
		bootstrap: quick,
	})

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'perennial-validate-demo-'))
	const database = await createTestDatabase()
	context = {
		pool: database.pool,
		connectionString: database.connectionString,
		dataFolder: folder,
		[Symbol.asyncDispose]: () => database.drop(),
	}
	const demo = await makeDemo({
		folder: join(folder, 'demo'),
		seed: 3,
		accounts: 160,
		months: 24,
		usage: 'light',
	})
	today = getDay(demo.today)
	await saveFixedToday(context.pool, today)
	await importFiles(context, [demo.filesFolder], {})
	const settings = { ...defaultModel.settings, events: demoEvents }
	await startModel(context.pool, { ...defaultModel, settings }, 'demo', now)
}, 240_000)
afterAll(async () => {
	await context[Symbol.asyncDispose]()
	await rm(folder, { recursive: true, force: true })
})

describe('dates that are computed', () => {
	it('are the month end itself, or the Sunday on or before', () => {
		expect(formatDay(dateToCompute(getDay('2026-01-31')))).toBe('2026-01-31')
		expect(formatDay(dateToCompute(getDay('2026-01-28')))).toBe('2026-01-25')
		expect(formatDay(dateToCompute(getDay('2026-01-25')))).toBe('2026-01-25')
	})
})

describe('validation of a company', () => {
	it('asks every decision what the score said 90 days before, at most six days older', async () => {
		const [terms] = await validate()
		expect(terms!.cases).toBeGreaterThan(60)
		expect(terms!.auc).not.toBeNull()
		for (const item of terms!.allCases) {
			expect(item.decidesOn - item.askedOn).toBe(90)
			if (item.scoredOn === null) continue
			expect(item.askedOn - item.scoredOn).toBeGreaterThanOrEqual(0)
			expect(item.askedOn - item.scoredOn).toBeLessThanOrEqual(6)
		}
	}, 240_000)
	it('gives the same JSON twice, and keeps the two populations apart', async () => {
		const text = async () => JSON.stringify((await validate()).map(validationJson))
		const first = await text()
		expect(await text()).toBe(first)
		const [terms, open] = await validate()
		expect([terms!.population, open!.population]).toEqual(['terms', 'open_ended'])
	}, 240_000)
	it('does not change where facts are known only after the day', async () => {
		const day = today - 150
		const before = JSON.stringify((await validate(day)).map(validationJson))
		const { rows } = await context.pool.query<{ account_id: number; source_id: number }>(
			'select account_id, min(source_id) as source_id from fact group by 1 order by 1 limit 40',
		)
		// A later load says that forty accounts left long ago.
		const load = await context.pool.query<{ load_id: number }>(
			`insert into load (source_id, load_day, started_at, finished_at, state)
			values ($1, $2, $3, $3, 'done') returning load_id`,
			[rows[0]!.source_id, formatDay(today), now],
		)
		for (const row of rows) {
			await context.pool.query(
				`insert into fact (account_id, fact_id, source_id, kind, part, external_id, version, occurred_on,
					known_on, load_id, body)
				values ($1, nextval('fact_id_seq'), $2, 'cancellation', 'notified', $3, 1, $4, $5, $6, $7)`,
				[
					row.account_id,
					row.source_id,
					`late-${row.account_id}`,
					formatDay(day - 200),
					formatDay(today),
					load.rows[0]!.load_id,
					JSON.stringify({ effective_on: formatDay(day - 190) }),
				],
			)
		}
		expect(JSON.stringify((await validate(day)).map(validationJson))).toBe(before)
		await context.pool.query(`delete from fact where external_id like 'late-%'`)
	}, 240_000)
	it('is kept, and is what a review starts from', async () => {
		const parts = await saveValidation(context.pool, await validate(), { now })
		const stored = await findValidation(context.pool, { horizonDays: 90, label: 'mrr' })
		expect(stored!.parts).toEqual(JSON.parse(JSON.stringify(parts)))
		const review = await readReview(context.pool, now)
		expect(review.validatedOn).toBe(formatDay(today))
		expect(review.misses.every(({ churned }) => churned)).toBe(true)
		await inTransaction(context.pool, client =>
			saveReview(client, {
				reviewedAt: now,
				reviewedOn: today,
				reviewedBy: 'ops',
				note: null,
				snapshot: null,
			}),
		)
		const next = await readReview(context.pool, now)
		expect(next.isDue).toBe(false)
		expect(formatDay(next.dueOn)).toBe('2027-04-30')
	}, 240_000)
})

describe('churn of a company', () => {
	const train = async () =>
		trainChurn(context.pool, 'churn', {
			now,
			history: await readValidationBase(context.pool, { now }),
			findDates: days => findScoreDates(context.pool, days, ensure),
			resamples: 200,
		})
	it('is learned as versions that are the same on the same data', async () => {
		const first = await train()
		const second = await train()
		expect(second.version).toBe(first.version + 1)
		expect(second.predictor).toEqual(first.predictor)
		const stored = await listPredictors(context.pool, 'churn')
		expect(stored.map(({ version }) => version)).toEqual([second.version, first.version])
		expect(stored[0]!.predictor).toEqual(first.predictor)
	}, 240_000)
	it('is foretold with reasons that sum to the log-odds, and stored', async () => {
		await ensure([today])
		const predictions = (await predictAccounts(context.pool, today))!
		expect(predictions.length).toBeGreaterThan(50)
		for (const { probability, reasons } of predictions) {
			const sum = reasons.reduce((total, { contribution }) => total + contribution, 0)
			expect(sum).toBeCloseTo(logOdds(probability), 9)
		}
		const stored = await listChurnPredictions(context.pool, today)
		expect(stored.map(({ accountId }) => accountId)).toEqual(predictions.map(({ accountId }) => accountId))
		const one = await findChurnPrediction(context.pool, stored[0]!.accountId, today + 20)
		expect(one!.probability).toBe(stored[0]!.probability)
		expect(await findChurnPrediction(context.pool, stored[0]!.accountId, today + 60)).toBeUndefined()
	}, 240_000)
})

describe('the day', () => {
	it('trains what is due, and nothing when it comes again', async () => {
		const foretell = (day: Day) =>
			foretellDay(context.pool, day, {
				now,
				train: async kinds => {
					const history = await readValidationBase(context.pool, { now })
					const findDates = (days: readonly Day[]) => findScoreDates(context.pool, days, ensure)
					for (const kind of kinds) await trainChurn(context.pool, kind, { now, history, findDates })
				},
			})
		await ensure([today])
		await context.pool.query(`delete from predictor where kind = 'renewal'`)
		const first = await foretell(today)
		expect(first.trained).toEqual(['renewal'])
		const again = await foretell(today)
		expect(again.trained).toEqual([])
		expect(again.predictions).toEqual(first.predictions)
		const { rows } = await context.pool.query<{ probability: number }>(
			'select probability from renewal_prediction',
		)
		expect(rows.length).toBeGreaterThan(5)
		expect(rows.every(({ probability }) => probability > 0 && probability < 1)).toBe(true)
	}, 240_000)
})

describe('a change of the model', () => {
	const changeOf = (model: OperatingModel): OperatingModel => ({
		...model,
		healthModels: model.healthModels.map(health => ({
			...health,
			factors: health.factors.map((factor, index) => ({ ...factor, weight: index === 0 ? 100 : 1 })),
		})),
	})
	it('shows whom it moves and what history says, and changes nothing', async () => {
		const { model, version } = await readModel(context.pool, now)
		const plan = (next: OperatingModel) =>
			planImpact(context.pool, next, { now, ensureDates: ensure, validates: true })
		const same = await plan(model)
		expect(same.accounts_rebanded).toBe(0)
		expect(same.validation_after).toEqual(same.validation_before)
		expect(same.before).toEqual(same.after)
		const other = await plan(changeOf(model))
		expect(other.accounts_rebanded).toBeGreaterThan(0)
		const countOf = (levels: typeof other.before) => levels.reduce((sum, { accounts }) => sum + accounts, 0)
		expect(countOf(other.after)).toBe(countOf(other.before))
		expect((await readModel(context.pool, now)).version).toBe(version)
	}, 240_000)
	it('says so where it needs a metric that was never computed', async () => {
		const { model } = await readModel(context.pool, now)
		const gone = {
			...model,
			healthModels: model.healthModels.map(health => ({
				...health,
				factors: health.factors.map(factor => ({ ...factor, metric: 'never_computed' })),
			})),
		}
		const impact = await planImpact(context.pool, gone, { now, ensureDates: ensure, validates: true })
		expect(impact.validation_after).toBeNull()
		expect(impact.notes.join(' ')).toContain('never_computed')
	})
	it('can be taken back by a new version that says the same as an earlier one', async () => {
		const by = { actor: 'test', now, note: null }
		const { model } = await readModel(context.pool, now)
		const { version } = await applyModel(context.pool, changeOf(model), by)
		const back = await rollbackModel(context.pool, '1', by)
		expect(back.version).toBe(version + 1)
		expect((await readModel(context.pool, now)).model).toEqual(model)
		await expect(rollbackModel(context.pool, '99', by)).rejects.toThrow('There is no version 99')
	})
})
