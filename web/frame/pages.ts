import {
	Building,
	CalendarClock,
	Database,
	HeartPulse,
	type LucideIcon,
	Settings,
	SlidersHorizontal,
	Sprout,
	SquareCheck,
	Telescope,
	TrendingUp,
	Workflow,
} from 'lucide-react'
import type { Action } from '../../core/model/action.ts'

export interface PageEntry {
	path:
		| '/today'
		| '/accounts'
		| '/renewals'
		| '/forecast'
		| '/expansion'
		| '/retention'
		| '/health'
		| '/playbooks'
		| '/data'
		| '/model'
		| '/settings'
	label: string
	/** After `g`. */
	key: string
	Icon: LucideIcon
	needs: Action
	/** Not among the first that a CSM sees. */
	isForOperators?: boolean
}

/** The pages there are, in the order of the navigation. */
export const pages: readonly PageEntry[] = [
	{ path: '/today', label: 'Today', key: 't', Icon: SquareCheck, needs: 'tasks.read' },
	{ path: '/accounts', label: 'Accounts', key: 'a', Icon: Building, needs: 'accounts.read' },
	{ path: '/renewals', label: 'Renewals', key: 'r', Icon: CalendarClock, needs: 'renewals.read' },
	{ path: '/forecast', label: 'Forecast', key: 'f', Icon: Telescope, needs: 'renewals.read' },
	{ path: '/expansion', label: 'Expansion', key: 'x', Icon: Sprout, needs: 'accounts.read' },
	{ path: '/retention', label: 'Retention', key: 'v', Icon: TrendingUp, needs: 'accounts.read' },
	{ path: '/health', label: 'Health', key: 'h', Icon: HeartPulse, needs: 'health.read' },
	{ path: '/playbooks', label: 'Playbooks', key: 'p', Icon: Workflow, needs: 'playbooks.read' },
	{ path: '/data', label: 'Data', key: 'd', Icon: Database, needs: 'data.read', isForOperators: true },
	{
		path: '/model',
		label: 'Model',
		key: 'm',
		Icon: SlidersHorizontal,
		needs: 'model.read',
		isForOperators: true,
	},
	{
		path: '/settings',
		label: 'Settings',
		key: 's',
		Icon: Settings,
		needs: 'workspace.read',
		isForOperators: true,
	},
]
