/**
 * The rising step function nearest to the values in weighted least squares, by pooling adjacent violators (Ayer et
 * al., Annals of Mathematical Statistics 26, 1955). Returns one fitted value per value, in their order.
 *
 * @param values in the order of what they rise with; equals must have been averaged before
 * @param weights above or equal to 0; entries of weight 0 take the value of the block that they fall into
 */
export function isotonicRegression(values: ArrayLike<number>, weights: ArrayLike<number>): Float64Array {
	const size = values.length
	const means = new Float64Array(size)
	const sums = new Float64Array(size)
	const ends = new Int32Array(size)
	let blocks = 0
	for (let index = 0; index < size; index++) {
		const weight = weights[index]!
		// Weightless entries join the block before; leading ones the first block with weight.
		if (weight <= 0 && blocks > 0) {
			ends[blocks - 1] = index + 1
			continue
		}
		if (weight <= 0) continue
		means[blocks] = values[index]!
		sums[blocks] = weight
		ends[blocks] = index + 1
		blocks++
		while (blocks > 1 && means[blocks - 2]! >= means[blocks - 1]!) {
			const [left, right] = [blocks - 2, blocks - 1]
			const total = sums[left]! + sums[right]!
			means[left] = (means[left]! * sums[left]! + means[right]! * sums[right]!) / total
			sums[left] = total
			ends[left] = ends[right]!
			blocks--
		}
	}
	const fitted = new Float64Array(size).fill(Number.NaN)
	for (let block = 0, index = 0; block < blocks; block++) {
		for (; index < ends[block]!; index++) fitted[index] = means[block]!
	}
	return fitted
}
