/** Exact sum of decimal texts of one currency, with as many digits as the one with most. */
export function addAmounts(amounts: readonly string[]): string {
	const places = amounts.reduce((most, text) => Math.max(most, text.split('.')[1]?.length ?? 0), 0)
	let sum = 0n
	for (const text of amounts) {
		const [whole = '0', part = ''] = text.replace('-', '').split('.')
		const units = BigInt(whole + part.padEnd(places, '0'))
		sum += text.startsWith('-') ? -units : units
	}
	const digits = (sum < 0n ? -sum : sum).toString().padStart(places + 1, '0')
	const sign = sum < 0n ? '-' : ''
	return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`
}
