import { printCsv } from '../ui/print-csv.ts'
import { sayLowest } from './case-words.ts'
import type { PastCase, Review } from './use-validation.ts'
import { populationNames } from './ValidationControls.tsx'

/** Text of others inside a Markdown table or line. */
function plain(text: string): string {
	return text.replaceAll(/[\\|`*_<>[\]#]/g, character => `\\${character}`).replaceAll(/\s+/g, ' ')
}

function caseTable(cases: readonly PastCase[], currency: string | null): string[] {
	if (cases.length === 0) return ['None.']
	return [
		'| decided | account | amount | health then | lowest factors then | reason |',
		'|---|---|---|---|---|---|',
		...cases.map(
			item =>
				`| ${item.decided_on} | ${plain(item.name)} | ${item.amount === null ? '–' : `${item.amount} ${currency ?? ''}`.trim()} | ${item.score ?? '–'} | ${plain(sayLowest(item))} | ${plain(item.reason ?? '')} |`,
		),
	]
}

function list(lines: readonly string[], nothing: string): string[] {
	return lines.length === 0 ? [nothing] : lines.map(line => `- ${line}`)
}

/** The review as Markdown: to keep, to send, to paste into the minutes. */
export function reviewMarkdown(review: Review): string {
	const drifted = review.drift.filter(({ has_drifted }) => has_drifted)
	return [
		`# Review of the health score, ${review.as_of}`,
		'',
		`Decisions after ${review.since}. Validated as of ${review.validated_on ?? 'never'}; churn model trained on what was known by ${review.trained_on ?? 'never'}. ${review.is_due ? `Due since ${review.due_on}.` : `Next due on ${review.due_on}.`}`,
		'',
		'## Does it predict?',
		'',
		...(review.verdicts.length === 0 ? ['History was not looked at yet.', ''] : []),
		...review.verdicts.flatMap(({ population, verdict, says }) => [
			`**${populationNames[population]}: ${verdict}.** ${says.join(' ')}`,
			'',
		]),
		`## False alarms (flagged, and renewed): ${review.false_alarms.length}`,
		'',
		...caseTable(review.false_alarms, review.currency),
		'',
		`## Misses (churned without a flag): ${review.misses.length}`,
		'',
		...caseTable(review.misses, review.currency),
		'',
		'## Drift',
		'',
		...list(
			drifted.map(
				({ name, index }) =>
					`${plain(name)}: index ${index.toFixed(2)} (above 0.25 it is another population)`,
			),
			'No metric is spread over other customers than those the churn model learned from.',
		),
		'',
		'## Metrics that may know the answer',
		'',
		...list(
			review.leaks.map(({ name, leak }) => `${plain(name)}: ${plain(leak)}`),
			'None found.',
		),
		'',
		'## Proposed changes',
		'',
		...list(review.proposals.map(plain), 'None.'),
		'',
		'## Changes of the model in this time',
		'',
		...list(
			review.model_changes.map(
				({ version, applied_on, note, changes }) =>
					`Version ${version}, ${applied_on}${note ? ` (${plain(note)})` : ''}: ${changes.map(plain).join('; ')}`,
			),
			'None.',
		),
		'',
		'## Earlier reviews',
		'',
		...list(
			review.reviews.map(
				({ reviewed_on, reviewed_by, note }) =>
					`${reviewed_on}, ${plain(reviewed_by)}${note ? `: ${plain(note)}` : ''}`,
			),
			'None was held.',
		),
		'',
	].join('\n')
}

/** False alarms and misses as one file. */
export function reviewCsv(review: Review): string {
	const row = (kind: string) => (item: PastCase) => [
		kind,
		item.account_id,
		item.name,
		item.segment,
		item.decided_on,
		item.scored_on,
		item.score,
		item.band,
		item.amount,
		review.currency,
		item.reason,
		sayLowest(item),
	]
	return printCsv(
		[
			'kind',
			'account_id',
			'name',
			'segment',
			'decided_on',
			'scored_on',
			'score',
			'band',
			'amount',
			'currency',
			'reason',
			'lowest_factors',
		],
		[...review.false_alarms.map(row('false alarm')), ...review.misses.map(row('miss'))],
	)
}
