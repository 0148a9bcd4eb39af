import { bandLevels } from '../model/health-model.ts'
import { type CaseTable, noLevel } from './case-table.ts'

const scoreBins = 101
const levelBins = noLevel + 1
const [good, fine, watch, alarm] = bandLevels.map((_, index) => index) as [number, number, number, number]

/**
 * What is counted of a weighting of the cases. Scores are whole numbers, so every statistic of a resample follows from
 * how many renewed and churned at each score and level, and a pass over the cases is only counting.
 */
export interface Tally {
	/** Cases by score 0–100. */
	renewedAt: Float64Array
	churnedAt: Float64Array
	/** Cases by level, those without a score last. */
	renewedIn: Float64Array
	churnedIn: Float64Array
	amountLost: number
	amountCaught: number
	/** Squared errors of the probabilities given beforehand, and how many. */
	squaredErrors: number
	errors: number
}

/** One tally per segment, set to nothing. */
export function startTallies(segments: number): Tally[] {
	return Array.from({ length: segments }, () => ({
		renewedAt: new Float64Array(scoreBins),
		churnedAt: new Float64Array(scoreBins),
		renewedIn: new Float64Array(levelBins),
		churnedIn: new Float64Array(levelBins),
		amountLost: 0,
		amountCaught: 0,
		squaredErrors: 0,
		errors: 0,
	}))
}

function clear(tally: Tally): void {
	tally.renewedAt.fill(0)
	tally.churnedAt.fill(0)
	tally.renewedIn.fill(0)
	tally.churnedIn.fill(0)
	tally.amountLost = tally.amountCaught = tally.squaredErrors = tally.errors = 0
}

/** One cell per outcome, level and score; the first score of a level is for cases without one. */
const scoreCells = scoreBins + 1
const outcomeCells = levelBins * scoreCells
const segmentCells = 2 * outcomeCells

/**
 * Cases account by account, each as the one cell that it counts in, so that a resample is one addition per case and
 * accounts that were not drawn are passed over.
 */
export interface CountedCases {
	/** First case of each account in `cells`, and the end. */
	starts: Int32Array
	cells: Int32Array
	histogram: Float64Array
	/** What is added up rather than counted, per account and segment. */
	sumGroups: Int32Array
	sumSegments: Int32Array
	/** Amount lost, amount caught, squared errors and their number, four to an entry. */
	sums: Float64Array
}

/**
 * Puts cases in order for counting.
 *
 * @param squaredErrors by case; NaN where no probability was given beforehand
 */
export function prepareCounting(table: CaseTable, squaredErrors: Float64Array): CountedCases {
	const starts = new Int32Array(table.groupCount + 1)
	for (const group of table.groups) starts[group + 1]!++
	for (let group = 0; group < table.groupCount; group++) starts[group + 1]! += starts[group]!
	const next = starts.slice()
	const cells = new Int32Array(table.cases)
	const entries = new Map<number, [group: number, segment: number, sums: number[]]>()
	for (let index = 0; index < table.cases; index++) {
		const [group, segment, level] = [table.groups[index]!, table.segments[index]!, table.levels[index]!]
		const churned = table.churned[index]!
		cells[next[group]!++] =
			segment * segmentCells + churned * outcomeCells + level * scoreCells + table.scores[index]! + 1
		const error = squaredErrors[index]!
		if (!churned && Number.isNaN(error)) continue
		const key = group * table.segmentNames.length + segment
		const entry = entries.get(key) ?? [group, segment, [0, 0, 0, 0]]
		entries.set(key, entry)
		addSums(entry[2], churned ? table.amounts[index]! : 0, level === watch || level === alarm, error)
	}
	const list = [...entries.values()]
	return {
		starts,
		cells,
		histogram: new Float64Array(table.segmentNames.length * segmentCells),
		sumGroups: Int32Array.from(list, ([group]) => group),
		sumSegments: Int32Array.from(list, ([, segment]) => segment),
		sums: Float64Array.from(list.flatMap(([, , sums]) => sums)),
	}
}

function addSums(sums: number[], amountLost: number, isCaught: boolean, error: number): void {
	sums[0]! += amountLost
	if (isCaught) sums[1]! += amountLost
	if (Number.isNaN(error)) return
	sums[2]! += error
	sums[3]!++
}

/**
 * Counts the cases into the tallies of their segments.
 *
 * @param counts how often each account counts; once where absent
 */
export function tallyCases(counted: CountedCases, tallies: readonly Tally[], counts?: Int32Array): void {
	const { starts, cells, histogram, sumGroups, sumSegments, sums } = counted
	histogram.fill(0)
	for (let group = 0; group + 1 < starts.length; group++) {
		const weight = counts ? counts[group]! : 1
		if (weight === 0) continue
		const end = starts[group + 1]!
		for (let index = starts[group]!; index < end; index++) histogram[cells[index]!]! += weight
	}
	for (const [segment, tally] of tallies.entries()) fold(histogram, segment * segmentCells, tally)
	for (let entry = 0; entry < sumGroups.length; entry++) {
		const weight = counts ? counts[sumGroups[entry]!]! : 1
		if (weight === 0) continue
		const tally = tallies[sumSegments[entry]!]!
		const at = entry * 4
		tally.amountLost += weight * sums[at]!
		tally.amountCaught += weight * sums[at + 1]!
		tally.squaredErrors += weight * sums[at + 2]!
		tally.errors += weight * sums[at + 3]!
	}
}

