/** What can be done in the made-up product: the events of the usage files besides `login`. */
export interface ProductEvent {
	event: string
	/** How often it is chosen where it is adopted. */
	weight: number
	/** Typical count on a day on which somebody uses it. */
	count: number
	/** Late adopters of features come to it last: 0 first … 1 last. */
	depth: number
	/** One of the features that carry the outcome bought; used more where value is high. */
	isKey?: boolean
	/** Only with this product. */
	product?: 'Insights' | 'Automate'
	/** Part of a higher plan, there to be tried. */
	isHigherPlan?: boolean
	/** Launched so many days before today. */
	launchedDaysAgo?: number
}

export const productEvents: readonly ProductEvent[] = [
	{ event: 'dashboard_viewed', weight: 10, count: 3, depth: 0 },
	{ event: 'search_run', weight: 6, count: 3, depth: 0.1 },
	{ event: 'record_edited', weight: 8, count: 6, depth: 0.05 },
	{ event: 'workflow_completed', weight: 8, count: 4, depth: 0.15, isKey: true },
	{ event: 'report_created', weight: 4, count: 1, depth: 0.25, isKey: true },
	{ event: 'report_shared', weight: 3, count: 1, depth: 0.35 },
	{ event: 'report_exported', weight: 3, count: 1, depth: 0.3 },
	{ event: 'comment_added', weight: 4, count: 2, depth: 0.35 },
	{ event: 'data_imported', weight: 2, count: 1, depth: 0.4 },
	{ event: 'integration_synced', weight: 5, count: 5, depth: 0.45, isKey: true },
	{ event: 'workflow_created', weight: 2.5, count: 1, depth: 0.45, isKey: true },
	{ event: 'mobile_session', weight: 4, count: 2, depth: 0.5 },
	{ event: 'user_invited', weight: 1, count: 1, depth: 0.5 },
	{ event: 'template_used', weight: 2, count: 1, depth: 0.55 },
	{ event: 'alert_configured', weight: 1.5, count: 1, depth: 0.65 },
	{ event: 'api_called', weight: 4, count: 9, depth: 0.75 },
	{ event: 'admin_settings_changed', weight: 1, count: 1, depth: 0.8 },
	{ event: 'assistant_asked', weight: 4, count: 2, depth: 0.6, launchedDaysAgo: 400 },
	{ event: 'advanced_permissions_tried', weight: 0.8, count: 1, depth: 0.9, isHigherPlan: true },
	{ event: 'forecast_viewed', weight: 5, count: 2, depth: 0.2, product: 'Insights' },
	{ event: 'automation_run', weight: 6, count: 5, depth: 0.2, product: 'Automate' },
]
