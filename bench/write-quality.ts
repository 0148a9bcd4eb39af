import type { SeedQuality } from './measure-seed.ts'

function mean(values: readonly (number | null)[]): number {
	const known = values.flatMap(value => (value === null || Number.isNaN(value) ? [] : [value]))
	return known.reduce((sum, value) => sum + value, 0) / known.length
}

function text(value: number | null, digits = 3): string {
	return value === null || !Number.isFinite(value) ? '–' : value.toFixed(digits)
}

function interval(of: { value: number; low: number; high: number } | null): string {
	return of ? `${text(of.value)} (${text(of.low)} to ${text(of.high)})` : '–'
}

function row(cells: readonly (string | number)[]): string {
	return `| ${cells.join(' | ')} |`
}

function met(isMet: boolean): string {
	return isMet ? 'met' : '**not met**'
}

/** The page about how good the models are. */
export function writeQuality(seeds: readonly SeedQuality[]): string {
	const behind = mean(seeds.map(seed => seed.laterTruthAuc - seed.laterModelAuc))
	const caught = mean(seeds.map(seed => seed.modelCaught)) / mean(seeds.map(seed => seed.truthCaught))
	const slope = mean(seeds.map(seed => seed.calibrationSlope))
	const better = seeds.filter(({ weightsGain }) => weightsGain !== null && weightsGain.low > 0).length
	const [first] = seeds
	return `# How good the models are

Measured on made-up companies whose true probabilities are known, so that "as good as can be" is a number. Written by
\`node bench/quality-of-models.ts --seeds 20 --accounts 10000 --write\`; this page is of ${seeds.length} seed${seeds.length === 1 ? '' : 's'} with
${first?.accounts ?? 0} accounts each, ${text(mean(seeds.map(({ secondsLearning }) => secondsLearning)), 0)} seconds of one core per seed for learning and judging everything. Fewer accounts make every figure of one seed wide, and
leave less to learn from: the targets are meant for 20 seeds of 10,000. The companies stand in no database: their rows
are checked, cut into facts and measured by the code that does it in the product.

The renewal model learned what was known 330 days before today and was then asked about every contract decision that
came later, 90 days before it. Nothing of the truth is read by the product.

| target (mean over seeds) | came out | |
|---|---|---|
| AUC at least that of the truth at 90 days − 0.05 | ${text(behind)} behind | ${met(behind <= 0.05)} |
| caught in the lowest fifth: at least 85 % of what the truth catches | ${text(100 * caught, 0)} % | ${met(caught >= 0.85)} |
| calibration slope 0.85 to 1.15 | ${text(slope, 2)} | ${met(slope >= 0.85 && slope <= 1.15)} |
| learned weights better than \`classic\` on later decisions, interval above 0, in 15 of 20 | ${better} of ${seeds.length} | ${met(better >= 0.75 * seeds.length)} |

Forecast error and the share of actuals inside the forecast's interval are measured where the forecast is.

## Renewal model on later decisions, by seed

| seed | decisions | AUC of the truth | of the model | of \`classic\` | truth catches | model catches | calibration slope |
|---|---|---|---|---|---|---|---|
${seeds
	.map(seed =>
		row([
			seed.seed,
			seed.laterDecisions,
			text(seed.laterTruthAuc),
			text(seed.laterModelAuc),
			text(seed.laterClassicAuc),
			text(seed.truthCaught, 2),
			text(seed.modelCaught, 2),
			text(seed.calibrationSlope, 2),
		]),
	)
	.join('\n')}

## Health score, learned weights and churn model, by seed

| seed | decisions | renewed | AUC of the truth | of \`classic\` | verdict | learned − \`classic\` | churn AUC | slope | churn model − renewal date |
|---|---|---|---|---|---|---|---|---|---|
${seeds
	.map(seed =>
		row([
			seed.seed,
			seed.decisions,
			text(seed.renewalRate, 3),
			text(seed.truthAuc),
			text(seed.classicAuc),
			seed.classicVerdict,
			interval(seed.weightsGain),
			text(seed.churnAuc),
			text(seed.churnSlope, 2),
			interval(seed.churnGainOnDate),
		]),
	)
	.join('\n')}
`
}
