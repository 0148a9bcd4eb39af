/** One quarter of one made-up company, as foretold and as it came; minor units. */
export interface BacktestRow {
	seed: number
	accounts: number
	quarter: string
	/** `all` or a segment. */
	group: string
	daysAhead: number
	renewals: number
	forecast: number
	actual: number
	/** With the true probabilities of 90 days before each decision in place of the model's. */
	truth: number
	isInside: boolean
	chance: number | null
}

function mean(values: readonly number[]): number {
	return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length
}

function percent(share: number): string {
	return Number.isNaN(share) ? '–' : `${(share * 100).toFixed(1)} %`
}

function errorOf(told: number, actual: number): number {
	return Math.abs(told - actual) / actual
}

function lineOf(name: string, rows: readonly BacktestRow[]): string {
	const own = mean(rows.map(row => errorOf(row.forecast, row.actual)))
	const truth = mean(rows.map(row => errorOf(row.truth, row.actual)))
	const bias = mean(rows.map(row => (row.forecast - row.actual) / row.actual))
	const inside = mean(rows.map(row => (row.isInside ? 1 : 0)))
	const chance = mean(rows.flatMap(row => row.chance ?? []))
	const cells = [
		name,
		String(rows.length),
		mean(rows.map(row => row.renewals)).toFixed(0),
		percent(own),
		percent(truth),
		(own / truth).toFixed(2),
		percent(bias),
		percent(inside),
		percent(chance),
	]
	return `| ${cells.join(' | ')} |`
}

function verdict(name: string, isMet: boolean | null, came: string): string {
	return `| ${name} | ${came} | ${isMet === null ? 'too few to tell' : isMet ? 'met' : '**not met**'} |`
}

/** The page of how good the forecast is. */
export function writeForecastQuality(rows: readonly BacktestRow[]): string {
	const known = rows.filter(({ actual }) => actual > 0)
	const whole = known.filter(({ group }) => group === 'all')
	const at90 = whole.filter(({ daysAhead }) => daysAhead === 90)
	const own = mean(at90.map(row => errorOf(row.forecast, row.actual)))
	const truth = mean(at90.map(row => errorOf(row.truth, row.actual)))
	const large = at90.filter(({ renewals }) => renewals >= 400)
	const bias = mean(at90.map(row => (row.forecast - row.actual) / row.actual))
	const inside = mean(at90.map(row => (row.isInside ? 1 : 0)))
	const largeError = mean(large.map(row => errorOf(row.forecast, row.actual)))
	const groups = [...new Set(known.map(({ group }) => group))].filter(group => group !== 'all').sort()
	const head =
		'| | quarters | renewals each | error | of the true probabilities | ratio | bias | inside 80 % | chance |\n|---|---|---|---|---|---|---|---|---|'
	const seeds = new Set(known.map(({ seed }) => seed)).size
	const accounts = [...new Set(known.map(row => row.accounts))].join(' and ')
	return `# How good the renewal forecast is

Measured on made-up companies whose true probabilities are known. Written by
\`node bench/forecast-backtest.ts --seeds 20 --accounts 2000 --results FILE --write\`; this page is of ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}
with ${accounts} accounts each. The targets are meant for 20 seeds and at least 200 seed-quarters: fewer leave every figure wide.

Each forecast was made from what was known on its day: facts, scores, and a renewal model that had learned nothing
later. The truth is P(renew) 90 days before each decision, with the same amounts; it is not read by the product.

| target, 90 days before the quarter’s first day | came out | |
|---|---|---|
${[
	verdict(
		'mean error at most 1.25 × that of the true probabilities',
		at90.length === 0 ? null : own / truth <= 1.25,
		`${percent(own)} against ${percent(truth)}: ${(own / truth).toFixed(2)}`,
	),
	verdict(
		'within 5 % where a quarter has at least 400 renewals',
		large.length === 0 ? null : largeError <= 0.05,
		`${percent(largeError)} over ${large.length} quarters`,
	),
	verdict('bias within ±2 %', at90.length === 0 ? null : Math.abs(bias) <= 0.02, percent(bias)),
	verdict(
		'76–84 % of actuals inside the 80 % interval, at least 200 seed-quarters',
		at90.length < 200 ? null : inside >= 0.76 && inside <= 0.84,
		`${percent(inside)} of ${at90.length}`,
	),
].join('\n')}

## By days ahead

${head}
${[90, 60, 30]
	.map(days =>
		lineOf(
			`${days} days`,
			whole.filter(({ daysAhead }) => daysAhead === days),
		),
	)
	.join('\n')}

## By segment, 90 days ahead

${head}
${groups
	.map(group =>
		lineOf(
			group,
			known.filter(row => row.group === group && row.daysAhead === 90),
		),
	)
	.join('\n')}
`
}
