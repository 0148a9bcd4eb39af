import { getRouteApi, Link } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { saveFile } from '../accounts/save-file.ts'
import { useModel } from '../health/use-health.ts'
import { OwnerFilter } from '../people/OwnerFilter.tsx'
import { sayProblem } from '../session/call-query.ts'
import { useMay, useToday } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatWholeDate } from '../ui/format-day.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { SideIndex } from '../ui/SideIndex.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { showToast } from '../ui/toast-store.ts'
import { AccuracySection } from './AccuracySection.tsx'
import { ForecastHeadlines } from './ForecastHeadlines.tsx'
import { ForecastRenewals } from './ForecastRenewals.tsx'
import { chosenPeriod, forecastPeriods, namePeriod, quarterNameOf } from './forecast-periods.ts'
import type { ForecastSearch } from './forecast-search.ts'
import { GroupsSection } from './GroupsSection.tsx'
import { printForecastCsv } from './print-forecast-csv.ts'
import { SnapshotsSection } from './SnapshotsSection.tsx'
import { SumSheet } from './SumSheet.tsx'
import { TargetForm } from './TargetForm.tsx'
import { type Forecast, type ForecastSlice, loadAllRenewals, useForecast } from './use-forecast.ts'
import { VarianceSection } from './VarianceSection.tsx'

const route = getRouteApi('/forecast')

const sections = [
	{ id: 'figures', label: 'Figures' },
	{ id: 'groups', label: 'By part' },
	{ id: 'snapshots', label: 'Week by week' },
	{ id: 'renewals', label: 'What it is made of' },
	{ id: 'accuracy', label: 'Was it right?' },
	{ id: 'variance', label: 'Why it missed' },
	{ id: 'made', label: 'How it is made' },
]

function ExportButton({ slice }: { slice: ForecastSlice }) {
	const [isBusy, setBusy] = useState(false)
	async function save() {
		setBusy(true)
		try {
			const { items } = await loadAllRenewals(slice)
			saveFile(`forecast-${slice.period}.csv`, printForecastCsv(items), 'text/csv')
		} catch (error) {
			showToast(sayProblem(error), { kind: 'failed' })
		} finally {
			setBusy(false)
		}
	}
	return (
		<Button icon={<Download size={14} />} isBusy={isBusy} onClick={() => void save()}>
			Export CSV
		</Button>
	)
}

/** Which period, of whom. */
function SliceBar({
	search,
	period,
	today,
	onChange,
}: {
	search: ForecastSearch
	period: string
	today: string
	onChange: (next: Partial<ForecastSearch>) => void
}) {
	const segments = useModel().data?.model.segments ?? []
	const choices = forecastPeriods(today)
	return (
		<div className="flex flex-wrap items-center gap-2">
			<SelectField
				label="Period"
				isLabelHidden
				className="w-52"
				value={period}
				onChange={next => onChange({ period: next, open: undefined })}
				choices={
					choices.some(({ value }) => value === period)
						? choices
						: [{ value: period, label: namePeriod(period) }, ...choices]
				}
			/>
			<SelectField
				label="Segment"
				isLabelHidden
				className="w-40"
				value={search.segment ?? ''}
				onChange={next => onChange({ segment: next || undefined })}
				choices={[
					{ value: '', label: 'Every segment' },
					...segments.map(({ id, name }) => ({ value: id, label: name })),
				]}
			/>
			<OwnerFilter value={search.owner} onChange={owner => onChange({ owner })} />
		</div>
	)
}

