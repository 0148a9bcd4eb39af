import { useMemo } from 'react'
import { Chart } from '../ui/Chart.tsx'
import type { ChartSpec } from '../ui/chart-spec.ts'
import { formatNumber, formatPercent } from '../ui/format-number.ts'
import { RateBar } from '../ui/RateBar.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import type { PopulationReport } from './use-validation.ts'

/** P(renew) by score: the monotone curve with its interval, and what was observed in tens of the score. */
export function calibrationSpec({
	calibration,
	calibration_bins: bins,
}: Pick<PopulationReport, 'calibration' | 'calibration_bins'>): ChartSpec {
	const observed = new Map(bins.map(bin => [Math.round(bin.mean_score), bin.rate]))
	return {
		kind: 'line',
		title: 'Share that renewed, by score',
		periods: calibration.map(({ score }) => String(score)),
		series: [
			{ name: 'fitted', values: calibration.map(({ probability }) => probability), tone: 'accent' },
			{
				name: 'seen',
				values: calibration.map(({ score }) => observed.get(score) ?? null),
				tone: 'grey',
				isDots: true,
			},
		],
		interval: {
			low: calibration.map(({ low }) => low),
			high: calibration.map(({ high }) => high),
		},
		format: value => formatPercent(value, 0),
		range: { low: 0, high: 1 },
		namesEvery: 10,
	}
}

/** What a score meant: the curve, and the tens it was fitted to with their counts. */
export function CalibrationPart({ report }: { report: PopulationReport }) {
	const spec = useMemo(() => calibrationSpec(report), [report])
	return (
		<div className="flex flex-col gap-3">
			<Chart spec={spec} height={220} note="the band is 95 %; dots are tens of the score" />
			<SimpleTable
				label="Renewal rate by tens of the score"
				rows={report.calibration_bins}
				rowKey={bin => String(bin.from)}
				columns={[
					{ header: 'Score', cell: bin => `${bin.from}–${bin.to}` },
					{ header: 'Decisions', align: 'right', cell: bin => formatNumber(bin.cases) },
					{
						header: 'Renewed (95 %)',
						align: 'right',
						cell: bin => <RateBar value={bin.rate} low={bin.low} high={bin.high} />,
					},
				]}
			/>
		</div>
	)
}