/** What a segment's cells come to by score and by level. */
function fold(histogram: Float64Array, start: number, tally: Tally): void {
	clear(tally)
	for (let outcome = 0; outcome < 2; outcome++) {
		const [atScore, inLevel] = outcome
			? [tally.churnedAt, tally.churnedIn]
			: [tally.renewedAt, tally.renewedIn]
		for (let level = 0; level < levelBins; level++) {
			const first = start + outcome * outcomeCells + level * scoreCells
			let sum = histogram[first]!
			for (let score = 0; score < scoreBins; score++) {
				const count = histogram[first + 1 + score]!
				if (count === 0) continue
				atScore[score]! += count
				sum += count
			}
			inLevel[level] = sum
		}
	}
}

/** The sum of all segments. */
export function addTallies(tallies: readonly Tally[], into: Tally): Tally {
	clear(into)
	for (const tally of tallies) {
		for (let bin = 0; bin < scoreBins; bin++) {
			into.renewedAt[bin]! += tally.renewedAt[bin]!
			into.churnedAt[bin]! += tally.churnedAt[bin]!
		}
		for (let bin = 0; bin < levelBins; bin++) {
			into.renewedIn[bin]! += tally.renewedIn[bin]!
			into.churnedIn[bin]! += tally.churnedIn[bin]!
		}
		into.amountLost += tally.amountLost
		into.amountCaught += tally.amountCaught
		into.squaredErrors += tally.squaredErrors
		into.errors += tally.errors
	}
	return into
}

/** P(score of who renewed > score of who churned) + ½ P(equal), over those with a score. */
export function aucOf({ renewedAt, churnedAt }: Tally): number {
	let churnedBelow = 0
	let renewed = 0
	let pairs = 0
	for (let score = 0; score < scoreBins; score++) {
		pairs += renewedAt[score]! * (churnedBelow + churnedAt[score]! / 2)
		churnedBelow += churnedAt[score]!
		renewed += renewedAt[score]!
	}
	return renewed > 0 && churnedBelow > 0 ? pairs / (renewed * churnedBelow) : Number.NaN
}

function sumIn(values: Float64Array, levels: readonly number[]): number {
	return levels.reduce((sum, level) => sum + values[level]!, 0)
}

/** Renewal rate in the levels; NaN without cases. */
function renewalRateIn({ renewedIn, churnedIn }: Tally, levels: readonly number[]): number {
	const renewed = sumIn(renewedIn, levels)
	return renewed / (renewed + sumIn(churnedIn, levels))
}

const flagged = [watch, alarm]

/** Renewal rate of good minus that of watch and alarm. */
export function renewalGapOf(tally: Tally): number {
	return renewalRateIn(tally, [good]) - renewalRateIn(tally, flagged)
}

/** Renewal rate of good ÷ that of watch and alarm; Infinity where none of those renewed. */
export function renewalRatioOf(tally: Tally): number {
	return renewalRateIn(tally, [good]) / renewalRateIn(tally, flagged)
}

/** Churn rate of watch and alarm ÷ that of good; Infinity where none of the good churned. */
export function churnRateRatioOf(tally: Tally): number {
	return (1 - renewalRateIn(tally, flagged)) / (1 - renewalRateIn(tally, [good]))
}

/**
 * The renewal ratio that a perfect order would have with as many cases in each level and as many churned: the churned
 * fill alarm and watch first, then fine, then good.
 */
export function highestRenewalRatioOf(tally: Tally): number {
	const casesIn = (levels: readonly number[]) =>
		sumIn(tally.renewedIn, levels) + sumIn(tally.churnedIn, levels)
	const churned = sumIn(tally.churnedIn, [good, fine, watch, alarm])
	const [inFlagged, inFine, inGood] = [casesIn(flagged), casesIn([fine]), casesIn([good])]
	const left = Math.max(0, churned - inFlagged - inFine)
	return (1 - left / inGood) / (1 - Math.min(churned, inFlagged) / inFlagged)
}

/** Share of the churned that were flagged; those without a score were not. */
export function recallOf({ churnedIn }: Tally): number {
	return sumIn(churnedIn, flagged) / sumIn(churnedIn, [good, fine, watch, alarm, noLevel])
}

/** Share of the amount lost that was flagged. */
export function amountRecallOf({ amountCaught, amountLost }: Tally): number {
	return amountLost > 0 ? amountCaught / amountLost : Number.NaN
}

/** Share of all cases that were flagged. */
export function flaggedShareOf({ renewedIn, churnedIn }: Tally): number {
	const all = [good, fine, watch, alarm, noLevel]
	const cases = sumIn(renewedIn, all) + sumIn(churnedIn, all)
	return (sumIn(renewedIn, flagged) + sumIn(churnedIn, flagged)) / cases
}

/** Churn rate among the tenth with the lowest scores ÷ that of all with a score; ties by their share. */
export function liftTopTenthOf({ renewedAt, churnedAt }: Tally): number {
	let cases = 0
	let churned = 0
	for (let score = 0; score < scoreBins; score++) {
		cases += renewedAt[score]! + churnedAt[score]!
		churned += churnedAt[score]!
	}
	let room = cases / 10
	let caught = 0
	for (let score = 0; score < scoreBins && room > 0; score++) {
		const here = renewedAt[score]! + churnedAt[score]!
		if (here === 0) continue
		const taken = Math.min(room, here)
		caught += (churnedAt[score]! * taken) / here
		room -= taken
	}
	return caught / churned / 0.1
}

/** Mean squared error of the probabilities given beforehand. */
export function brierOf({ squaredErrors, errors }: Tally): number {
	return errors > 0 ? squaredErrors / errors : Number.NaN
}
