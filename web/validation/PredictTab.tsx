import type { HealthSearch } from '../health/health-search.ts'
import { sayProblem } from '../session/call-query.ts'
import { InstantText } from '../ui/Amounts.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { BandRates } from './BandRates.tsx'
import { CalibrationPart } from './CalibrationPart.tsx'
import { CaseList } from './CaseList.tsx'
import { CaseSheet } from './CaseSheet.tsx'
import { ChurnedSection } from './ChurnedSection.tsx'
import { FigureGrid } from './FigureGrid.tsx'
import { LookButton, LookProgress } from './LookButton.tsx'
import { HorizonTable, SegmentTable } from './SegmentTable.tsx'
import { ThresholdSection } from './ThresholdSection.tsx'
import {
	type PopulationReport,
	type StoredValidation,
	useValidation,
	type ValidationChoice,
	validationChoice,
} from './use-validation.ts'
import { ValidationControls } from './ValidationControls.tsx'
import { Verdict } from './Verdict.tsx'

interface PartProps {
	report: PopulationReport
	stored: StoredValidation
	choice: ValidationChoice
	search: HealthSearch
	today: string
	onChange: (next: Partial<HealthSearch>) => void
}

function Report(props: PartProps) {
	const { report, choice, today, onChange } = props
	const hasNumbers = report.auc !== null
	return (
		<>
			<Verdict report={report} today={today} />
			{hasNumbers && <FigureGrid report={report} />}
			{hasNumbers && (
				<div className="grid gap-x-10 gap-y-8 xl:grid-cols-2">
					<div className="flex flex-col gap-8">
						<Section title="Renewal rate by band">
							<BandRates report={report} />
						</Section>
						<Section title="By segment" facts="each judged by the same rule">
							<SegmentTable report={report} />
						</Section>
						<Section title="How far ahead">
							<HorizonTable report={report} onHorizon={horizon => onChange({ horizon })} />
						</Section>
					</div>
					<Section title="What a score means">
						<CalibrationPart report={report} />
					</Section>
				</div>
			)}
			{hasNumbers && (
				<ThresholdSection key={`${report.population} ${report.horizon_days} ${report.from}`} {...props} />
			)}
			{!hasNumbers && report.by_segment.length > 0 && (
				<Section title="By segment">
					<SegmentTable report={report} />
				</Section>
			)}
			<ChurnedSection {...props} />
			{report.unscored > 0 && (
				<Section
					title="Without a score"
					facts={`${formatCount(report.unscored, 'decision')}; they count as not flagged`}
				>
					<CaseList
						query={{ ...choice, population: report.population, list: 'unscored' }}
						today={today}
						onOpen={past => onChange({ past })}
					/>
				</Section>
			)}
		</>
	)
}

/** Would this score have told us? Every past decision against what the score said before it. */
export function PredictTab({
	search,
	today,
	onChange,
}: {
	search: HealthSearch
	today: string
	onChange: (next: Partial<HealthSearch>) => void
}) {
	const choice = validationChoice(search, today)
	const { data, error, refetch } = useValidation(choice)
	const job = search.job ?? data?.job_id ?? undefined
	const parts = data?.populations ?? []
	// The one with more to say stands first; they are never pooled.
	const usual = [...parts].sort((a, b) => b.churns - a.churns || b.cases - a.cases)[0]?.population ?? 'terms'
	const population = search.population ?? usual
	const report = parts.find(part => part.population === population)
	return (
		<div className="flex max-w-6xl flex-col gap-8">
			<div className="flex flex-wrap items-end gap-3">
				<ValidationControls search={search} population={population} onChange={onChange} />
				<div className="ml-auto flex items-center gap-3 text-12 text-second">
					{data?.ran_at && (
						<span>
							looked at <InstantText value={data.ran_at} />
							{data.model_version !== data.present_version &&
								` with model version ${data.model_version}; version ${data.present_version} is in force now`}
						</span>
					)}
					<LookButton
						choice={choice}
						job={job}
						isFirst={data !== undefined && data.ran_at === null}
						onStarted={started => onChange({ job: started })}
					/>
				</div>
			</div>
			<LookProgress job={job} onClose={() => onChange({ job: undefined })} />
			{error && !data && (
				<FailedState what="The validation could not be read" why={sayProblem(error)} onRetry={refetch} />
			)}
			{!data && !error && <SkeletonRows count={8} label="Loading the validation" />}
			{data && data.ran_at === null && (
				<EmptyState
					sentence="History was not looked at yet for this choice. It asks every past decision what the score said before it; dates that were never computed are computed first, which takes a while. Nothing is changed by it."
					action={
						<LookButton choice={choice} job={job} isFirst onStarted={started => onChange({ job: started })} />
					}
				/>
			)}
			{data && report && <Report {...{ report, stored: data, choice, search, today, onChange }} />}
			<CaseSheet past={search.past} today={today} onClose={() => onChange({ past: undefined })} />
		</div>
	)
}
