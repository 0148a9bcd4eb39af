import type { ImportKindName, RowValue, RowValues } from '../../core/model/import-kind.ts'

interface Refusal {
	column: string
	value: string
	reason: string
}

/** What is wrong with a row whose values are each right by themselves; undefined: nothing. */
export function refuseRow(kind: ImportKindName, values: RowValues): Refusal | undefined {
	if (kind === 'subscriptions') return refuseBefore(values, 'ended_on', 'started_on')
	if (kind === 'tickets') return refuseBefore(values, 'resolved_at', 'opened_at')
	if (kind === 'surveys' && values.kind === 'nps') return refuseScore(values.score)
	return undefined
}

function refuseBefore(values: RowValues, end: string, start: string): Refusal | undefined {
	const [ended, started] = [values[end], values[start]]
	if (typeof ended !== 'string' || typeof started !== 'string' || ended >= started) return undefined
	return {
		column: end,
		value: ended,
		reason: `expected ${end} on or after ${start} (${started}), got ${ended}`,
	}
}

function refuseScore(score: RowValue | undefined): Refusal | undefined {
	if (typeof score !== 'number' || (score >= 0 && score <= 10)) return undefined
	return { column: 'score', value: String(score), reason: `expected an NPS score from 0 to 10, got ${score}` }
}
