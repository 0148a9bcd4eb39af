import { movementKinds, type RetentionDimension } from '../model/account-ledger.ts'
import type { LedgerBlock } from '../model/ledger-block.ts'
import type { Day } from '../time/day.ts'
import { addToCohort, emptyFigures, type GroupFigures } from './group-figures.ts'
import {
	type GroupOf,
	groupBy,
	isAccountDimension,
	isActiveAfter,
	lastOnOrBefore,
	movementOn,
	mrrAfter,
} from './ledger-place.ts'
import { addProducts } from './product-figures.ts'

/** Opening = end of `from`, closing = end of `to`, movements on the days between, `to` included. */
export interface Period {
	from: Day
	to: Day
}

/** Figures of a period by group, filled block by block. */
export class PeriodFigures {
	readonly groups = new Map<string, GroupFigures>()
	readonly period: Period
	readonly dimension: RetentionDimension | null
	readonly #groupOf: GroupOf

	constructor(period: Period, dimension: RetentionDimension | null) {
		this.period = period
		this.dimension = dimension
		this.#groupOf = groupBy(dimension === 'product' ? null : dimension)
	}

	add(block: LedgerBlock): void {
		for (let account = 0; account < block.accountIds.length; account += 1) {
			if (block.movementStart[account] === block.movementStart[account + 1]) continue
			this.addAccount(block, account)
		}
	}

	/** Adds one account of a block. */
	addAccount(block: LedgerBlock, account: number): void {
		const { from, to } = this.period
		const first = movementOn(block, account, from)
		const last = movementOn(block, account, to)
		if (last < 0) return
		if (this.dimension === 'product') {
			addProducts(name => this.#figures(name), block, account, this.period)
			return
		}
		this.#addBalances(block, account, first, last)
		const start = first < 0 ? block.movementStart[account]! : first + 1
		for (let movement = start; movement <= last; movement += 1) this.#addMovement(block, account, movement)
		if (isAccountDimension(this.dimension)) this.#addMoves(block, account)
	}

	#figures(name: string): GroupFigures {
		const known = this.groups.get(name)
		if (known) return known
		const made = emptyFigures()
		this.groups.set(name, made)
		return made
	}

	#addBalances(block: LedgerBlock, account: number, first: number, last: number): void {
		const { from, to } = this.period
		const [start, end] = [mrrAfter(block, first), mrrAfter(block, last)]
		const [wasActive, isActive] = [isActiveAfter(block, first), isActiveAfter(block, last)]
		if (start !== 0n || wasActive) {
			const figures = this.#figures(this.#groupOf(block, account, from))
			figures.startMrr += start
			if (wasActive) {
				figures.logosStart += 1
				addToCohort(figures.cohort, start, end, !isActive, true)
			}
		}
		if (end === 0n && !isActive) return
		const figures = this.#figures(this.#groupOf(block, account, to))
		figures.endMrr += end
		if (isActive) figures.logosEnd += 1
	}

	/** A movement belongs to what the account was when the day began; one that begins to pay, to what it then is. */
	#addMovement(block: LedgerBlock, account: number, movement: number): void {
		const day = block.movementDay[movement]!
		const from = block.movementFrom[movement]!
		const isPaying = from !== 0n || isActiveBefore(block, account, movement)
		const figures = this.#figures(this.#groupOf(block, account, isPaying ? day - 1 : day))
		addMovement(figures, block, movement, block.movementTo[movement]! - from)
	}

	#addMoves(block: LedgerBlock, account: number): void {
		const { from, to } = this.period
		const [start, end] = [block.sliceStart[account]!, block.sliceStart[account + 1]!]
		const before = lastOnOrBefore(block.sliceDay, start, end, from)
		for (let step = Math.max(before + 1, start); step < end; step += 1) {
			const day = block.sliceDay[step]!
			if (day > to) return
			const earlier = movementOn(block, account, day - 1)
			const later = movementOn(block, account, day)
			if (mrrAfter(block, earlier) === 0n && !isActiveAfter(block, earlier)) continue
			const [left, entered] = [this.#groupOf(block, account, day - 1), this.#groupOf(block, account, day)]
			const mrr = mrrAfter(block, later)
			if (left === entered || mrr === 0n) continue
			this.#figures(left).leaving += mrr
			this.#figures(entered).entering += mrr
		}
	}
}

/** Whether the account was a customer before the movement at a position. */
export function isActiveBefore(block: LedgerBlock, account: number, movement: number): boolean {
	return movement > block.movementStart[account]! && block.movementActive[movement - 1] === 1
}

/** Adds an amount of a movement, with its sign, to the class of it. */
export function addMovement(
	figures: GroupFigures,
	block: LedgerBlock,
	movement: number,
	amount: bigint,
): void {
	const kind = movementKinds[block.movementKind[movement]!]!
	if (kind === 'contraction' || kind === 'churn') figures[kind] -= amount
	else figures[kind] += amount
	if (kind !== 'expansion' && kind !== 'contraction') return
	const levers = kind === 'expansion' ? figures.expansionLevers : figures.contractionLevers
	levers.seats += block.seats[movement]!
	levers.price += block.price[movement]!
	levers.product += block.product[movement]!
}
