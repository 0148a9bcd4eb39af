import { spell } from '../accounts/spell.ts'
import { BandMark } from '../ui/BandMark.tsx'
import { formatNumber } from '../ui/format-number.ts'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { IntervalText } from './IntervalText.tsx'
import type { PopulationReport } from './use-validation.ts'
import { verdictLevels } from './Verdict.tsx'

/** The same question by segment; each is judged by the same rule. */
export function SegmentTable({ report }: { report: PopulationReport }) {
	const reason = (cases: number, churns: number) =>
		`${cases} decisions and ${churns} churned are too few: 30 with a score and 10 of either outcome are needed`
	return (
		<SimpleTable
			label="By segment"
			rows={report.by_segment}
			rowKey={row => row.segment ?? ''}
			columns={[
				{ header: 'Segment', cell: row => (row.segment ? spell(row.segment) : 'no score row') },
				{ header: 'Decisions', align: 'right', cell: row => formatNumber(row.cases) },
				{ header: 'Churned', align: 'right', cell: row => formatNumber(row.churns) },
				{
					header: 'AUC (95 %)',
					align: 'right',
					cell: row => <IntervalText interval={row.auc} reason={reason(row.cases, row.churns)} />,
				},
				{
					header: 'Verdict',
					isExtra: true,
					cell: row => <BandMark isPlain level={verdictLevels[row.verdict]} name={row.verdict} />,
				},
			]}
		/>
	)
}

/** How far ahead the score tells anything. */
export function HorizonTable({
	report,
	onHorizon,
}: {
	report: PopulationReport
	onHorizon: (days: number) => void
}) {
	return (
		<SimpleTable
			label="By horizon"
			rows={report.by_horizon}
			rowKey={row => String(row.horizon_days)}
			columns={[
				{
					header: 'Asked',
					cell: row => (
						<button
							type="button"
							className="rounded-sm text-accent hover:underline"
							aria-current={row.horizon_days === report.horizon_days}
							onClick={() => onHorizon(row.horizon_days)}
						>
							{row.horizon_days} days before
						</button>
					),
				},
				{ header: 'Decisions', align: 'right', cell: row => formatNumber(row.cases) },
				{ header: 'AUC (95 %)', align: 'right', cell: row => <IntervalText interval={row.auc} /> },
			]}
		/>
	)
}
