const lanczos = [
	0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
	12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
]

/** ln Γ(x) for x > 0 (Lanczos 1964, g = 7, nine terms). */
function logGamma(x: number): number {
	if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
	const shifted = x - 1
	let sum = lanczos[0]!
	for (let index = 1; index < lanczos.length; index++) sum += lanczos[index]! / (shifted + index)
	const base = shifted + 7.5
	return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum)
}

function lowerSeries(shape: number, x: number): number {
	let term = 1 / shape
	let sum = term
	for (let index = 1; index < 1_000 && term > sum * 1e-16; index++) {
		term *= x / (shape + index)
		sum += term
	}
	return sum * Math.exp(-x + shape * Math.log(x) - logGamma(shape))
}

/** Lentz's continued fraction of the upper incomplete gamma function. */
function upperFraction(shape: number, x: number): number {
	let b = x + 1 - shape
	let c = 1e300
	let d = 1 / b
	let fraction = d
	for (let index = 1; index < 1_000; index++) {
		const a = -index * (index - shape)
		b += 2
		d = 1 / (a * d + b)
		c = b + a / c
		const factor = d * c
		fraction *= factor
		if (Math.abs(factor - 1) < 1e-16) break
	}
	return fraction * Math.exp(-x + shape * Math.log(x) - logGamma(shape))
}

/**
 * P(X ≥ x) of a χ² variable: the regularised upper incomplete gamma function Q(df / 2, x / 2), by its series below
 * df / 2 + 1 and its continued fraction above (Abramowitz & Stegun 6.5.29 and 6.5.31).
 */
export function chiSquareTail(x: number, degreesOfFreedom: number): number {
	if (!(x > 0)) return 1
	const shape = degreesOfFreedom / 2
	return x / 2 < shape + 1 ? 1 - lowerSeries(shape, x / 2) : upperFraction(shape, x / 2)
}
