import { getRouteApi } from '@tanstack/react-router'
import { NoData } from '../data/NoData.tsx'
import { useFreshness } from '../data/use-data.ts'
import { OwnerFilter } from '../people/OwnerFilter.tsx'
import { usePerson, useToday } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { classNames } from '../ui/class-names.ts'
import { lazyPart } from '../ui/lazy-part.tsx'
import { ReviewBanner } from '../validation/ReviewBanner.tsx'
import { FirstSteps } from './FirstSteps.tsx'
import { WorkView } from './WorkView.tsx'

const TeamView = lazyPart(async () => (await import('./TeamView.tsx')).TeamView)

const route = getRouteApi('/today')

const views = [
	{ id: 'work', label: 'Work' },
	{ id: 'team', label: 'Head of CS' },
] as const

/** What to do today, or how the whole team stands. */
export function TodayPage() {
	const search = route.useSearch()
	const navigate = route.useNavigate()
	const person = usePerson()
	const today = useToday()
	const isCsm = person.role === 'csm'
	const view = search.view ?? 'work'
	const isEmpty = useFreshness().data?.state === 'empty'
	const owner = search.owner ?? (isCsm ? 'me' : 'all')
	const change = (next: Partial<typeof search>) =>
		void navigate({ search: previous => ({ ...previous, ...next }), replace: true })
	return (
		<div className="min-h-0 flex-1 overflow-auto">
			<header className="flex flex-wrap items-center gap-x-4 gap-y-2 px-6 pt-4 pb-3 max-md:px-4">
				<h1 className="font-semibold text-20 tracking-[-0.01em]">Today</h1>
				<div role="group" aria-label="View" className="flex rounded-md border bg-surface p-0.5">
					{views.map(({ id, label }) => (
						<Button
							key={id}
							kind="quiet"
							aria-pressed={view === id}
							className={classNames('h-7', view === id ? 'bg-hover' : 'text-second')}
							onClick={() => change({ view: id })}
						>
							{label}
						</Button>
					))}
				</div>
				<div className="ml-auto">
					{!isEmpty && (view === 'work' || owner !== 'all') && (
						<OwnerFilter
							value={owner === 'all' ? undefined : owner}
							onChange={next => change({ owner: next ?? 'all' })}
						/>
					)}
				</div>
			</header>
			<FirstSteps />
			<ReviewBanner />
			{isEmpty ? (
				<NoData sentence="There are no data yet. With accounts, subscriptions and usage, here stands what to do today and why." />
			) : view === 'work' ? (
				<WorkView
					owner={owner === 'all' ? undefined : owner}
					state={search.state ?? 'open'}
					today={today}
					onState={state => change({ state })}
				/>
			) : (
				<TeamView
					today={today}
					sinceDays={search.since ?? 7}
					onSince={since => change({ since })}
					onOwner={next => change({ view: 'work', owner: next })}
				/>
			)}
		</div>
	)
}
