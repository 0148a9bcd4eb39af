import {
	type FlowKind,
	type Levers,
	type MovementKind,
	movementKinds,
	type RetentionDimension,
} from '../model/account-ledger.ts'
import type { LedgerBlock } from '../model/ledger-block.ts'
import type { Day } from '../time/day.ts'
import {
	type GroupOf,
	groupBy,
	isAccountDimension,
	isActiveAfter,
	lastOnOrBefore,
	movementOn,
	mrrAfter,
} from './ledger-place.ts'
import { isActiveBefore, type Period } from './period-figures.ts'
import { kindOfStep } from './product-months.ts'

/** One part of a figure of movements: the amounts of a group and class sum to the figure. MRR units. */
export interface GroupMovement {
	accountId: number
	group: string
	day: Day
	kind: FlowKind
	/** MRR of the account before and after; of a product slice, of the product. */
	from: bigint
	to: bigint
	/** Signed: what it adds to the end. */
	amount: bigint
	/** Of expansion and contraction of accounts; null for the rest. */
	levers: Levers | null
}

/** Every movement behind the figures of a period, by the groups of a dimension. */
export function visitMovements(
	block: LedgerBlock,
	period: Period,
	dimension: RetentionDimension | null,
	visit: (movement: GroupMovement) => void,
): void {
	const groupOf = groupBy(dimension === 'product' ? null : dimension)
	for (let account = 0; account < block.accountIds.length; account += 1) {
		const last = movementOn(block, account, period.to)
		if (last < 0) continue
		if (dimension === 'product') {
			visitProducts(block, account, period, visit)
			continue
		}
		const first = movementOn(block, account, period.from)
		const start = first < 0 ? block.movementStart[account]! : first + 1
		for (let movement = start; movement <= last; movement += 1) {
			visit(describeMovement(block, account, movement, groupOf))
		}
		if (isAccountDimension(dimension)) visitMoves(block, account, period, groupOf, visit)
	}
}

function describeMovement(
	block: LedgerBlock,
	account: number,
	movement: number,
	groupOf: GroupOf,
): GroupMovement {
	const day = block.movementDay[movement]!
	const [from, to] = [block.movementFrom[movement]!, block.movementTo[movement]!]
	const isPaying = from !== 0n || isActiveBefore(block, account, movement)
	const kind = movementKinds[block.movementKind[movement]!]!
	const levers = {
		seats: block.seats[movement]!,
		price: block.price[movement]!,
		product: block.product[movement]!,
	}
	return {
		accountId: block.accountIds[account]!,
		group: groupOf(block, account, isPaying ? day - 1 : day),
		day,
		kind,
		from,
		to,
		amount: to - from,
		levers: kind === 'expansion' || kind === 'contraction' ? levers : null,
	}
}

function visitMoves(
	block: LedgerBlock,
	account: number,
	period: Period,
	groupOf: GroupOf,
	visit: (movement: GroupMovement) => void,
): void {
	const [start, end] = [block.sliceStart[account]!, block.sliceStart[account + 1]!]
	const before = lastOnOrBefore(block.sliceDay, start, end, period.from)
	for (let step = Math.max(before + 1, start); step < end; step += 1) {
		const day = block.sliceDay[step]!
		if (day > period.to) return
		const earlier = movementOn(block, account, day - 1)
		if (mrrAfter(block, earlier) === 0n && !isActiveAfter(block, earlier)) continue
		const [left, entered] = [groupOf(block, account, day - 1), groupOf(block, account, day)]
		const mrr = mrrAfter(block, movementOn(block, account, day))
		if (left === entered || mrr === 0n) continue
		const own = { accountId: block.accountIds[account]!, day, levers: null }
		visit({ ...own, group: left, kind: 'leaving', from: mrr, to: 0n, amount: -mrr })
		visit({ ...own, group: entered, kind: 'entering', from: 0n, to: mrr, amount: mrr })
	}
}

function visitProducts(
	block: LedgerBlock,
	account: number,
	period: Period,
	visit: (movement: GroupMovement) => void,
): void {
	const [first, end] = [block.productStart[account]!, block.productStart[account + 1]!]
	for (let step = first; step < end; step += 1) {
		const day = block.productDay[step]!
		if (day <= period.from || day > period.to) continue
		const isFirst = step === first || block.productName[step - 1] !== block.productName[step]
		const from = isFirst ? 0n : block.productMrr[step - 1]!
		const to = block.productMrr[step]!
		const fx = block.productFx[step]!
		const group = block.names[block.productName[step]!]!
		const own = { accountId: block.accountIds[account]!, group, day, levers: null }
		if (fx !== 0n) visit({ ...own, kind: 'fx', from, to: from + fx, amount: fx })
		const amount = to - from - fx
		if (amount === 0n) continue
		const kind: MovementKind = kindOfStep(block, account, step)
		visit({ ...own, kind, from: from + fx, to, amount })
	}
}
