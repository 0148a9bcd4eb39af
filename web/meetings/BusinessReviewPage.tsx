import { getRouteApi, Link } from '@tanstack/react-router'
import { ChevronLeft, Printer } from 'lucide-react'
import { getBusinessReview, listBusinessReviews, markBusinessReview } from '../../api/meetings.ts'
import { ApiProblem } from '../../api/problem.ts'
import { useOwnerName } from '../people/use-people.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { useToday } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatLongDate } from '../ui/format-day.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { InternalPage } from './InternalPage.tsx'
import {
	AnswersOfQuarter,
	BoughtSection,
	ContactsOfPack,
	GoalsOfQuarter,
	type Pack,
	SupportOfQuarter,
	UsageOfQuarter,
} from './PackSections.tsx'
import { PlanSection } from './PlanSection.tsx'
import { Sheet } from './Sheet.tsx'

const route = getRouteApi('/accounts/$id/review')
const plainDate = (day: string) => formatLongDate(day).replace(/^\w+, /, '')
const stateWords: Record<Pack['state'], string> = {
	due: 'Not prepared',
	prepared: 'Prepared',
	held: 'Held',
}

function StateField({ pack }: { pack: Pack }) {
	const mark = useChange(markBusinessReview, {
		done: ({ state }) => `Business review: ${stateWords[state].toLowerCase()}`,
		refreshes: [getBusinessReview, listBusinessReviews],
	})
	if (!pack.may_change) return <span className="text-13 text-second">{stateWords[pack.state]}</span>
	return (
		<SelectField
			label="State of the review"
			isLabelHidden
			className="w-36"
			value={pack.state}
			disabled={mark.isPending}
			onChange={value => {
				const state = value === 'held' || value === 'prepared' ? value : 'due'
				mark.mutate({ params: { id: pack.account.id, quarter: pack.quarter }, body: { state } })
			}}
			choices={Object.entries(stateWords).map(([value, label]) => ({ value, label }))}
		/>
	)
}

function PackSheet({ pack, today }: { pack: Pack; today: string }) {
	const nameOf = useOwnerName()
	const days = `${plainDate(pack.now.from)} to ${plainDate(pack.now.to)}`
	return (
		<Sheet
			label="Business review"
			head={`${pack.account.name} – business review ${pack.quarter}`}
			foot={`As known on ${plainDate(pack.as_of)}`}
		>
			<header className="border-b pb-3">
				<h2 className="font-semibold text-20">
					{pack.account.name}, {pack.quarter}
				</h2>
				<p className="text-13 text-second">
					{days}
					{!pack.is_complete && ', the quarter still runs; the one before is cut to as many days'}. As known
					on {plainDate(pack.as_of)}. Your contact: {nameOf(pack.account.owner_email) ?? 'not named yet'}.
				</p>
			</header>
			<BoughtSection pack={pack} today={today} />
			<UsageOfQuarter pack={pack} today={today} />
			<GoalsOfQuarter pack={pack} today={today} />
			<SupportOfQuarter pack={pack} today={today} />
			<AnswersOfQuarter pack={pack} today={today} />
			<PlanSection key={`${pack.account.id} ${pack.quarter}`} pack={pack} today={today} />
			<ContactsOfPack pack={pack} />
		</Sheet>
	)
}

/** The pack of an account's business review, as the customer sees it; what is internal stands beside it if asked for. */
export function BusinessReviewPage() {
	const { id } = route.useParams()
	const search = route.useSearch()
	const navigate = route.useNavigate()
	const today = useToday()
	const query = search.quarter ? { quarter: search.quarter } : {}
	const review = useCall(getBusinessReview, { params: { id }, query }, { keepsPrevious: true })
	const { data, error } = review
	const isMissing = error instanceof ApiProblem && error.status === 404
	const change = (next: Partial<typeof search>) =>
		void navigate({ search: previous => ({ ...previous, ...next }), replace: true })
	return (
		<div className="min-h-0 flex-1 overflow-auto">
			<div className="px-6 pt-3 max-md:px-4">
				<Link
					to="/accounts/$id"
					params={{ id }}
					className="-ml-1 inline-flex min-h-6 items-center gap-1 rounded-sm text-12 text-second hover:text-ink"
				>
					<ChevronLeft size={14} aria-hidden="true" /> {data?.account.name ?? 'Account'}
				</Link>
			</div>
			<PageHeader
				title="Business review"
				controls={
					data && (
						<>
							<Checkbox
								label="Internal page"
								checked={search.internal === 'yes'}
								onChange={isOn => change({ internal: isOn ? 'yes' : undefined })}
							/>
							<SelectField
								label="Quarter"
								isLabelHidden
								className="w-32"
								value={data.quarter}
								onChange={quarter => change({ quarter })}
								choices={[...new Set([...data.quarters, data.quarter])].map(value => ({
									value,
									label: value,
								}))}
							/>
							<StateField pack={data} />
							<Button kind="primary" icon={<Printer size={14} />} onClick={() => window.print()}>
								Print / save as PDF
							</Button>
						</>
					)
				}
			/>
			{isMissing && (
				<EmptyState
					sentence={`There is no account with the id “${id}”, or it is not one of yours.`}
					action={
						<Link to="/accounts" className={linkClass}>
							All accounts
						</Link>
					}
				/>
			)}
			{error && !isMissing && (
				<div className="px-6 pb-4 max-md:px-4">
					<FailedState what="The pack could not be made" why={sayProblem(error)} onRetry={review.refetch} />
					{search.quarter && (
						<Link
							to="/accounts/$id/review"
							params={{ id }}
							className={`${linkClass} mt-3 inline-block text-13`}
						>
							The quarter that runs
						</Link>
					)}
				</div>
			)}
			{!data && !error && <SkeletonRows count={10} label="Loading the business review" />}
			{data && !error && (
				<div className="flex items-start gap-6 max-xl:flex-col">
					<div className="min-w-0 max-xl:w-full xl:flex-[3]">
						<PackSheet pack={data} today={today} />
					</div>
					{search.internal === 'yes' && <InternalPage id={id} from={data.now.from} today={today} />}
				</div>
			)}
		</div>
	)
}
