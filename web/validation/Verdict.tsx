import { BandMark, type Level } from '../ui/BandMark.tsx'
import { formatDate } from '../ui/format-day.ts'
import { formatCount, formatNumber } from '../ui/format-number.ts'
import type { PopulationReport } from './use-validation.ts'

export const verdictLevels: Record<PopulationReport['verdict'], Level> = {
	predicts: 'good',
	'predicts weakly': 'watch',
	decoration: 'alarm',
	'not enough history': 'unknown',
}

const verdictWords: Record<PopulationReport['verdict'], string> = {
	predicts: 'Yes, it predicts',
	'predicts weakly': 'It predicts weakly',
	decoration: 'No: it is decoration',
	'not enough history': 'Not enough history',
}

/** What the validation comes to, in words, and what it is made of. */
export function Verdict({ report, today }: { report: PopulationReport; today: string }) {
	const facts = [
		formatCount(report.cases, 'decision'),
		`${formatNumber(report.churns)} churned`,
		`${formatNumber(report.unscored)} without a score`,
		...(report.undecided > 0 ? [`${formatNumber(report.undecided)} not decided yet`] : []),
		`${formatDate(report.from, today)} to ${formatDate(report.to, today)}`,
	]
	return (
		<section aria-label="Verdict" className="flex flex-col gap-2 border-y py-4">
			<div className="flex flex-wrap items-center gap-x-3 gap-y-1">
				<h2 className="font-semibold text-20 tracking-[-0.01em]">{verdictWords[report.verdict]}</h2>
				<BandMark level={verdictLevels[report.verdict]} name={report.verdict} />
				<span className="text-13 text-second">{facts.join(' · ')}</span>
			</div>
			<div className="max-w-3xl text-13">
				{report.says.map(sentence => (
					<p key={sentence}>{sentence}</p>
				))}
			</div>
			{report.verdict === 'not enough history' && (
				<p className="max-w-3xl text-13 text-second">
					No number is shown that the history cannot carry. Import older contracts and usage, or come back
					when more has been decided; the score itself works meanwhile.
				</p>
			)}
		</section>
	)
}
