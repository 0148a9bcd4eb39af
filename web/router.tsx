import {
	createRootRoute,
	createRoute,
	createRouter,
	Link,
	lazyRouteComponent,
	redirect,
} from '@tanstack/react-router'
import { AccountSearch } from './account/account-search.ts'
import { AccountsSearch } from './accounts/accounts-search.ts'
import { DataSearch } from './data/data-search.ts'
import { DeliverySearch, placeOfMessages } from './delivery/delivery-search.ts'
import { ExpansionSearch } from './expansion/expansion-search.ts'
import { ForecastSearch } from './forecast/forecast-search.ts'
import { Frame } from './frame/Frame.tsx'
import { HealthSearch } from './health/health-search.ts'
import {
	BusinessReviewSearch,
	MonthReviewSearch,
	ReviewsDueSearch,
	RiskReviewSearch,
} from './meetings/meetings-search.ts'
import { ModelSearch } from './model/model-search.ts'
import { PlaybookSearch, PlaybooksSearch } from './playbooks/playbooks-search.ts'
import { RenewalsSearch } from './renewals/renewals-search.ts'
import { RetentionSearch } from './retention/retention-search.ts'
import { SessionGate } from './session/SessionGate.tsx'
import { SettingsSearch } from './settings/settings-search.ts'
import { TodaySearch } from './today/today-search.ts'
import { EmptyState } from './ui/EmptyState.tsx'
import { FailedState } from './ui/FailedState.tsx'
import { PageHeader } from './ui/PageHeader.tsx'
import { linkClass } from './ui/TextLink.tsx'

const root = createRootRoute({
	component: () => (
		<SessionGate>
			<Frame />
		</SessionGate>
	),
	notFoundComponent: () => (
		<>
			<PageHeader title="No such page" />
			<EmptyState
				sentence="There is no page at this address. It may have been moved or mistyped."
				action={
					<Link to="/today" className={linkClass}>
						Go to Today
					</Link>
				}
			/>
		</>
	),
	errorComponent: ({ error, reset }) => (
		<div className="p-6">
			<FailedState
				what="This page has failed"
				why={error instanceof Error ? error.message : String(error)}
				onRetry={reset}
			/>
		</div>
	),
})

