import type { ReactNode } from 'react'
import { formatNumber, formatPercent } from '../ui/format-number.ts'
import { Hint } from '../ui/Hint.tsx'
import { IntervalText } from './IntervalText.tsx'
import type { PopulationReport } from './use-validation.ts'

function FigureBox({
	label,
	meaning,
	children,
	under,
}: {
	label: string
	meaning: string
	children: ReactNode
	under?: ReactNode
}) {
	return (
		<div className="min-w-0">
			<Hint more={meaning} isMarked className="block min-h-6 text-12 text-second">
				{label}
			</Hint>
			<p className="font-medium text-16">{children}</p>
			{under && <p className="text-12 text-second">{under}</p>}
		</div>
	)
}

function sayRatio(ratio: NonNullable<PopulationReport['renewal_ratio']>): string {
	const highest =
		ratio.highest_possible === null
			? 'no limit at this churn'
			: `at this churn at most ${formatNumber(ratio.highest_possible, 2)}`
	return `usual benchmark ${formatNumber(ratio.benchmark, 1)}, ${highest}`
}

/** The numbers behind the verdict, each with its interval. */
export function FigureGrid({ report }: { report: PopulationReport }) {
	const { recall, renewal_ratio: ratio } = report
	return (
		<section
			aria-label="Figures"
			className="grid grid-cols-4 gap-x-6 gap-y-5 max-lg:grid-cols-3 max-md:grid-cols-2"
		>
			<FigureBox
				label="AUC"
				meaning="The chance that who renewed had a higher score than who churned; 0.5 is a coin. With a 95 % interval from resampled accounts."
				under="0.5 is chance"
			>
				<IntervalText interval={report.auc} />
			</FigureBox>
			<FigureBox
				label="Churned logos caught"
				meaning="Share of those who churned that stood in watch or alarm at the time."
				under={
					recall.flagged_share === null
						? undefined
						: `flagging ${formatPercent(recall.flagged_share, 0)} of accounts; the field catches 60–70 %`
				}
			>
				<IntervalText interval={recall.logos_interval} form="percent" />
			</FigureBox>
			<FigureBox
				label="Lost money caught"
				meaning="Share of the amount lost that stood in watch or alarm at the time."
			>
				<IntervalText interval={recall.arr_interval} form="percent" />
			</FigureBox>
			<FigureBox
				label="Lift in the top tenth"
				meaning="Churn rate of the tenth with the lowest scores divided by that of all."
				under="times the average churn"
			>
				<IntervalText interval={report.lift_interval} digits={1} />
			</FigureBox>
			<FigureBox
				label="Good against watch and alarm"
				meaning="Renewal rate of good divided by that of watch and alarm. At low churn even a perfect score cannot reach the usual benchmark, so it is no verdict."
				under={ratio ? sayRatio(ratio) : undefined}
			>
				<IntervalText interval={ratio} />
			</FigureBox>
			<FigureBox
				label="Churn of watch and alarm"
				meaning="Churn rate of watch and alarm divided by that of good. ∞ where none of the good churned."
				under="times that of good"
			>
				<IntervalText interval={report.churn_rate_ratio} digits={1} />
			</FigureBox>
			<FigureBox
				label="Brier score"
				meaning="Mean squared error of probabilities that were given beforehand: the later half by what was known in the earlier one. Lower is better."
				under={
					report.brier_base_rate === null
						? 'too few earlier outcomes'
						: `base rate alone ${formatNumber(report.brier_base_rate, 3)}`
				}
			>
				<IntervalText
					interval={report.brier_interval}
					digits={3}
					reason="Too few earlier outcomes to give probabilities beforehand"
				/>
			</FigureBox>
			<FigureBox
				label="Lead time"
				meaning="Median days from the first day of the unbroken flag to the decision, of the churned that were flagged."
				under="days before the decision"
			>
				<IntervalText
					interval={report.lead_time_interval}
					form="days"
					reason="Nobody who churned was flagged"
				/>
			</FigureBox>
		</section>
	)
}
