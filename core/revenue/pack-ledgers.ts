import { type AccountLedger, movementKinds, sliceColumns } from '../model/account-ledger.ts'
import { type LedgerBlock, unknownName } from '../model/ledger-block.ts'

/** The ledgers of some accounts in columns, in the order given; slices have these dimensions. */
export function packLedgers(
	ledgers: readonly AccountLedger[],
	dimensions: readonly string[] = sliceColumns([]),
): LedgerBlock {
	const names = new Map<string, number>()
	const nameOf = (name: string | null) => {
		if (name === null) return unknownName
		const known = names.get(name)
		if (known !== undefined) return known
		if (names.size >= unknownName) throw new Error(`a block of ledgers holds at most ${unknownName} names`)
		names.set(name, names.size)
		return names.size - 1
	}
	const movements = ledgers.flatMap(ledger => ledger.movements)
	const products = ledgers.flatMap(ledger => ledger.products)
	const slices = ledgers.flatMap(ledger => ledger.slices)
	const productName = Uint16Array.from(products, step => nameOf(step.product))
	const sliceName = new Uint16Array(slices.length * dimensions.length)
	slices.forEach(({ values }, index) => {
		dimensions.forEach((_, at) => {
			sliceName[index * dimensions.length + at] = nameOf(values[at] ?? null)
		})
	})
	return {
		accountIds: Float64Array.from(ledgers, ledger => ledger.accountId),
		movementStart: startsOf(ledgers, ledger => ledger.movements.length),
		movementDay: Int32Array.from(movements, move => move.day),
		movementKind: Uint8Array.from(movements, move => movementKinds.indexOf(move.kind)),
		movementActive: Uint8Array.from(movements, move => Number(move.isActive)),
		movementFrom: bigints(movements, move => move.from),
		movementTo: bigints(movements, move => move.to),
		seats: bigints(movements, move => move.levers?.seats ?? 0n),
		price: bigints(movements, move => move.levers?.price ?? 0n),
		product: bigints(movements, move => move.levers?.product ?? 0n),
		productStart: startsOf(ledgers, ledger => ledger.products.length),
		productDay: Int32Array.from(products, step => step.day),
		productName,
		productMrr: bigints(products, step => step.mrr),
		productFx: bigints(products, step => step.fx),
		sliceStart: startsOf(ledgers, ledger => ledger.slices.length),
		sliceDay: Int32Array.from(slices, step => step.day),
		sliceName,
		names: [...names.keys()],
		dimensions,
	}
}

function startsOf(
	ledgers: readonly AccountLedger[],
	countOf: (ledger: AccountLedger) => number,
): Uint32Array {
	const starts = new Uint32Array(ledgers.length + 1)
	ledgers.forEach((ledger, index) => {
		starts[index + 1] = starts[index]! + countOf(ledger)
	})
	return starts
}

function bigints<Item>(items: readonly Item[], amountOf: (item: Item) => bigint): BigInt64Array {
	const values = new BigInt64Array(items.length)
	items.forEach((item, index) => {
		const value = amountOf(item)
		if (BigInt.asIntN(64, value) !== value) throw new RangeError(`the MRR ${value} is too large to be stored`)
		values[index] = value
	})
	return values
}
