/**
 * Cumulative hazard Σ d/n at each distinct time, ascending (W. Nelson 1969; O. Aalen, Annals of Statistics 6, 1978).
 *
 * @param events 1 where the event happened, 0 where the case was censored
 */
export function nelsonAalen(
	times: ArrayLike<number>,
	events: ArrayLike<number>,
): { times: Float64Array; hazards: Float64Array } {
	const order = Int32Array.from({ length: times.length }, (_, index) => index)
	order.sort((left, right) => times[left]! - times[right]!)
	const seen: number[] = []
	const hazards: number[] = []
	let hazard = 0
	for (let position = 0; position < order.length; ) {
		const time = times[order[position]!]!
		const atRisk = order.length - position
		let died = 0
		for (; position < order.length && times[order[position]!] === time; position++) {
			if (events[order[position]!]) died++
		}
		hazard += died / atRisk
		seen.push(time)
		hazards.push(hazard)
	}
	return { times: Float64Array.from(seen), hazards: Float64Array.from(hazards) }
}
