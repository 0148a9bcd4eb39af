import { parseArgs } from 'node:util'
import { learnAmounts } from '../core/forecast/amount-model.ts'
import { estimateShock } from '../core/forecast/common-shock.ts'
import { computeForecast } from '../core/forecast/compute-forecast.ts'
import type { ForecastEntry } from '../core/model/forecast.ts'
import { seededGenerator } from '../core/stats/seeded-generator.ts'

// How long a forecast with its interval takes over many open renewals: node bench/forecast-speed.ts [--renewals 100000]

const { values: options } = parseArgs({ options: { renewals: { type: 'string', default: '100000' } } })
const renewals = Number(options.renewals)
const next = seededGenerator(7)
const uniform = () => (next() + 0.5) / 2 ** 32
const entries = Array.from({ length: renewals }, (_, index): ForecastEntry => {
	const targetMinor = BigInt(
		Math.round(1_000_000 * Math.exp(Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()))),
	)
	return {
		accountId: index,
		renewalOn: 20_000 + (index % 90),
		segment: null,
		ownerEmail: `csm${index % 300}@corp.example`,
		targetMinor,
		state: 'open',
		finalMinor: null,
		probability: 0.5 + uniform() / 2,
		amountMinor: targetMinor,
		category: 'likely',
		csmMinor: null,
		isOpened: true,
	}
})
const model = { amounts: learnAmounts([]), shock: estimateShock([]) }
for (let run = 0; run < 3; run++) {
	const started = performance.now()
	const whole = computeForecast(entries, model)
	const between = performance.now()
	const groups = [...Map.groupBy(entries, ({ ownerEmail }) => ownerEmail)].map(([, some]) =>
		computeForecast(some, model, { draws: 400, oneByOne: 30 }),
	)
	const ended = performance.now()
	process.stdout.write(
		`${renewals} open renewals: forecast with interval ${Math.round(between - started)} ms, by ${groups.length} owners ${Math.round(ended - between)} ms, ± ${((Number(whole.highMinor - whole.lowMinor) / 2 / Number(whole.expectedMinor)) * 100).toFixed(1)} %\n`,
	)
}
