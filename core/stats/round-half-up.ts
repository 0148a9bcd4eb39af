/**
 * Nearest whole number, halves upwards (60.5 → 61, −0.5 → 0). A sum of products that is a half in decimal can come
 * out a little below it in binary (0.1 × 595 + …), so anything within 1e-9 of a half counts as one.
 */
export function roundHalfUp(value: number): number {
	return Math.floor(value + 0.5 + 1e-9)
}
