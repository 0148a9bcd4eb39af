import type { AccountColumns } from './account-columns-store.ts'

/** What accounts are sorted by: a number or a text per account. NaN and null are unknown. */
export type SortColumn = Float64Array | readonly (string | null)[]

export type SortDirection = 'up' | 'down'

/** Where an account stands in an order: its value, its ARR and its number. */
export interface OrderKey {
	value: number | string | null
	arr: number | null
	accountId: number
}

function compareNumbers(a: number, b: number, direction: 1 | -1): number {
	const [noA, noB] = [Number.isNaN(a), Number.isNaN(b)]
	if (noA || noB) return noA === noB ? 0 : noA ? 1 : -1
	return a === b ? 0 : a < b ? -direction : direction
}

function compareTexts(a: string | null, b: string | null, direction: 1 | -1): number {
	if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
	return a === b ? 0 : a < b ? -direction : direction
}

/**
 * Positions of the columns in order: by the value, unknown ones last whichever the direction; then by ARR, most
 * first; then by account.
 */
export function orderAccounts(
	columns: AccountColumns,
	sort: SortColumn,
	direction: SortDirection,
): Uint32Array {
	const sign = direction === 'up' ? 1 : -1
	const { arr } = columns
	const order = Uint32Array.from({ length: columns.count }, (_, at) => at)
	const byArr = (a: number, b: number) =>
		compareNumbers(arr[a] ?? Number.NaN, arr[b] ?? Number.NaN, -1) || a - b
	if (sort instanceof Float64Array) {
		return order.sort(
			(a, b) => compareNumbers(sort[a] ?? Number.NaN, sort[b] ?? Number.NaN, sign) || byArr(a, b),
		)
	}
	return order.sort((a, b) => compareTexts(sort[a] ?? null, sort[b] ?? null, sign) || byArr(a, b))
}

export function orderKeyAt(columns: AccountColumns, sort: SortColumn, at: number): OrderKey {
	const value = sort[at] ?? null
	const arr = columns.arr[at] ?? Number.NaN
	return {
		value: typeof value === 'number' && Number.isNaN(value) ? null : value,
		arr: Number.isNaN(arr) ? null : arr,
		accountId: columns.accountIds[at] ?? 0,
	}
}

/** First place of the order that comes after the key, whether the key's account is still there or not. */
export function placeAfter(
	columns: AccountColumns,
	sort: SortColumn,
	direction: SortDirection,
	order: Uint32Array,
	key: OrderKey,
): number {
	const sign = direction === 'up' ? 1 : -1
	const isAfter = (at: number): boolean => {
		const own = orderKeyAt(columns, sort, at)
		const byValue =
			sort instanceof Float64Array
				? compareNumbers(numberOf(own.value), numberOf(key.value), sign)
				: compareTexts(textOf(own.value), textOf(key.value), sign)
		if (byValue !== 0) return byValue > 0
		const byArr = compareNumbers(own.arr ?? Number.NaN, key.arr ?? Number.NaN, -1)
		return byArr !== 0 ? byArr > 0 : own.accountId > key.accountId
	}
	let low = 0
	let high = order.length
	while (low < high) {
		const middle = (low + high) >> 1
		if (isAfter(order[middle] ?? 0)) high = middle
		else low = middle + 1
	}
	return low
}

function numberOf(value: number | string | null): number {
	return typeof value === 'number' ? value : Number.NaN
}

function textOf(value: number | string | null): string | null {
	return typeof value === 'string' ? value : null
}
