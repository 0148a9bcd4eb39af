import type { RetentionDimension } from '../model/account-ledger.ts'
import type { LedgerBlock } from '../model/ledger-block.ts'
import { type Day, monthEnd, monthEndsBetween, monthStart } from '../time/day.ts'
import { emptyFigures, endByIdentity, type GroupFigures } from './group-figures.ts'
import {
	type GroupOf,
	groupBy,
	isAccountDimension,
	isActiveAfter,
	lastOnOrBefore,
	movementOn,
	mrrAfter,
} from './ledger-place.ts'
import { addMovement, isActiveBefore } from './period-figures.ts'
import { addProductMonths } from './product-months.ts'

/** Figures of one group in one month. Its closed cohort is not filled: retention has periods of its own. */
export interface MonthFigures {
	group: string
	/** Last day of the month. */
	month: Day
	figures: GroupFigures
}

/** All months of a stretch at once, by group, in one pass: start and end follow from the movements. */
export class MonthWaterfall {
	readonly #ends: Int32Array
	readonly #firstDay: Day
	readonly #dimension: RetentionDimension | null
	readonly #groupOf: GroupOf
	/** By group: figures per month, and before them those of all earlier days. */
	readonly #groups = new Map<string, GroupFigures[]>()

	/** Months from that of `from` to that of `to`; the last may still run. */
	constructor(from: Day, to: Day, dimension: RetentionDimension | null) {
		this.#ends = Int32Array.from(monthEndsBetween(from, monthEnd(to)))
		this.#firstDay = monthStart(from)
		this.#dimension = dimension
		this.#groupOf = groupBy(dimension === 'product' ? null : dimension)
	}

	add(block: LedgerBlock): void {
		for (let account = 0; account < block.accountIds.length; account += 1) {
			if (this.#dimension === 'product') {
				addProductMonths((name, day) => this.#figures(name, day), block, account)
				continue
			}
			const end = block.movementStart[account + 1]!
			for (let movement = block.movementStart[account]!; movement < end; movement += 1) {
				this.#addMovement(block, account, movement)
			}
			if (isAccountDimension(this.#dimension)) this.#addMoves(block, account)
		}
	}

	/** By group, then month; months before a group's first money are left out. */
	list(): MonthFigures[] {
		const list: MonthFigures[] = []
		for (const [group, months] of [...this.#groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
			let mrr = endByIdentity(months[0]!)
			let logos = months[0]!.logosEnd
			for (const [index, figures] of months.slice(1).entries()) {
				figures.startMrr = mrr
				figures.logosStart = logos
				mrr = endByIdentity(figures)
				logos += figures.logosEnd
				figures.endMrr = mrr
				figures.logosEnd = logos
				if (hasAnything(figures)) list.push({ group, month: this.#ends[index]!, figures })
			}
		}
		return list
	}

	/** `logosEnd` holds the change until `list` sums it up. */
	#figures(group: string, day: Day): GroupFigures | undefined {
		let months = this.#groups.get(group)
		if (!months) {
			months = Array.from({ length: this.#ends.length + 1 }, emptyFigures)
			this.#groups.set(group, months)
		}
		if (day < this.#firstDay) return months[0]
		return months[lastOnOrBefore(this.#ends, 0, this.#ends.length, day - 1) + 2]
	}

	#addMovement(block: LedgerBlock, account: number, movement: number): void {
		const day = block.movementDay[movement]!
		const from = block.movementFrom[movement]!
		const wasActive = isActiveBefore(block, account, movement)
		const isPaying = from !== 0n || wasActive
		const figures = this.#figures(this.#groupOf(block, account, isPaying ? day - 1 : day), day)
		if (!figures) return
		addMovement(figures, block, movement, block.movementTo[movement]! - from)
		figures.logosEnd += block.movementActive[movement]! - Number(wasActive)
	}

	#addMoves(block: LedgerBlock, account: number): void {
		const end = block.sliceStart[account + 1]!
		for (let step = block.sliceStart[account]! + 1; step < end; step += 1) {
			const day = block.sliceDay[step]!
			const earlier = movementOn(block, account, day - 1)
			const later = movementOn(block, account, day)
			const wasActive = isActiveAfter(block, earlier)
			if (mrrAfter(block, earlier) === 0n && !wasActive) continue
			const [left, entered] = [this.#groupOf(block, account, day - 1), this.#groupOf(block, account, day)]
			if (left === entered) continue
			const mrr = mrrAfter(block, later)
			const logos = Number(isActiveAfter(block, later))
			const [from, to] = [this.#figures(left, day), this.#figures(entered, day)]
			if (!from || !to) continue
			from.leaving += mrr
			from.logosEnd -= logos
			to.entering += mrr
			to.logosEnd += logos
		}
	}
}

function hasAnything(figures: GroupFigures): boolean {
	return (
		figures.startMrr !== 0n ||
		figures.endMrr !== 0n ||
		figures.logosStart > 0 ||
		figures.logosEnd > 0 ||
		figures.new + figures.reactivation + figures.expansion + figures.contraction + figures.churn !== 0n ||
		figures.entering !== 0n ||
		figures.leaving !== 0n
	)
}
