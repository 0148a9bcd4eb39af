import type { ModelImpact, ValidationShort } from '../server/validation/model-impact.ts'
import { formatTable, showNumber, showShare } from './print-table.ts'

/** What a model would do, on a terminal. */
export function showImpact(impact: ModelImpact): string {
	if (impact.as_of === null || impact.before.length === 0) return impact.notes.join('\n')
	const rows = impact.before.map((before, index) => ({ before, after: impact.after[index]! }))
	const change = impact.validation_change
	return [
		`Of ${showNumber(impact.accounts)} customers on ${impact.as_of}, ${showNumber(impact.accounts_rebanded)} change band (${impact.arr_rebanded ?? '0'} ARR).`,
		formatTable(
			[
				{ title: 'level', cell: row => row.before.level },
				{ title: 'before', align: 'right', cell: row => showNumber(row.before.accounts) },
				{ title: 'after', align: 'right', cell: row => showNumber(row.after.accounts) },
				{ title: 'ARR after', align: 'right', cell: row => row.after.arr ?? '–' },
			],
			rows,
		),
		...(impact.validation_before && impact.validation_after
			? [
					'',
					'On the decisions of the last year:',
					`  before  ${showShort(impact.validation_before)}`,
					`  after   ${showShort(impact.validation_after)}`,
					...(change
						? [
								`  AUC ${showNumber(change.value, 3)} (${showNumber(change.low, 3)} to ${showNumber(change.high, 3)}) against before`,
							]
						: []),
				]
			: []),
		...impact.notes,
	].join('\n')
}

function showShort({ auc, verdict, cases, churns, flagged_share, recall }: ValidationShort): string {
	if (!auc) return `${verdict} (${cases} decided, ${churns} churned)`
	return `${verdict}: AUC ${showNumber(auc.value, 3)} (${showNumber(auc.low, 3)} to ${showNumber(auc.high, 3)}), flags ${showShare(flagged_share)}, catches ${showShare(recall)} of ${churns} churned`
}
