/**
 * The ledgers of a run of accounts in columns: what figures are computed from. Account `a` has the movements
 * `movementStart[a]` up to but not including `movementStart[a + 1]`; products and slices likewise.
 */
export interface LedgerBlock {
	accountIds: Float64Array
	/** Names of products and slices; columns hold positions in it. */
	names: readonly string[]
	/** What `sliceName` has an entry for per slice step, in its order. */
	dimensions: readonly string[]
	movementStart: Uint32Array
	movementDay: Int32Array
	/** Position in `movementKinds`. */
	movementKind: Uint8Array
	/** 1 where the account is a customer after the movement. */
	movementActive: Uint8Array
	movementFrom: BigInt64Array
	movementTo: BigInt64Array
	seats: BigInt64Array
	price: BigInt64Array
	product: BigInt64Array
	productStart: Uint32Array
	productDay: Int32Array
	productName: Uint16Array
	productMrr: BigInt64Array
	productFx: BigInt64Array
	sliceStart: Uint32Array
	sliceDay: Int32Array
	/** By slice step, one entry per dimension; `unknownName` where unknown. */
	sliceName: Uint16Array
}

export const unknownName = 0xffff

/** How figures say that a slice is not known. */
export const unknownGroup = 'unknown'
/** The only group where figures are not sliced. */
export const wholeGroup = 'all'
