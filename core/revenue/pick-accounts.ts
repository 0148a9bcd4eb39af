import type { LedgerBlock } from '../model/ledger-block.ts'

/** The accounts of a block that are wanted, as a block of their own; the block itself where all are. */
export function pickAccounts(block: LedgerBlock, isWanted: (accountId: number) => boolean): LedgerBlock {
	const positions: number[] = []
	block.accountIds.forEach((accountId, position) => {
		if (isWanted(accountId)) positions.push(position)
	})
	if (positions.length === block.accountIds.length) return block
	const movements = rowsOf(block.movementStart, positions)
	const products = rowsOf(block.productStart, positions)
	const slices = rowsOf(block.sliceStart, positions)
	const width = block.dimensions.length
	return {
		accountIds: Float64Array.from(positions, position => block.accountIds[position]!),
		names: block.names,
		dimensions: block.dimensions,
		movementStart: movements.starts,
		movementDay: Int32Array.from(movements.rows, row => block.movementDay[row]!),
		movementKind: Uint8Array.from(movements.rows, row => block.movementKind[row]!),
		movementActive: Uint8Array.from(movements.rows, row => block.movementActive[row]!),
		movementFrom: BigInt64Array.from(movements.rows, row => block.movementFrom[row]!),
		movementTo: BigInt64Array.from(movements.rows, row => block.movementTo[row]!),
		seats: BigInt64Array.from(movements.rows, row => block.seats[row]!),
		price: BigInt64Array.from(movements.rows, row => block.price[row]!),
		product: BigInt64Array.from(movements.rows, row => block.product[row]!),
		productStart: products.starts,
		productDay: Int32Array.from(products.rows, row => block.productDay[row]!),
		productName: Uint16Array.from(products.rows, row => block.productName[row]!),
		productMrr: BigInt64Array.from(products.rows, row => block.productMrr[row]!),
		productFx: BigInt64Array.from(products.rows, row => block.productFx[row]!),
		sliceStart: slices.starts,
		sliceDay: Int32Array.from(slices.rows, row => block.sliceDay[row]!),
		sliceName: Uint16Array.from(
			slices.rows.flatMap(row =>
				Array.from({ length: width }, (_, at) => block.sliceName[row * width + at]!),
			),
		),
	}
}

/** Rows of the accounts at these positions, and where each account begins among them. */
function rowsOf(starts: Uint32Array, positions: readonly number[]): { starts: Uint32Array; rows: number[] } {
	const rows: number[] = []
	const picked = new Uint32Array(positions.length + 1)
	positions.forEach((position, index) => {
		for (let row = starts[position]!; row < starts[position + 1]!; row += 1) rows.push(row)
		picked[index + 1] = rows.length
	})
	return { starts: picked, rows }
}
