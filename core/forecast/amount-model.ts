import type { AmountModel } from '../model/forecast.ts'

/** A renewed decision: what its contract was, and what was signed. Minor units. */
export interface AmountCase {
	targetMinor: bigint
	finalMinor: bigint
	/** Contract 120 days before ÷ contract at the end; null: unknown. */
	earlierShare?: number | null
}

const earlierDays = 120
/** A contract does not go on growing for longer than this before its decision. */
export const longestGrowthDays = 365

/** As if so many renewals at exactly their target had been seen before the first real one. */
const priorCases = 10
/** Larger changes are other deals, and would move the mean of everybody. */
const largestRatio = 3
const quantileCount = 101
/** Within half a per cent of the target it is a renewal as it was. */
const flatWithin = 0.005

/**
 * How signed amounts come out against targets, from renewed decisions: how often and how far they shrink and grow.
 * Drawn to "as it was" where there are few. Amounts of 0 say nothing of a ratio and are left out. The quantiles are of
 * what an amount may become from 120 days before on: what changes at the decision and, about its mean, what changes
 * until then; the interval of a forecast needs both.
 */
export function learnAmounts(cases: readonly AmountCase[]): AmountModel {
	const known = cases.filter(({ targetMinor }) => targetMinor > 0n)
	const seen = known.map(ratioOf)
	const prior = new Array<number>(priorCases).fill(1)
	const ratios = [...seen, ...prior]
	const meanRatio = meanOf(ratios)
	const spread = [...known.map(item => ratioOf(item) * (1 + (growthIn(item) ?? 0))), ...prior]
	return {
		cases: seen.length,
		meanRatio,
		contraction: partOf(seen, ratios.length, ratio => ratio < 1 - flatWithin),
		expansion: partOf(seen, ratios.length, ratio => ratio > 1 + flatWithin),
		growthPerDay: growthOf(cases),
		quantiles: quantilesOf(spread, meanRatio),
	}
}

function ratioOf({ targetMinor, finalMinor }: AmountCase): number {
	return Math.min(largestRatio, Math.max(0, Number(finalMinor) / Number(targetMinor)))
}

/** By how much the contract grew in its last 120 days; null: unknown. */
function growthIn({ earlierShare }: AmountCase): number | null {
	if (earlierShare === null || earlierShare === undefined || !(earlierShare > 0)) return null
	return Math.min(1, Math.max(-0.5, 1 / earlierShare - 1))
}

/** Mean growth of contracts in the 120 days before their decision, drawn to none where there are few. */
function growthOf(cases: readonly AmountCase[]): number {
	const growths = cases.map(growthIn).filter(growth => growth !== null)
	const growth = growths.reduce((sum, value) => sum + value, 0)
	return growth / (growths.length + priorCases) / earlierDays
}

function meanOf(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length
}

function partOf(
	seen: readonly number[],
	total: number,
	test: (ratio: number) => boolean,
): { rate: number; meanRatio: number } {
	const part = seen.filter(test)
	return { rate: part.length / total, meanRatio: part.length > 0 ? meanOf(part) : 1 }
}

/** Means of equal parts of the values in their order, brought to a mean: as unequal as the values, ends included. */
function quantilesOf(values: readonly number[], mean: number): number[] {
	const sorted = [...values].sort((a, b) => a - b)
	const scale = mean / meanOf(sorted)
	const size = sorted.length / quantileCount
	return Array.from({ length: quantileCount }, (_, part) => {
		const [from, to] = [part * size, (part + 1) * size]
		let sum = 0
		for (let index = Math.floor(from); index < to && index < sorted.length; index++) {
			const covered = Math.min(to, index + 1) - Math.max(from, index)
			sum += covered * (sorted[index] ?? 1)
		}
		return (sum / size) * scale
	})
}

/** What is signed if a contract of this size renews so many days from now; rounded to a minor unit. */
export function expectAmount(targetMinor: bigint, model: AmountModel, daysToGo: number): bigint {
	const growth = 1 + model.growthPerDay * Math.min(longestGrowthDays, Math.max(0, daysToGo))
	return BigInt(Math.round(Number(targetMinor) * model.meanRatio * growth))
}

/** One sentence: what the amount comes from. */
export function sayAmounts(model: AmountModel): string {
	if (model.cases === 0)
		return 'Amounts: every contract at its target, since nothing was renewed yet to learn from.'
	const percent = (rate: number) => `${Math.round(rate * 100)} %`
	const change = (verb: string, { rate, meanRatio }: { rate: number; meanRatio: number }) =>
		`${percent(rate)} ${verb}${rate > 0 ? `, by ${percent(Math.abs(meanRatio - 1))} on average` : ''}`
	return `Amounts: of ${model.cases} renewed contracts ${change('grew', model.expansion)}, and ${change('shrank', model.contraction)}; a renewal is expected at ${percent(model.meanRatio)} of its target.`
}