/** How the number and its interval come about, and the target. */
function MadeSection({ forecast, quarter }: { forecast: Forecast; quarter: string }) {
	const may = useMay()
	const sources = Object.entries(forecast.probabilities_from)
	return (
		<Section id="made" title="How it is made">
			<ul className="flex max-w-3xl list-disc flex-col gap-1 pl-4 text-13 text-second">
				<li>
					Expected is the sum of what is closed and, for each open renewal, its probability to renew times the
					amount expected if it does.
				</li>
				{forecast.says.map(sentence => (
					<li key={sentence}>{sentence}</li>
				))}
				<li>
					The 80 % interval comes from these probabilities: the period is drawn many times, each time with one
					shock that all its renewals share.
				</li>
				{sources.length > 0 && (
					<li>
						Probabilities of the open ones:{' '}
						{sources.map(([source, count]) => `${count} from the ${source}`).join(', ')}.
					</li>
				)}
			</ul>
			<h3 className="mt-5 mb-2 font-medium text-13">Target</h3>
			{may('workspace.change') ? (
				<TargetForm quarter={quarter} currency={forecast.currency} />
			) : (
				<p className="text-13 text-second">Admins and operations can set targets.</p>
			)}
		</Section>
	)
}

/** What the renewals of a period come to, how sure that is, and whether earlier forecasts held. */
export function ForecastPage() {
	const search = route.useSearch()
	const navigate = route.useNavigate()
	const today = useToday()
	const period = chosenPeriod(search.period, today)
	const slice = { period, segment: search.segment, owner: search.owner }
	const forecast = useForecast(slice)
	const { data, error } = forecast
	// A month shows the snapshots and the target of the quarter that it lies in.
	const quarter = period.includes('Q') ? period : quarterNameOf(period.length === 7 ? `${period}-01` : today)
	const change = (next: Partial<ForecastSearch>) =>
		void navigate({ search: previous => ({ ...previous, ...next }), replace: true })
	const isWhole = !search.segment && !search.owner
	return (
		<div className="min-h-0 flex-1 overflow-auto">
			<PageHeader
				title="Forecast"
				facts={data && `${namePeriod(period)}, as of the end of ${formatWholeDate(data.as_of)}`}
				controls={
					<>
						<ExportButton slice={slice} />
						<Link to="/forecast/weekly" search={search} className={`${linkClass} text-13`}>
							Weekly page
						</Link>
					</>
				}
			/>
			<div className="flex flex-col gap-5 px-6 pb-16 max-md:px-4">
				<SliceBar {...{ search, period, today, onChange: change }} />
				{error && !data && (
					<FailedState
						what="The forecast could not be read"
						why={sayProblem(error)}
						onRetry={forecast.refetch}
					/>
				)}
				{!data && !error && <SkeletonRows count={8} label="Loading the forecast" />}
				{data && (
					<div className="flex gap-8">
						<div className="flex min-w-0 flex-1 flex-col gap-9">
							{data.renewals === 0 ? (
								<EmptyState
									sentence={`No contract comes up for a decision in ${namePeriod(period)}${isWhole ? '' : ' here'}. Load subscriptions with the end of their terms, or choose another period.`}
									action={
										<Link to="/data" search={{ tab: 'imports' }} className={linkClass}>
											Load subscriptions
										</Link>
									}
								/>
							) : (
								<>
									<section id="figures" aria-label="Figures">
										<ForecastHeadlines forecast={data} today={today} />
									</section>
									<GroupsSection slice={slice} by={search.by ?? 'segment'} onBy={by => change({ by })} />
								</>
							)}
							<SnapshotsSection
								quarter={quarter}
								target={isWhole && period === quarter ? data.target : null}
								today={today}
							/>
							{data.renewals > 0 && (
								<ForecastRenewals slice={slice} search={search} today={today} onChange={change} />
							)}
							<AccuracySection search={search} today={today} onChange={change} />
							<VarianceSection
								quarter={search.quarter}
								days={search.days ?? 90}
								today={today}
								onQuarter={next => change({ quarter: next })}
							/>
							<MadeSection forecast={data} quarter={quarter} />
						</div>
						<SideIndex label="Sections of Forecast" entries={sections} />
					</div>
				)}
			</div>
			{search.open && (
				<SumSheet
					opened={search.open}
					slice={slice}
					currency={data?.currency ?? null}
					today={today}
					onClose={() => change({ open: undefined })}
				/>
			)}
		</div>
	)
}
