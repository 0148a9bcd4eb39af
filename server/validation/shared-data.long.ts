import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { fitKind } from '../churn/train-churn.ts'
import type { Context } from '../context.ts'
import { ensureDates } from '../days/ensure-dates.ts'
import { createTestDatabase } from '../postgres/test-database.ts'
import { importFiles } from '../sources/import-files.ts'
import { findScoreDates } from './find-cases.ts'
import { readValidationBase, validateScores } from './validate-scores.ts'

const shared = join(import.meta.dirname, '../../../shared/data')
const examples = join(import.meta.dirname, '../../docs/examples')
const now = new Date('2026-11-21T12:00:00Z')
const loadDay = getDay('2026-11-21')

async function loadWorkspace(name: string, mapping: string): Promise<Context> {
	const database = await createTestDatabase()
	const dataFolder = await mkdtemp(join(tmpdir(), 'perennial-validation-'))
	const context: Context = {
		pool: database.pool,
		connectionString: database.connectionString,
		dataFolder,
		[Symbol.asyncDispose]: async () => {
			await rm(dataFolder, { recursive: true, force: true })
			await database.drop()
		},
	}
	await importFiles(context, [join(shared, name)], { mapFile: join(examples, mapping), today: loadDay })
	return context
}

const ensureIn = (context: Context) => (dates: readonly Day[]) => ensureDates(context, dates, { now })

describe.runIf(existsSync(join(shared, 'ravenstack')))(
	'ravenstack, in which there is nothing to predict',
	() => {
		let context: Context
		const today = getDay('2024-12-31')
		beforeAll(async () => {
			context = await loadWorkspace('ravenstack', 'ravenstack.yaml')
		}, 240_000)
		afterAll(() => context[Symbol.asyncDispose]())
		const validate = (label: 'mrr' | 'cancellations') =>
			validateScores(context.pool, {
				now,
				today,
				horizonDays: 90,
				label,
				ensureDates: ensureIn(context),
				bootstrap: { resamples: 500 },
			})

		it('has no account that ends at zero, and so not enough history', async () => {
			const [terms, open] = await validate('mrr')
			expect(terms).toMatchObject({ verdict: 'not enough history', cases: 0, auc: null })
			expect(open!.cases).toBeGreaterThan(100)
			// Two accounts pause for some days; none has left for good.
			expect(open!.churns).toBeLessThan(10)
			expect(open).toMatchObject({ verdict: 'not enough history', auc: null })
		})
		it('has outcomes up to the last contract that was delivered, however late somebody asks', async () => {
			const later = await readValidationBase(context.pool, { now, today: getDay('2026-11-22') })
			expect(formatDay(later.knownUntil)).toBe('2024-12-31')
			expect((await readValidationBase(context.pool, { now, today })).knownUntil).toBe(today)
		})
		it('has an interval that holds 0.5 with its cancellations as the label', async () => {
			const [, open] = await validate('cancellations')
			expect(open!.churns).toBeGreaterThan(50)
			expect(open!.auc!.low).toBeLessThan(0.5)
			expect(open!.auc!.high).toBeGreaterThan(0.5)
			expect(open!.verdict).toBe('decoration')
		})
	},
)

describe.runIf(existsSync(join(shared, 'fightchurn_crm6')))(
	'fightchurn crm6, where only the date tells',
	() => {
		let context: Context
		const today = getDay('2023-12-31')
		beforeAll(async () => {
			context = await loadWorkspace('fightchurn_crm6', 'fightchurn-crm6.yaml')
		}, 240_000)
		afterAll(() => context[Symbol.asyncDispose]())
		const train = async (sources: readonly string[] | null) => {
			const history = await readValidationBase(context.pool, { now, today })
			return fitKind(context.pool, 'churn', {
				now,
				history,
				sources,
				findDates: days => findScoreDates(context.pool, days, ensureIn(context)),
			})
		}

		it('has usage metrics whose interval on later data holds 0.55', async () => {
			const { report } = await train(['usage'])
			expect(report.auc!.low).toBeLessThan(0.55)
			expect(report.auc!.high).toBeGreaterThan(0.55)
		}, 240_000)
		it('has a whole model that adds nothing to the renewal date alone, and says so', async () => {
			const { report } = await train(null)
			const date = report.baselines.find(({ name }) => name === 'the renewal date')!
			expect(date.gain!.low).toBeLessThanOrEqual(0)
			expect(date.gain!.high).toBeGreaterThanOrEqual(0)
			expect(report.says.join(' ')).toContain('It adds nothing to the renewal date alone')
		}, 240_000)
	},
)
