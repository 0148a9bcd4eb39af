/** One snapshot against what its period came to; minor units. */
export interface AssessedSnapshot {
	forecastMinor: bigint
	lowMinor: bigint
	highMinor: bigint
	actualMinor: bigint
	/** Last year's rate × due; null: there was no last year. */
	naiveMinor: bigint | null
	/** By the CSMs' calls; null: there were none. */
	csmMinor: bigint | null
	chanceError: number | null
}

export interface AccuracyTotals {
	meanAccuracy: number | null
	bias: number | null
	coverage: number | null
	chanceError: number | null
	againstLastYear: number | null
	againstCsm: number | null
}

/** The field's target for the error of a period. */
export const targetError = 0.05

/** 1 − |forecast − actual| ÷ actual; null where nothing came. */
export function accuracyOf(forecastMinor: bigint, actualMinor: bigint): number | null {
	if (actualMinor === 0n) return null
	return 1 - Math.abs(Number(forecastMinor - actualMinor)) / Number(actualMinor)
}

/** (forecast − actual) ÷ actual; null where nothing came. */
export function biasOf(forecastMinor: bigint, actualMinor: bigint): number | null {
	return actualMinor === 0n ? null : Number(forecastMinor - actualMinor) / Number(actualMinor)
}

export function isInside(item: Pick<AssessedSnapshot, 'lowMinor' | 'highMinor' | 'actualMinor'>): boolean {
	return item.lowMinor <= item.actualMinor && item.actualMinor <= item.highMinor
}

function meanOf(values: readonly (number | null)[]): number | null {
	const known = values.filter(value => value !== null)
	return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}

/** 1 − own mean error ÷ the other's, over the periods that both have a number for. */
function skillAgainst(
	items: readonly AssessedSnapshot[],
	other: (item: AssessedSnapshot) => bigint | null,
): number | null {
	let own = 0
	let others = 0
	for (const item of items) {
		const forecast = other(item)
		if (forecast === null) continue
		own += Math.abs(Number(item.forecastMinor - item.actualMinor))
		others += Math.abs(Number(forecast - item.actualMinor))
	}
	return others === 0 ? null : 1 - own / others
}

/** Accuracy, bias, coverage and skill over periods that are over; null parts where nothing can be said. */
export function assessAccuracy(items: readonly AssessedSnapshot[]): AccuracyTotals {
	return {
		meanAccuracy: meanOf(items.map(item => accuracyOf(item.forecastMinor, item.actualMinor))),
		bias: meanOf(items.map(item => biasOf(item.forecastMinor, item.actualMinor))),
		coverage: meanOf(items.map(item => (isInside(item) ? 1 : 0))),
		chanceError: meanOf(items.map(item => item.chanceError)),
		againstLastYear: skillAgainst(items, item => item.naiveMinor),
		againstCsm: skillAgainst(items, item => item.csmMinor),
	}
}
