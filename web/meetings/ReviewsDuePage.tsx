import { getRouteApi, Link } from '@tanstack/react-router'
import { listBusinessReviews } from '../../api/meetings.ts'
import { OwnerFilter } from '../people/OwnerFilter.tsx'
import { useOwnerName } from '../people/use-people.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { useToday } from '../session/use-session.ts'
import { DayText, Money } from '../ui/Amounts.tsx'
import { BandMark } from '../ui/BandMark.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatNumber } from '../ui/format-number.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { MeetingLinks } from './MeetingLinks.tsx'

const route = getRouteApi('/meetings/reviews')
const words = { due: 'not prepared', prepared: 'prepared', held: 'held' } as const
const timesAYear: Record<number, string> = { 1: 'once a year', 2: 'twice a year', 4: 'every quarter' }

/** Business reviews that customers are owed by their service level. */
export function ReviewsDuePage() {
	const search = route.useSearch()
	const navigate = route.useNavigate()
	const today = useToday()
	const nameOf = useOwnerName()
	const query = {
		...(search.owner ? { owner: search.owner } : {}),
		...(search.state ? { state: search.state } : {}),
	}
	const reviews = useCall(listBusinessReviews, { query }, { keepsPrevious: true })
	const { data, error } = reviews
	const change = (next: Partial<typeof search>) =>
		void navigate({ search: previous => ({ ...previous, ...next }), replace: true })
	return (
		<div className="min-h-0 flex-1 overflow-auto">
			<PageHeader
				title="Business reviews"
				facts={
					data &&
					`${formatNumber(data.counts.due)} not prepared, ${formatNumber(data.counts.prepared)} prepared, ${formatNumber(data.counts.held)} held`
				}
				controls={
					<>
						<OwnerFilter value={search.owner} onChange={owner => change({ owner })} />
						<SelectField
							label="State"
							isLabelHidden
							className="w-36"
							value={search.state ?? ''}
							onChange={value =>
								change({
									state: value === 'due' || value === 'prepared' || value === 'held' ? value : undefined,
								})
							}
							choices={[
								{ value: '', label: 'Any state' },
								{ value: 'due', label: 'Not prepared' },
								{ value: 'prepared', label: 'Prepared' },
								{ value: 'held', label: 'Held' },
							]}
						/>
					</>
				}
			/>
			<div className="flex flex-col gap-4 px-6 pb-16 max-md:px-4">
				<MeetingLinks />
				{error && (
					<FailedState
						what="The reviews could not be read"
						why={sayProblem(error)}
						onRetry={reviews.refetch}
					/>
				)}
				{!data && !error && <SkeletonRows count={10} label="Loading the reviews" />}
				{data && data.items.length === 0 && (
					<EmptyState
						sentence={
							search.owner || search.state
								? 'No customer here is owed a business review in this state.'
								: 'No customer is owed a business review. Service levels say how many a year each segment gets.'
						}
						action={
							<Link to="/model" search={{ tab: 'segments' }} className={linkClass}>
								Service levels
							</Link>
						}
					/>
				)}
				{data && data.items.length > 0 && (
					<SimpleTable
						label="Business reviews"
						rows={data.items}
						rowKey={item => item.account_id}
						columns={[
							{
								header: 'Account',
								cell: item => (
									<Link
										to="/accounts/$id/review"
										params={{ id: item.account_id }}
										className="inline-flex min-h-6 items-center rounded-sm font-medium hover:text-accent"
									>
										{item.account_name}
									</Link>
								),
							},
							{ header: 'Owner', isExtra: true, cell: item => nameOf(item.owner_email) ?? 'nobody' },
							{
								header: 'ARR',
								align: 'right',
								cell: item => <Money value={item.arr} currency={data.currency} isWhole />,
							},
							{
								header: 'Health',
								isExtra: true,
								cell: item => <BandMark level={item.level} name={item.band_name} isPlain />,
							},
							{
								header: 'Owed',
								isExtra: true,
								cell: item => timesAYear[item.reviews_per_year] ?? `${item.reviews_per_year} a year`,
							},
							{
								header: 'Last held',
								isExtra: true,
								cell: item => (
									<DayText
										value={item.last_held_on}
										today={today}
										reason="None is known in the last twelve months"
									/>
								),
							},
							{ header: 'Until', cell: item => <DayText value={item.until} today={today} withRelative /> },
							{
								header: 'State',
								cell: item => (
									<span
										className={
											item.state === 'held' ? 'text-good' : item.state === 'due' ? 'font-medium' : ''
										}
									>
										{words[item.state]}
									</span>
								),
							},
						]}
					/>
				)}
				{data && data.total > data.items.length && (
					<p className="text-12 text-second">
						The first {data.items.length} of {formatNumber(data.total)}; choose an owner to see others.
					</p>
				)}
			</div>
		</div>
	)
}
