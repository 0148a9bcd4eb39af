import { getRouteApi, Link } from '@tanstack/react-router'
import { ApiProblem } from '../../api/problem.ts'
import { sayProblem } from '../session/call-query.ts'
import { useToday } from '../session/use-session.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { lazyPart } from '../ui/lazy-part.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { SideIndex } from '../ui/SideIndex.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { AccountHeader } from './AccountHeader.tsx'
import { AttributesSection } from './AttributesSection.tsx'
import { GoalsSection } from './GoalsSection.tsx'
import { HealthSection } from './HealthSection.tsx'
import { MoneySection } from './MoneySection.tsx'
import { NotesSection } from './NotesSection.tsx'
import { PeopleSection } from './PeopleSection.tsx'
import { SupportSection } from './SupportSection.tsx'
import { TimelineSection } from './TimelineSection.tsx'
import { UsageSection } from './UsageSection.tsx'
import { useAccount } from './use-account.ts'
import { WorkSection } from './WorkSection.tsx'

// Below what is seen first, and larger than all the rest of the page together.
const AccountPlaybooks = lazyPart(
	async () => (await import('../playbooks/AccountPlaybooks.tsx')).AccountPlaybooks,
	<SectionSkeleton id="playbooks" label="Loading playbooks" />,
)
const AccountExpansion = lazyPart(
	async () => (await import('../expansion/AccountExpansion.tsx')).AccountExpansion,
	<SectionSkeleton id="expansion" label="Loading expansion" />,
)

const route = getRouteApi('/accounts/$id')

const sections = [
	{ id: 'health', label: 'Health' },
	{ id: 'work', label: 'Work and signals' },
	{ id: 'playbooks', label: 'Playbooks' },
	{ id: 'usage', label: 'Usage' },
	{ id: 'people', label: 'People' },
	{ id: 'money', label: 'Money' },
	{ id: 'expansion', label: 'Expansion' },
	{ id: 'support', label: 'Support and voice' },
	{ id: 'goals', label: 'Goals' },
	{ id: 'notes', label: 'Notes' },
	{ id: 'timeline', label: 'Timeline' },
	{ id: 'attributes', label: 'Attributes' },
]

function SectionSkeleton({ id, label }: { id: string; label: string }) {
	return (
		<div id={id} role="status" aria-label={label}>
			<Skeleton className="h-24 w-full" />
		</div>
	)
}

function LoadingAccount() {
	return (
		<div role="status" aria-label="Loading account" className="flex flex-col gap-4 p-6">
			<Skeleton className="h-7 w-72" />
			<Skeleton className="w-96" />
			<Skeleton className="h-40 w-full" />
			<Skeleton className="h-40 w-full" />
		</div>
	)
}

/** One account: the facts that matter, why its health is so, and everything that happened. */
export function AccountPage() {
	const { id } = route.useParams()
	const search = route.useSearch()
	const navigate = route.useNavigate()
	const today = useToday()
	const account = useAccount(id)
	if (account.error instanceof ApiProblem && account.error.status === 404) {
		return (
			<>
				<PageHeader title="No such account" />
				<EmptyState
					sentence={`There is no account with the id “${id}”, or it is not one of yours.`}
					action={
						<Link to="/accounts" className={linkClass}>
							All accounts
						</Link>
					}
				/>
			</>
		)
	}
	// With the account in sight a call that fails takes nothing away: somebody may be writing.
	if (account.error && !account.data) {
		return (
			<>
				<PageHeader title="Account" />
				<div className="px-6 max-md:px-4">
					<FailedState
						what="The account could not be read"
						why={sayProblem(account.error)}
						onRetry={account.refetch}
					/>
				</div>
			</>
		)
	}
	if (!account.data) return <LoadingAccount />
	const record = account.data
	const change = (next: Partial<typeof search>) =>
		void navigate({ search: previous => ({ ...previous, ...next }), replace: true })
	return (
		<div className="min-h-0 flex-1 overflow-auto">
			<AccountHeader record={record} today={today} />
			<div className="flex gap-8 px-6 pb-16 max-md:px-4">
				<div className="flex min-w-0 max-w-5xl flex-1 flex-col gap-8">
					<HealthSection
						record={record}
						today={today}
						since={search.since}
						onSince={since => change({ since })}
					/>
					<WorkSection id={id} today={today} mayChange={record.may_change} />
					<AccountPlaybooks id={id} name={record.account.name} mayChange={record.may_change} />
					<UsageSection
						id={id}
						today={today}
						every={search.every ?? 'week'}
						onEvery={every => change({ every })}
					/>
					<PeopleSection record={record} today={today} />
					<MoneySection record={record} today={today} />
					<AccountExpansion id={id} today={today} mayChange={record.may_change} />
					<SupportSection id={id} today={today} />
					<GoalsSection record={record} today={today} />
					<NotesSection id={id} mayChange={record.may_change} />
					<TimelineSection id={id} today={today} kinds={search.kinds} onKinds={kinds => change({ kinds })} />
					<AttributesSection fields={record.fields} />
				</div>
				<SideIndex label="Sections of the account" entries={sections} />
			</div>
		</div>
	)
}
