import { parseArgs } from 'node:util'
import { healthPresets } from '../core/catalog/health-presets.ts'
import { scoreHealth } from '../core/health/score-health.ts'
import { HealthModel } from '../core/model/health-model.ts'
import type { ValidationCase } from '../core/model/validation-case.ts'
import { seededGenerator } from '../core/stats/seeded-generator.ts'
import { evaluateScore } from '../core/validation/evaluate-score.ts'
import { compareLogistic } from './compare-logistic.ts'

// Validation of one model from metrics that are there: 10,000 accounts, 24 dates, 20 factors, 2,000 resamples.
// node bench/validation-speed.ts [--accounts 10000] [--dates 24]

const { values: options } = parseArgs({
	options: { accounts: { type: 'string', default: '10000' }, dates: { type: 'string', default: '24' } },
})
const accounts = Number(options.accounts)
const dates = Number(options.dates)
const factorCount = 20
const [classic] = healthPresets
const model = HealthModel.parse({
	...classic,
	factors: Array.from({ length: factorCount }, (_, index) => ({
		id: `f${index}`,
		name: `Factor ${index}`,
		group: 'all',
		metric: `m${index}`,
		weight: 5,
		scale: {
			kind: 'breakpoints',
			points: [
				[0, 0],
				[0.3, 40],
				[0.6, 70],
				[1, 100],
			],
		},
	})),
})
const next = seededGenerator(1)
const values = Float64Array.from({ length: accounts * dates * factorCount }, () => next() / 2 ** 32)
const names = Array.from({ length: accounts }, (_, index) => `A-${index}`)

const startedAt = performance.now()
const cpu = process.cpuUsage()
const cases: ValidationCase[] = []
for (let account = 0; account < accounts; account++) {
	for (let date = 0; date < dates; date++) {
		const start = (account * dates + date) * factorCount
		const health = scoreHealth(
			model,
			model.factors.map((_, index) => ({ value: values[start + index]! })),
		)
		cases.push({
			accountId: account,
			externalId: names[account]!,
			name: names[account]!,
			segment: account % 3 === 0 ? 'growth' : 'tech_touch',
			decidesOn: 20_000 + 30 * date,
			askedOn: 19_910 + 30 * date,
			scoredOn: 19_910 + 30 * date,
			score: health.score,
			band: health.band,
			level: health.level,
			churned: values[start]! < 0.12,
			amountMinor: 100_000n,
			reason: null,
			showed: [],
			flaggedSince: null,
		})
	}
}
const scoredAt = performance.now()
const evaluation = evaluateScore('open_ended', cases)
const endedAt = performance.now()
const { user, system } = process.cpuUsage(cpu)
process.stdout.write(
	`${cases.length} cases, AUC ${evaluation.auc?.value.toFixed(3)}: scored in ${((scoredAt - startedAt) / 1000).toFixed(2)} s, validated in ${((endedAt - scoredAt) / 1000).toFixed(2)} s, CPU ${((user + system) / 1e6).toFixed(2)} s\n`,
)

const rows = 72_000
const table = {
	rows,
	columns: factorCount,
	values: Float64Array.from({ length: rows * factorCount }, () => next() / 2 ** 31 - 1),
}
const outcomes = Uint8Array.from({ length: rows }, (_, row) =>
	next() / 2 ** 32 < 1 / (1 + Math.exp(-(table.values[row]! + table.values[rows + row]! - 2))) ? 1 : 0,
)
process.stdout.write(`${await compareLogistic(table, outcomes)}\n`)
