import {
	type AccountLedger,
	type Movement,
	type MovementKind,
	movementKinds,
	type ProductStep,
	type SliceStep,
	sliceColumns,
} from '../model/account-ledger.ts'
import { type LedgerBlock, unknownName } from '../model/ledger-block.ts'

/** The ledgers of some accounts in columns, in the order given; slices have these dimensions. */
export function packLedgers(
	ledgers: readonly AccountLedger[],
	dimensions: readonly string[] = sliceColumns([]),
): LedgerBlock {
	const names = new Names()
	const count = { movements: 0, products: 0, slices: 0 }
	for (const { movements, products, slices } of ledgers) {
		count.movements += movements.length
		count.products += products.length
		count.slices += slices.length
	}
	const block = emptyBlock(ledgers.length, count, dimensions)
	let [movement, product, slice] = [0, 0, 0]
	for (let account = 0; account < ledgers.length; account += 1) {
		const ledger = ledgers[account]!
		block.accountIds[account] = ledger.accountId
		for (const move of ledger.movements) putMovement(block, movement++, move)
		for (const step of ledger.products) putProduct(block, product++, step, names)
		for (const step of ledger.slices) putSlice(block, slice++, step, names)
		block.movementStart[account + 1] = movement
		block.productStart[account + 1] = product
		block.sliceStart[account + 1] = slice
	}
	return { ...block, names: names.list() }
}

/** Columns of a block that are filled entry by entry. */
type OpenBlock = Omit<LedgerBlock, 'names'>

function emptyBlock(
	accounts: number,
	count: { movements: number; products: number; slices: number },
	dimensions: readonly string[],
): OpenBlock {
	return {
		accountIds: new Float64Array(accounts),
		movementStart: new Uint32Array(accounts + 1),
		movementDay: new Int32Array(count.movements),
		movementKind: new Uint8Array(count.movements),
		movementActive: new Uint8Array(count.movements),
		movementFrom: new BigInt64Array(count.movements),
		movementTo: new BigInt64Array(count.movements),
		seats: new BigInt64Array(count.movements),
		price: new BigInt64Array(count.movements),
		product: new BigInt64Array(count.movements),
		productStart: new Uint32Array(accounts + 1),
		productDay: new Int32Array(count.products),
		productName: new Uint16Array(count.products),
		productMrr: new BigInt64Array(count.products),
		productFx: new BigInt64Array(count.products),
		sliceStart: new Uint32Array(accounts + 1),
		sliceDay: new Int32Array(count.slices),
		sliceName: new Uint16Array(count.slices * dimensions.length),
		dimensions,
	}
}

function putMovement(block: OpenBlock, at: number, move: Movement): void {
	block.movementDay[at] = move.day
	block.movementKind[at] = kindNumbers[move.kind]
	block.movementActive[at] = Number(move.isActive)
	block.movementFrom[at] = checkSize(move.from)
	block.movementTo[at] = checkSize(move.to)
	const { levers } = move
	if (levers === null) return
	block.seats[at] = checkSize(levers.seats)
	block.price[at] = checkSize(levers.price)
	block.product[at] = checkSize(levers.product)
}

function putProduct(block: OpenBlock, at: number, step: ProductStep, names: Names): void {
	block.productDay[at] = step.day
	block.productName[at] = names.numberOf(step.product)
	block.productMrr[at] = checkSize(step.mrr)
	block.productFx[at] = checkSize(step.fx)
}

function putSlice(block: OpenBlock, at: number, { day, values }: SliceStep, names: Names): void {
	const width = block.dimensions.length
	block.sliceDay[at] = day
	for (let dimension = 0; dimension < width; dimension += 1) {
		const value = values[dimension]
		block.sliceName[at * width + dimension] =
			value === undefined || value === null ? unknownName : names.numberOf(value)
	}
}

class Names {
	readonly #numbers = new Map<string, number>()

	numberOf(name: string): number {
		const known = this.#numbers.get(name)
		if (known !== undefined) return known
		const number = this.#numbers.size
		if (number >= unknownName) throw new Error(`a block of ledgers holds at most ${unknownName} names`)
		this.#numbers.set(name, number)
		return number
	}

	list(): string[] {
		return [...this.#numbers.keys()]
	}
}

const kindNumbers: Readonly<Record<MovementKind, number>> = {
	new: movementKinds.indexOf('new'),
	reactivation: movementKinds.indexOf('reactivation'),
	expansion: movementKinds.indexOf('expansion'),
	contraction: movementKinds.indexOf('contraction'),
	churn: movementKinds.indexOf('churn'),
	fx: movementKinds.indexOf('fx'),
}

const [leastStored, mostStored] = [-(2n ** 63n), 2n ** 63n - 1n]

function checkSize(value: bigint): bigint {
	if (value >= leastStored && value <= mostStored) return value
	throw new RangeError(`the MRR ${value} is too large to be stored`)
}
