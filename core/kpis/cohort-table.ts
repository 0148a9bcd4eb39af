import type { SliceDimension } from '../model/account-ledger.ts'
import type { LedgerBlock } from '../model/ledger-block.ts'
import { calendarOf, type Day, dayOf } from '../time/day.ts'
import {
	firstPaidOn,
	type GroupOf,
	groupBy,
	isActiveAfter,
	lastOnOrBefore,
	mrrAfter,
} from './ledger-place.ts'
import { ratioOf } from './retention-rates.ts'

export const cohortEvery = ['month', 'quarter'] as const
export type CohortEvery = (typeof cohortEvery)[number]
export const cohortMeasures = ['logos', 'grr', 'nrr'] as const
export type CohortMeasure = (typeof cohortMeasures)[number]

export interface CohortCell {
	/** Months or quarters after the first. */
	age: number
	/** Last day of that month or quarter. */
	day: Day
	/** Whether that day is over as of the date; else the value may still change. */
	isComplete: boolean
	/** Accounts that are customers then. */
	logos: number
	/** Σ then, and Σ min(base, then), in MRR units. */
	mrr: bigint
	keptMrr: bigint
}

export interface Cohort {
	/** `2025-03` or `2025-Q1` */
	cohort: string
	/** Accounts that first paid in it, whether or not they still did at its end. */
	size: number
	/** MRR at the end of the first month or quarter. */
	baseMrr: bigint
	cells: CohortCell[]
}

/** Accounts by month or quarter of their first paid day, and what became of them. */
export class CohortTable {
	readonly #every: CohortEvery
	readonly #asOf: Day
	readonly #cohorts = new Map<number, Cohort>()
	readonly #isWanted: ((block: LedgerBlock, account: number, day: Day) => boolean) | undefined

	/** `slice`: only accounts that were in the group on their first paid day. */
	constructor(
		every: CohortEvery,
		asOf: Day,
		slice?: { dimension: Exclude<SliceDimension, 'cohort'>; group: string },
	) {
		this.#every = every
		this.#asOf = asOf
		if (slice) {
			const groupOf: GroupOf = groupBy(slice.dimension)
			this.#isWanted = (block, account, day) => groupOf(block, account, day) === slice.group
		}
	}

	add(block: LedgerBlock): void {
		for (let account = 0; account < block.accountIds.length; account += 1) {
			const first = firstPaidOn(block, account)
			if (first === undefined || first > this.#asOf) continue
			if (this.#isWanted && !this.#isWanted(block, account, first)) continue
			this.#addAccount(block, account, this.#cohortOf(first))
		}
	}

	list(): Cohort[] {
		return [...this.#cohorts].sort(([a], [b]) => a - b).map(([, cohort]) => cohort)
	}

	#cohortOf(day: Day): Cohort {
		const index = spanIndex(day, this.#every)
		const known = this.#cohorts.get(index)
		if (known) return known
		const cells: CohortCell[] = []
		for (let age = 0; spanStart(index + age, this.#every) <= this.#asOf; age += 1) {
			const end = spanStart(index + age + 1, this.#every) - 1
			cells.push({ age, day: end, isComplete: end <= this.#asOf, logos: 0, mrr: 0n, keptMrr: 0n })
		}
		const made = { cohort: spanName(index, this.#every), size: 0, baseMrr: 0n, cells }
		this.#cohorts.set(index, made)
		return made
	}

	#addAccount(block: LedgerBlock, account: number, cohort: Cohort): void {
		cohort.size += 1
		const end = block.movementStart[account + 1]!
		let movement = block.movementStart[account]!
		let base = 0n
		for (const cell of cohort.cells) {
			movement = Math.max(movement, lastOnOrBefore(block.movementDay, movement, end, cell.day))
			const mrr = mrrAfter(block, movement)
			if (cell.age === 0) {
				// Whose credits outweigh what they pay is no customer, and no base to keep.
				base = isActiveAfter(block, movement) ? mrr : 0n
				cohort.baseMrr += base
			}
			cell.mrr += base === 0n ? 0n : mrr
			cell.keptMrr += mrr < base ? mrr : base
			if (isActiveAfter(block, movement)) cell.logos += 1
		}
	}
}

/** `2025-03` or `2025-Q1` of the month or quarter that a day is in. */
export function cohortName(day: Day, every: CohortEvery): string {
	return spanName(spanIndex(day, every), every)
}

function spanIndex(day: Day, every: CohortEvery): number {
	const { year, month } = calendarOf(day)
	return every === 'month' ? year * 12 + month - 1 : year * 4 + Math.floor((month - 1) / 3)
}

function spanStart(index: number, every: CohortEvery): Day {
	return every === 'month'
		? dayOf(Math.floor(index / 12), (index % 12) + 1, 1)
		: dayOf(Math.floor(index / 4), (index % 4) * 3 + 1, 1)
}

function spanName(index: number, every: CohortEvery): string {
	return every === 'month'
		? `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`
		: `${Math.floor(index / 4)}-Q${(index % 4) + 1}`
}

/** The value of a cell, 0–1 (NRR may be more); null where the cohort had nothing to keep. */
export function cohortValue(cohort: Cohort, cell: CohortCell, measure: CohortMeasure): number | null {
	if (measure === 'logos') return cohort.size === 0 ? null : cell.logos / cohort.size
	return ratioOf(measure === 'grr' ? cell.keptMrr : cell.mrr, cohort.baseMrr)
}
