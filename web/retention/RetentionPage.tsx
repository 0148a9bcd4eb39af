import { getRouteApi, Link } from '@tanstack/react-router'
import { sayProblem } from '../session/call-query.ts'
import { useToday } from '../session/use-session.ts'
import { buttonClass } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatWholeDate } from '../ui/format-day.ts'
import { formatCount } from '../ui/format-number.ts'
import { lazyPart } from '../ui/lazy-part.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { SideIndex } from '../ui/SideIndex.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { CohortSection } from './CohortSection.tsx'
import { PoliciesSection, ReportedSection } from './CompareSection.tsx'
import { DefinitionsSection, LeftOutSection } from './DefinitionsSection.tsx'
import { DrillSheet } from './DrillSheet.tsx'
import { ExportLink } from './ExportLink.tsx'
import { AheadSection, WhatIfSection } from './ForwardSection.tsx'
import { Headlines } from './Headlines.tsx'
import { PeriodBar } from './PeriodBar.tsx'
import { LeversSection, ReasonsSection } from './ReasonsSection.tsx'
import type { RetentionSearch } from './retention-search.ts'
import { SlicesSection } from './SlicesSection.tsx'
import { SurvivalSection } from './SurvivalSection.tsx'
import { TargetsSection } from './TargetsSection.tsx'
import { TrendSection } from './TrendSection.tsx'
import {
	choosePeriod,
	hasMoney,
	periodQuery,
	type Retention,
	useAhead,
	useDefinitions,
	useMonths,
	useRetention,
} from './use-retention.ts'
import { WaterfallSection } from './WaterfallSection.tsx'

const SettingsSection = lazyPart(async () => (await import('./SettingsSection.tsx')).SettingsSection)

const route = getRouteApi('/retention')

const sections = [
	{ id: 'figures', label: 'Figures' },
	{ id: 'trend', label: 'Month by month' },
	{ id: 'waterfall', label: 'Movements' },
	{ id: 'levers', label: 'Levers' },
	{ id: 'slices', label: 'By slice' },
	{ id: 'cohorts', label: 'Start cohorts' },
	{ id: 'survival', label: 'Survival' },
	{ id: 'reasons', label: 'Why it was lost' },
	{ id: 'ahead', label: 'Signed for later' },
	{ id: 'what-if', label: 'What if' },
	{ id: 'targets', label: 'Targets' },
	{ id: 'policies', label: 'Policies' },
	{ id: 'reported', label: 'Reported' },
	{ id: 'definitions', label: 'Meaning' },
	{ id: 'settings', label: 'Settings' },
]

/** Everything below the headline, for somebody who has any revenue. */
function Body({
	retention,
	search,
	change,
}: {
	retention: Retention
	search: RetentionSearch
	change: (next: Partial<RetentionSearch>) => void
}) {
	const today = useToday()
	const period = choosePeriod(search, today)
	const definitions = useDefinitions().data
	const months = useMonths(period)
	const ahead = useAhead(today, period.policy).data
	const attributes = definitions?.attributes ?? []
	const whole = retention.groups[0]
	const isOwn = retention.own_accounts !== null
	return (
		<div className="flex min-w-0 flex-1 flex-col gap-9">
			<section id="figures" aria-label="Figures">
				<Headlines {...{ retention, months: months.data, definitions, period, ahead }} />
				{isOwn && (
					<p className="mt-2 text-13 text-second">
						Of your own {formatCount(retention.own_accounts ?? 0, 'account')} only: you see no others.
					</p>
				)}
			</section>
			{months.error && !months.data && (
				<FailedState
					what="The months could not be read"
					why={sayProblem(months.error)}
					onRetry={months.refetch}
				/>
			)}
			{months.data && months.data.items.length > 0 && (
				<TrendSection {...{ months: months.data, retention, definitions, period }} />
			)}
			<WaterfallSection retention={retention} period={period} />
			<LeversSection retention={retention} />
			<SlicesSection
				period={period}
				by={search.by ?? 'segment'}
				attributes={attributes}
				onBy={by => change({ by })}
			/>
			<CohortSection
				period={period}
				every={search.every ?? 'quarter'}
				measure={search.measure ?? 'nrr'}
				onChange={change}
			/>
			<SurvivalSection
				period={period}
				by={search.survival}
				attributes={attributes}
				onBy={survival => change({ survival })}
			/>
			<ReasonsSection retention={retention} period={period} />
			<AheadSection ahead={ahead} period={period} />
			<WhatIfSection
				key={`${period.from} ${period.to}`}
				churn={1 - (whole?.grr ?? 0.9)}
				currency={retention.currency}
			/>
			<TargetsSection quarter={retention.quarter} currency={retention.currency} period={period} />
			{!isOwn && (
				<>
					<PoliciesSection
						period={period}
						definitions={definitions}
						other={search.other}
						onOther={other => change({ other })}
					/>
					<ReportedSection definitions={definitions} policy={period.policy} />
				</>
			)}
			<LeftOutSection retention={retention} period={period} />
			<DefinitionsSection {...{ definitions, retention, period }} />
			<SettingsSection definitions={definitions} />
		</div>
	)
}

/** How much of the money stayed, what moved it, and what it is made of. */
export function RetentionPage() {
	const search = route.useSearch()
	const navigate = route.useNavigate()
	const today = useToday()
	const period = choosePeriod(search, today)
	const retention = useRetention(period)
	const definitions = useDefinitions().data
	const { data, error } = retention
	const policyName = definitions?.policies.find(({ id }) => id === data?.policy)?.name ?? data?.policy
	const change = (next: Partial<RetentionSearch>) =>
		void navigate({ search: previous => ({ ...previous, ...next }), replace: true })
	return (
		<div className="min-h-0 flex-1 overflow-auto">
			<PageHeader
				title="Retention"
				facts={data && `as of the end of ${formatWholeDate(data.as_of)}, policy ${policyName}`}
				controls={
					<>
						<ExportLink isButton what="the figures" query={{ table: 'groups', ...periodQuery(period) }} />
						<Link
							to="/retention/board"
							search={{ period: search.period, from: search.from, to: search.to, policy: search.policy }}
							className={buttonClass()}
						>
							Board page
						</Link>
					</>
				}
			/>
			<div className="flex flex-col gap-5 px-6 pb-16 max-md:px-4">
				<PeriodBar {...{ period, search, today, definitions, onChange: change }} />
				{error && !data && (
					<FailedState
						what="The figures could not be read"
						why={sayProblem(error)}
						onRetry={retention.refetch}
					/>
				)}
				{!data && !error && <SkeletonRows count={8} label="Loading retention" />}
				{data && !hasMoney(data) && (
					<EmptyState
						sentence="No subscription has any money in these days. Load subscriptions, or choose other days."
						action={
							<Link to="/data" search={{ tab: 'imports' }} className={linkClass}>
								Load subscriptions
							</Link>
						}
					/>
				)}
				{data && hasMoney(data) && (
					<div className="flex gap-8">
						<Body retention={data} search={search} change={change} />
						<SideIndex label="Sections of Retention" entries={sections} />
					</div>
				)}
			</div>
			{search.open && (
				<DrillSheet
					opened={search.open}
					account={search.account}
					period={period}
					onAccount={account => change({ account })}
					onClose={() => change({ open: undefined, account: undefined })}
				/>
			)}
		</div>
	)
}
