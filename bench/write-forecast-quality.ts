/** One quarter of one made-up company, as foretold on a day and as it came; minor units. */
export interface BacktestRow {
	seed: number
	accounts: number
	quarter: string
	/** `all` or a segment. */
	group: string
	daysAhead: number
	renewals: number
	due: number
	forecast: number
	low: number
	high: number
	actual: number
	/** With the true probabilities of 90 days before each decision in place of the model's. */
	truth: number
	/** With the true probabilities of the day of the forecast. */
	truthThen: number
	chance: number | null
	/** Common shock that the interval was made with. */
	shock: number
}

/** The command that writes the page. */
export const forecastCommand =
	'node bench/forecast-backtest.ts --seeds 20 --accounts 10000 --folder DIR --write'
const firstDaysAhead = 90
const manyRenewals = 400
const fewSeedQuarters = 200
/** Whole quarters that the targets are meant for: four of each of 20 seeds. */
const meantQuarters = 80

function mean(values: readonly number[]): number {
	return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length
}

function percent(share: number): string {
	return Number.isNaN(share) ? '–' : `${(share * 100).toFixed(1)} %`
}

function signed(share: number): string {
	return `${share > 0 ? '+' : ''}${percent(share)}`
}

type Told = 'forecast' | 'truth' | 'truthThen'

function errorOf(rows: readonly BacktestRow[], told: Told): number {
	return mean(rows.map(row => Math.abs(row[told] - row.actual) / row.actual))
}

function biasOf(rows: readonly BacktestRow[], told: Told): number {
	return mean(rows.map(row => (row[told] - row.actual) / row.actual))
}

/** Σ (told − actual) ÷ Σ actual: one bad small quarter does not make it. */
function pooledBiasOf(rows: readonly BacktestRow[], told: Told): number {
	const actual = rows.reduce((sum, row) => sum + row.actual, 0)
	return rows.reduce((sum, row) => sum + row[told] - row.actual, 0) / actual
}

function withinOf(rows: readonly BacktestRow[], told: Told): number {
	return mean(rows.map(row => (Math.abs(row[told] - row.actual) <= 0.05 * row.actual ? 1 : 0)))
}

function insideOf(rows: readonly BacktestRow[]): number {
	return mean(rows.map(({ low, high, actual }) => (low <= actual && actual <= high ? 1 : 0)))
}

const tableHead = `| | quarters | renewals each | error | of the truth | ratio | of the truth that day | bias | of the truth | inside 80 % | chance |
|---|---|---|---|---|---|---|---|---|---|---|`

function lineOf(name: string, rows: readonly BacktestRow[]): string {
	const cells = [
		name,
		String(rows.length),
		mean(rows.map(row => row.renewals)).toFixed(0),
		percent(errorOf(rows, 'forecast')),
		percent(errorOf(rows, 'truth')),
		(errorOf(rows, 'forecast') / errorOf(rows, 'truth')).toFixed(2),
		percent(errorOf(rows, 'truthThen')),
		signed(biasOf(rows, 'forecast')),
		signed(biasOf(rows, 'truth')),
		percent(insideOf(rows)),
		percent(mean(rows.flatMap(row => row.chance ?? []))),
	]
	return `| ${cells.join(' | ')} |`
}

function verdict(name: string, isMet: boolean | null, came: string, quarters: number): string {
	const word = isMet === null ? 'too few to tell' : isMet ? 'met' : '**not met**'
	return `| ${name} | ${came} | ${isMet !== null && quarters < meantQuarters ? `${word} so far` : word} |`
}

