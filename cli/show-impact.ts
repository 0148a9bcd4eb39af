import type { HistoryJson } from '../server/model/model-routes.ts'
import type { ModelImpact, ValidationShort } from '../server/validation/model-impact.ts'
import { formatTable, showNumber, showShare } from './print-table.ts'

/** What a model would do, on a terminal. */
export function showImpact(impact: ModelImpact & Partial<HistoryJson>): string {
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
		...showFired(impact),
		...impact.notes,
	].join('\n')
}

function showShort({ auc, verdict, cases, churns, flagged_share, recall }: ValidationShort): string {
	if (!auc) return `${verdict} (${cases} decided, ${churns} churned)`
	return `${verdict}: AUC ${showNumber(auc.value, 3)} (${showNumber(auc.low, 3)} to ${showNumber(auc.high, 3)}), flags ${showShare(flagged_share)}, catches ${showShare(recall)} of ${churns} churned`
}

type Rule = HistoryJson['signals'][number]
type Fired = NonNullable<Rule['after']>

/** Signals and playbooks whose count the model would have changed; the others in one line. */
function showFired({ signals, playbooks, fired_from, fired_to }: Partial<HistoryJson>): string[] {
	if (!signals || !playbooks || !fired_from) return []
	return [
		'',
		`What would have fired from ${fired_from} to ${fired_to}:`,
		...showRules(signals, 'signal'),
		...showRules(playbooks, 'playbook'),
	]
}

function showRules(rules: readonly Rule[], noun: string): string[] {
	if (rules.length === 0) return [`No ${noun} is in either model.`]
	const changed = rules.filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after))
	const same = rules.length - changed.length
	const table = formatTable(
		[
			{ title: noun, cell: rule => rule.name },
			{ title: 'before', align: 'right', cell: ({ before }) => showCount(before) },
			{ title: 'after', align: 'right', cell: ({ after }) => showCount(after) },
			{ title: 'accounts after', align: 'right', cell: ({ after }) => showNumber(after?.accounts ?? null) },
			{ title: 'of them churned', align: 'right', cell: ({ after }) => showPart(after, 'churned') },
			{ title: 'renewed', align: 'right', cell: ({ after }) => showPart(after, 'renewed') },
			{ title: 'churned before', align: 'right', cell: ({ before }) => showPart(before, 'churned') },
		],
		changed,
	)
	return [
		...(changed.length > 0 ? [table] : []),
		...(same > 0
			? [`${showNumber(same)} ${noun}${same === 1 ? '' : 's'} as often and for the same accounts.`]
			: []),
	]
}

function showCount(fired: Fired | null): string {
	return fired ? showNumber(fired.episodes) : 'off'
}

function showPart(fired: Fired | null, part: 'churned' | 'renewed'): string {
	return fired && fired.accounts > 0 ? showShare(fired[part] / fired.accounts) : '–'
}