const home = createRoute({
	getParentRoute: () => root,
	path: '/',
	beforeLoad: () => {
		throw redirect({ to: '/today', replace: true })
	},
})
const today = createRoute({
	getParentRoute: () => root,
	path: '/today',
	validateSearch: TodaySearch,
	component: lazyRouteComponent(() => import('./today/TodayPage.tsx'), 'TodayPage'),
})
const accounts = createRoute({
	getParentRoute: () => root,
	path: '/accounts',
	validateSearch: AccountsSearch,
	component: lazyRouteComponent(() => import('./accounts/AccountsPage.tsx'), 'AccountsPage'),
})
const account = createRoute({
	getParentRoute: () => root,
	path: '/accounts/$id',
	validateSearch: AccountSearch,
	component: lazyRouteComponent(() => import('./account/AccountPage.tsx'), 'AccountPage'),
})
const businessReview = createRoute({
	getParentRoute: () => root,
	path: '/accounts/$id/review',
	validateSearch: BusinessReviewSearch,
	component: lazyRouteComponent(() => import('./meetings/BusinessReviewPage.tsx'), 'BusinessReviewPage'),
})
const reviewsDue = createRoute({
	getParentRoute: () => root,
	path: '/meetings/reviews',
	validateSearch: ReviewsDueSearch,
	component: lazyRouteComponent(() => import('./meetings/ReviewsDuePage.tsx'), 'ReviewsDuePage'),
})
const riskReview = createRoute({
	getParentRoute: () => root,
	path: '/meetings/risk',
	validateSearch: RiskReviewSearch,
	component: lazyRouteComponent(() => import('./meetings/RiskReviewPage.tsx'), 'RiskReviewPage'),
})
const monthReview = createRoute({
	getParentRoute: () => root,
	path: '/meetings/month',
	validateSearch: MonthReviewSearch,
	component: lazyRouteComponent(() => import('./meetings/MonthReviewPage.tsx'), 'MonthReviewPage'),
})
const renewals = createRoute({
	getParentRoute: () => root,
	path: '/renewals',
	validateSearch: RenewalsSearch,
	component: lazyRouteComponent(() => import('./renewals/RenewalsPage.tsx'), 'RenewalsPage'),
})
const forecast = createRoute({
	getParentRoute: () => root,
	path: '/forecast',
	validateSearch: ForecastSearch,
	component: lazyRouteComponent(() => import('./forecast/ForecastPage.tsx'), 'ForecastPage'),
})
const weekly = createRoute({
	getParentRoute: () => root,
	path: '/forecast/weekly',
	validateSearch: ForecastSearch,
	component: lazyRouteComponent(() => import('./forecast/WeeklyPage.tsx'), 'WeeklyPage'),
})
const expansion = createRoute({
	getParentRoute: () => root,
	path: '/expansion',
	validateSearch: ExpansionSearch,
	component: lazyRouteComponent(() => import('./expansion/ExpansionPage.tsx'), 'ExpansionPage'),
})
const atRisk = createRoute({
	getParentRoute: () => root,
	path: '/renewals/at-risk',
	validateSearch: RenewalsSearch,
	component: lazyRouteComponent(() => import('./renewals/AtRiskPage.tsx'), 'AtRiskPage'),
})
const retention = createRoute({
	getParentRoute: () => root,
	path: '/retention',
	validateSearch: RetentionSearch,
	component: lazyRouteComponent(() => import('./retention/RetentionPage.tsx'), 'RetentionPage'),
})
const board = createRoute({
	getParentRoute: () => root,
	path: '/retention/board',
	validateSearch: RetentionSearch,
	component: lazyRouteComponent(() => import('./retention/BoardPage.tsx'), 'BoardPage'),
})
const health = createRoute({
	getParentRoute: () => root,
	path: '/health',
	validateSearch: HealthSearch,
	component: lazyRouteComponent(() => import('./health/HealthPage.tsx'), 'HealthPage'),
})
const playbooks = createRoute({
	getParentRoute: () => root,
	path: '/playbooks',
	validateSearch: PlaybooksSearch,
	component: lazyRouteComponent(() => import('./playbooks/PlaybooksPage.tsx'), 'PlaybooksPage'),
})
const playbook = createRoute({
	getParentRoute: () => root,
	path: '/playbooks/$id',
	validateSearch: PlaybookSearch,
	component: lazyRouteComponent(() => import('./playbooks/PlaybookPage.tsx'), 'PlaybookPage'),
})
const data = createRoute({
	getParentRoute: () => root,
	path: '/data',
	validateSearch: DataSearch,
	component: lazyRouteComponent(() => import('./data/DataPage.tsx'), 'DataPage'),
})
const model = createRoute({
	getParentRoute: () => root,
	path: '/model',
	validateSearch: ModelSearch,
	component: lazyRouteComponent(() => import('./model/ModelPage.tsx'), 'ModelPage'),
})
const approvals = createRoute({
	getParentRoute: () => root,
	path: '/approvals',
	validateSearch: DeliverySearch,
	beforeLoad: ({ search }) => {
		throw redirect({ to: '/playbooks', search: placeOfMessages(search), replace: true })
	},
})
const settings = createRoute({
	getParentRoute: () => root,
	path: '/settings',
	validateSearch: SettingsSearch,
	component: lazyRouteComponent(() => import('./settings/SettingsPage.tsx'), 'SettingsPage'),
})

const routeTree = root.addChildren([
	home,
	today,
	accounts,
	account,
	businessReview,
	reviewsDue,
	riskReview,
	monthReview,
	renewals,
	atRisk,
	forecast,
	weekly,
	expansion,
	retention,
	board,
	health,
	playbooks,
	playbook,
	data,
	model,
	approvals,
	settings,
])

export const router = createRouter({
	routeTree,
	defaultPreload: 'intent',
	defaultPendingMs: 150,
	scrollRestoration: true,
})

declare module '@tanstack/react-router' {
	interface Register {
		router: typeof router
	}
}
