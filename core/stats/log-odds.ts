/** ln(p / (1 − p)). ±Infinity at 0 and 1. */
export function logOdds(probability: number): number {
	return Math.log(probability) - Math.log1p(-probability)
}

/** 1 / (1 + e^−η): the probability of log-odds. */
export function probabilityOf(logit: number): number {
	return 1 / (1 + Math.exp(-logit))
}
