import { spell } from '../accounts/spell.ts'
import { InstantText } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Sheet } from '../ui/Dialog.tsx'
import { formatWholeDate } from '../ui/format-day.ts'
import { formatNumber, formatPercent } from '../ui/format-number.ts'
import { KeyValueList } from '../ui/KeyValueList.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { IntervalText } from './IntervalText.tsx'
import type { Predictor, Review } from './use-validation.ts'

function sayRows({ from, to, cases, accounts, churns }: Predictor['trained_on']): string {
	if (cases === 0) return 'nothing'
	return `${formatNumber(cases)} cases of ${formatNumber(accounts)} accounts, ${formatNumber(churns)} churned, ${from ? formatWholeDate(from) : '?'} to ${to ? formatWholeDate(to) : '?'}`
}

/** One version of a model: what it learned from, what judged it, and whether it adds anything to simpler ones. */
export function PredictorReport({ predictor }: { predictor: Predictor }) {
	const { auc, calibration } = predictor
	return (
		<div className="flex flex-col gap-4">
			<div className="text-13">
				{predictor.says.map(sentence => (
					<p key={sentence}>{sentence}</p>
				))}
			</div>
			<KeyValueList
				entries={[
					{
						key: 'Method',
						value:
							predictor.method === 'logistic'
								? 'logistic regression on metrics'
								: 'rates by health band: too little history for more',
					},
					{ key: 'Learned from', value: sayRows(predictor.trained_on) },
					{ key: 'Judged by', value: sayRows(predictor.tested_on) },
					{ key: 'AUC', value: <IntervalText interval={auc} digits={3} /> },
					{
						key: 'Calibration',
						value: calibration
							? `slope ${formatNumber(calibration.slope, 2)}, intercept ${formatNumber(calibration.intercept, 2)} (1 and 0 are perfect)`
							: 'not enough history',
					},
					{
						key: 'Brier, log loss',
						value: `${predictor.brier === null ? '–' : formatNumber(predictor.brier, 4)}, ${predictor.log_loss === null ? '–' : formatNumber(predictor.log_loss, 4)}`,
					},
					{
						key: 'Lift, top tenth',
						value:
							predictor.lift_top_tenth === null ? '–' : `${formatNumber(predictor.lift_top_tenth, 1)} times`,
					},
				]}
			/>
			{predictor.baselines.length > 0 && (
				<SimpleTable
					label="Against simpler models"
					rows={predictor.baselines}
					rowKey={row => row.name}
					columns={[
						{ header: 'Against', cell: row => `${row.name} alone` },
						{ header: 'Its AUC', align: 'right', cell: row => formatNumber(row.auc, 3) },
						{ header: 'Its Brier', align: 'right', isExtra: true, cell: row => formatNumber(row.brier, 4) },
						{
							header: 'The model adds (95 %)',
							align: 'right',
							cell: row => <IntervalText interval={row.gain} digits={3} reason="It cannot be compared" />,
						},
					]}
				/>
			)}
			{predictor.strongest.length > 0 && (
				<SimpleTable
					label="What moves it most"
					rows={predictor.strongest.slice(0, 10)}
					rowKey={row => row.metric}
					columns={[
						{ header: 'What moves it most', cell: row => spell(row.metric) },
						{
							header: 'Log-odds per deviation',
							align: 'right',
							cell: row => formatNumber(row.weight, 2),
						},
					]}
				/>
			)}
		</div>
	)
}

/** The churn model in force with its report and the drift since it learned. */
export function PredictorSheet({
	predictor,
	drift,
	onClose,
}: {
	predictor: Predictor | undefined
	drift: Review['drift'] | undefined
	onClose: () => void
}) {
	if (!predictor) return null
	const drifted = (drift ?? []).filter(({ has_drifted }) => has_drifted)
	return (
		<Sheet
			isOpen
			onClose={onClose}
			title={`The churn model, version ${predictor.version}`}
			description={
				<>
					Trained <InstantText value={predictor.trained_at} /> on what was known by {predictor.known_until}
				</>
			}
		>
			<div className="flex flex-col gap-5 pb-4">
				<PredictorReport predictor={predictor} />
				<div className="text-13">
					<h3 className="mb-1 font-medium">Drift since it learned</h3>
					{!drift || drift.length === 0 ? (
						<p className="text-second">Nothing to compare: it holds rates by band, or no day was computed.</p>
					) : drifted.length === 0 ? (
						<p className="text-second">
							None of {formatNumber(drift.length)} metrics is spread over other customers than those it
							learned from (index above 0.25).
						</p>
					) : (
						<ul className="flex flex-wrap gap-2">
							{drifted.map(({ metric, name, index }) => (
								<li key={metric}>
									<Badge tone="watch">
										{name} {formatNumber(index, 2)}
									</Badge>
								</li>
							))}
						</ul>
					)}
				</div>
				<p className="text-12 text-second">
					Probabilities say how many of such accounts leave, not which; {formatPercent(0.95, 0)} intervals are
					from what the history leaves open.
				</p>
			</div>
		</Sheet>
	)
}
