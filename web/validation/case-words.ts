import type { PastCase } from './use-validation.ts'

/** The lowest factors at the time: `Product usage 12, Engagement 20`. */
export function sayLowest({ factors }: Pick<PastCase, 'factors'>, count = 2): string {
	return factors
		.flatMap(({ factor, points }) => (points === null ? [] : [{ factor, points }]))
		.sort((a, b) => a.points - b.points)
		.slice(0, count)
		.map(({ factor, points }) => `${factor} ${Math.round(points)}`)
		.join(', ')
}

/** Whether it stood in watch or alarm at the time. */
export function isFlagged({ level }: Pick<PastCase, 'level'>): boolean {
	return level === 'watch' || level === 'alarm'
}

/** A case in an address: account, day of the score, day of the decision. */
export function caseKey(
	item: Pick<PastCase, 'account_id' | 'scored_on' | 'asked_on' | 'decided_on'>,
): string {
	return [item.scored_on ?? item.asked_on, item.decided_on, item.account_id].join('~')
}

/** The parts of `caseKey`; undefined where it is none. */
export function readCaseKey(
	key: string | undefined,
): { scoredOn: string; decidedOn: string; accountId: string } | undefined {
	const [scoredOn, decidedOn, ...rest] = key?.split('~') ?? []
	const accountId = rest.join('~')
	const isDay = (text: string | undefined) => text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text)
	if (!scoredOn || !decidedOn || !isDay(scoredOn) || !isDay(decidedOn) || accountId === '') return undefined
	return { scoredOn, decidedOn, accountId }
}
