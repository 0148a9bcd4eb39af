import type { FiredCounts } from '../../core/validation/count-fired.ts'
import type { HistoryJson } from './model-routes.ts'

interface RuleCounts {
	kind: 'signal' | 'playbook'
	id: string
	name: string
	before: FiredCounts | null
	after: FiredCounts | null
}

/** What history said of a model, before it has the keys of the contract. */
export type ToldHistory = Pick<
	HistoryJson,
	'validation_before' | 'validation_after' | 'validation_change' | 'notes'
> & {
	fired: { from: string | null; to: string | null; looked: 'weekly' | 'monthly'; rules: RuleCounts[] }
}

/** With the keys of the contract; rules that change most come first. */
export function historyJson({ fired, notes, ...told }: ToldHistory): HistoryJson {
	const episodes = (counts: FiredCounts | null) => counts?.episodes ?? 0
	const change = ({ before, after }: RuleCounts) => Math.abs(episodes(after) - episodes(before))
	const rules = [...fired.rules].sort(
		(a, b) => change(b) - change(a) || episodes(b.after) - episodes(a.after),
	)
	const ofKind = (kind: RuleCounts['kind']) =>
		rules
			.filter(rule => rule.kind === kind)
			.map(({ id, name, before, after }) => ({
				id,
				name,
				before: firedJson(before),
				after: firedJson(after),
			}))
	return {
		validation_before: told.validation_before,
		validation_after: told.validation_after,
		validation_change: told.validation_change,
		fired_from: fired.from,
		fired_to: fired.to,
		fired_looked: fired.looked,
		signals: ofKind('signal'),
		playbooks: ofKind('playbook'),
		notes,
	}
}

function firedJson(counts: FiredCounts | null) {
	if (!counts) return null
	const { episodes, accounts, churned, renewed, byMonth } = counts
	return { episodes, accounts, churned, renewed, by_month: byMonth }
}
