import { importKinds } from '../../core/model/import-kind.ts'
import type { FieldCondition, MetricSource } from '../../core/model/metric-definition.ts'

export const operatorWords: Readonly<Record<FieldCondition['is'], string>> = {
	eq: 'is',
	ne: 'is not',
	in: 'is one of',
	lt: 'is below',
	le: 'is at most',
	gt: 'is above',
	ge: 'is at least',
	starts_with: 'begins with',
}

/** Columns that facts of a source have, without those that only say which row it is. */
export function factColumns(source: MetricSource): string[] {
	const kind = importKinds.find(({ factKind }) => factKind === source)
	return (kind?.columns ?? []).map(({ name }) => name).filter(name => name !== 'id' && name !== 'account_id')
}