function verdictsOf(first: readonly BacktestRow[]): string[] {
	const whole = first.filter(({ group }) => group === 'all')
	const large = first.filter(({ renewals }) => renewals >= manyRenewals)
	const [own, truth, then] = (['forecast', 'truth', 'truthThen'] as const).map(told =>
		errorOf(whole, told),
	) as [number, number, number]
	const bias = biasOf(whole, 'forecast')
	const inside = insideOf(first)
	const largeChance = percent(mean(large.flatMap(({ chance }) => chance ?? [])))
	return [
		verdict(
			'mean error at most 1.25 × that of the true probabilities',
			whole.length === 0 ? null : own <= 1.25 * truth,
			`${percent(own)} against ${percent(truth)}: ${(own / truth).toFixed(2)} (truth as of the same day: ${percent(then)}: ${(own / then).toFixed(2)})`,
			whole.length,
		),
		verdict(
			`within 5 % where a quarter has at least ${manyRenewals} renewals (mean error)`,
			large.length === 0 ? null : errorOf(large, 'forecast') <= 0.05,
			`${percent(errorOf(large, 'forecast'))} over ${large.length} quarters, of the truth ${percent(errorOf(large, 'truth'))}, chance ${largeChance}; ${percent(withinOf(large, 'forecast'))} of them within 5 %, of the truth’s ${percent(withinOf(large, 'truth'))}`,
			whole.length,
		),
		verdict(
			'bias within ±2 %',
			whole.length === 0 ? null : Math.abs(bias) <= 0.02,
			`${signed(bias)} (all quarters in one sum ${signed(pooledBiasOf(whole, 'forecast'))}); of the truth ${signed(biasOf(whole, 'truth'))}`,
			whole.length,
		),
		verdict(
			`76–84 % of actuals inside the 80 % interval, at least ${fewSeedQuarters} seed-quarters`,
			first.length < fewSeedQuarters ? null : inside >= 0.76 && inside <= 0.84,
			`${percent(inside)} of ${first.length}, segments included; ${percent(insideOf(whole))} of ${whole.length} whole ones`,
			whole.length,
		),
	]
}

/** The page of how good the forecast is. */
export function writeForecastQuality(rows: readonly BacktestRow[]): string {
	const known = rows.filter(({ actual }) => actual > 0)
	const first = known.filter(({ daysAhead }) => daysAhead === firstDaysAhead)
	const whole = known.filter(({ group }) => group === 'all')
	const groups = [...new Set(known.map(({ group }) => group))].filter(group => group !== 'all').sort()
	const weeks = [...new Set(known.map(({ daysAhead }) => daysAhead))].sort((a, b) => b - a)
	const sizes = [...new Set(known.map(row => row.accounts))].sort((a, b) => a - b)
	const seeds = new Set(known.map(({ seed }) => seed)).size
	const shock = mean(first.map(row => row.shock)).toFixed(2)
	const ofSeed = [
		...Map.groupBy(
			first.filter(({ group }) => group === 'all'),
			({ seed }) => seed,
		),
	]
	return `# How good the renewal forecast is

Measured on made-up companies whose true probabilities are known. Written by
\`${forecastCommand}\`; this page is of ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}
with ${sizes.join(' and ')} accounts each. The targets are meant for 20 seeds of 10,000 accounts: fewer leave every figure wide.

Forecasts of the last four quarters, one a week from 90 days before the quarter’s first day, each from what was known on
its day: contracts, metrics, and a renewal model and amounts that had learned nothing later than the first of them. The
decisions run through the code of the product; only the database is left out. What came is what was closed 30 days after
the quarter’s end. “The truth” is the same amounts with the true P(renew) of 90 days before each decision, which knows up
to three months more than the forecast; “the truth that day” has the true P(renew) of the forecast’s own day.

| target, 90 days before the quarter’s first day | came out | |
|---|---|---|
${verdictsOf(first).join('\n')}

“Chance” is the mean error that whether each contract renews, and at how much, makes by itself with amounts as unequal as
these, even where every probability is right. The bias is the mean over quarters of (forecast − actual) ÷ actual: where chance
is large it lies above 0 by about its square, for the truth too. Intervals were made with a common shock of ${shock} on the
log-odds on average; these companies have no bad quarters that hit many accounts, so there is nothing of it to find.

## By days ahead

${tableHead}
${weeks
	.map(days =>
		lineOf(
			`${days} days`,
			whole.filter(({ daysAhead }) => daysAhead === days),
		),
	)
	.join('\n')}

## By segment, 90 days ahead

${tableHead}
${groups
	.map(group =>
		lineOf(
			group,
			first.filter(row => row.group === group),
		),
	)
	.join('\n')}

## By seed, 90 days ahead

${tableHead}
${ofSeed.map(([seed, own]) => lineOf(String(seed), own)).join('\n')}
`
}
