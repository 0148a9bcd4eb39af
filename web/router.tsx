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
import { DeliverySearch } from './delivery/delivery-search.ts'
import { Frame } from './frame/Frame.tsx'
import { HealthSearch } from './health/health-search.ts'
import { ModelSearch } from './model/model-search.ts'
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
const renewals = createRoute({
	getParentRoute: () => root,
	path: '/renewals',
	validateSearch: RenewalsSearch,
	component: lazyRouteComponent(() => import('./renewals/RenewalsPage.tsx'), 'RenewalsPage'),
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
	component: lazyRouteComponent(() => import('./delivery/DeliveryPage.tsx'), 'DeliveryPage'),
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
	renewals,
	retention,
	board,
	health,
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
