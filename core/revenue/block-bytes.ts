import type { LedgerBlock } from '../model/ledger-block.ts'

/** Bytes of a block: version, length of the names, names as JSON, then each column from the widest to the narrowest. */
const layoutVersion = 2

/** Columns in the order of the bytes: those of eight bytes first, so that every column stands where its width wants it. */
const columns = [
	['accountIds', Float64Array],
	['movementFrom', BigInt64Array],
	['movementTo', BigInt64Array],
	['seats', BigInt64Array],
	['price', BigInt64Array],
	['product', BigInt64Array],
	['productMrr', BigInt64Array],
	['productFx', BigInt64Array],
	['movementStart', Uint32Array],
	['productStart', Uint32Array],
	['sliceStart', Uint32Array],
	['movementDay', Int32Array],
	['productDay', Int32Array],
	['sliceDay', Int32Array],
	['productName', Uint16Array],
	['sliceName', Uint16Array],
	['movementKind', Uint8Array],
	['movementActive', Uint8Array],
] as const

/** Little endian, as every machine that runs this has it. */
export function encodeBlock(block: LedgerBlock): Uint8Array {
	const lengths = columns.map(([name]) => block[name].length)
	const head = new TextEncoder().encode(
		JSON.stringify({ names: block.names, dimensions: block.dimensions, lengths }),
	)
	const headBytes = 8 + Math.ceil(head.length / 8) * 8
	const size = columns.reduce(
		(sum, [name, Kind]) => sum + block[name].length * Kind.BYTES_PER_ELEMENT,
		headBytes,
	)
	const bytes = new Uint8Array(size)
	const view = new DataView(bytes.buffer)
	view.setUint32(0, layoutVersion, true)
	view.setUint32(4, head.length, true)
	bytes.set(head, 8)
	let at = headBytes
	for (const [name] of columns) {
		const column = block[name]
		bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at)
		at += column.byteLength
	}
	return bytes
}

/** The block of bytes that `encodeBlock` made. Throws where they are of another layout. */
export function decodeBlock(stored: Uint8Array): LedgerBlock {
	// A copy stands at a multiple of eight, which its columns need.
	const bytes = new Uint8Array(stored)
	const view = new DataView(bytes.buffer)
	const version = view.getUint32(0, true)
	if (version !== layoutVersion) {
		throw new Error(`expected ledgers of layout ${layoutVersion}, got ${version}: run the day again`)
	}
	const headLength = view.getUint32(4, true)
	const head = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headLength)))
	let at = 8 + Math.ceil(headLength / 8) * 8
	const found: Record<string, unknown> = { names: head.names, dimensions: head.dimensions }
	columns.forEach(([name, Kind], index) => {
		const length: number = head.lengths[index]
		found[name] = new Kind(bytes.buffer, at, length)
		at += length * Kind.BYTES_PER_ELEMENT
	})
	// Every column of the interface is in the list above, which its type says.
	return found as unknown as LedgerBlock
}
