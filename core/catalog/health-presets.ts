import { type Band, Factor, HealthModel, type Scale } from '../model/health-model.ts'

/** Four bands: what most companies that publish theirs use. */
const fourBands: Band[] = [
	{ id: 'healthy', name: 'Healthy', from: 80, level: 'good', risk: 'low', action: 'Identify expansion' },
	{ id: 'stable', name: 'Stable', from: 60, level: 'fine', risk: 'medium', action: 'Monitor' },
	{ id: 'at_risk', name: 'At risk', from: 40, level: 'watch', risk: 'high', action: 'Intervene' },
	{ id: 'critical', name: 'Critical', from: 0, level: 'alarm', risk: 'high', action: 'Escalate at once' },
]

const trafficLight: Band[] = [
	{ id: 'green', name: 'Green', from: 75, level: 'good', risk: 'low', action: 'Identify expansion' },
	{ id: 'yellow', name: 'Yellow', from: 40, level: 'watch', risk: 'medium', action: 'Intervene' },
	{ id: 'red', name: 'Red', from: 0, level: 'alarm', risk: 'high', action: 'Escalate at once' },
]

function breakpoints(...points: [value: number, points: number][]): Scale {
	return { kind: 'breakpoints', points }
}

/** One scale per metric, so that the same number means the same in every preset. Points are ours. */
const scales = {
	active_days_per_week_28d: breakpoints([0, 0], [1, 35], [2, 55], [3, 70], [4, 85], [5, 100]),
	feature_breadth_share_28d: breakpoints([0, 0], [0.15, 35], [0.3, 60], [0.5, 80], [0.75, 100]),
	key_feature_share_28d: breakpoints([0, 0], [0.25, 40], [0.5, 70], [0.75, 90], [1, 100]),
	outcome_feature_share_28d: breakpoints([0, 0], [0.25, 35], [0.5, 65], [0.75, 85], [1, 100]),
	ticket_load_90d: breakpoints([0, 100], [2, 85], [5, 60], [10, 30], [20, 0]),
	tickets_opened_90d: breakpoints([0, 100], [3, 80], [8, 50], [15, 20], [25, 0]),
	tickets_open_critical: breakpoints([0, 100], [1, 40], [2, 10], [3, 0]),
	resolution_days_90d: breakpoints([1, 100], [3, 80], [7, 50], [14, 20], [30, 0]),
	tone_90d: breakpoints([-1, 0], [0, 60], [1, 100]),
	days_since_contact: breakpoints([14, 100], [30, 80], [60, 45], [90, 15], [120, 0]),
	reviews_attended_180d: breakpoints([0, 20], [1, 70], [2, 100]),
	training_attended_180d: breakpoints([0, 40], [1, 80], [2, 100]),
	champion_present: breakpoints([0, 10], [1, 100]),
	stakeholders_met_90d: breakpoints([0, 10], [1, 45], [2, 70], [3, 90], [4, 100]),
	executive_contact_90d: breakpoints([0, 15], [1, 60], [2, 85], [3, 100]),
	goals_progress: breakpoints([0, 0], [0.5, 50], [0.8, 80], [1, 100]),
	nps_latest_180d: breakpoints([0, 0], [6, 35], [7, 60], [8, 75], [9, 90], [10, 100]),
	nps_change: breakpoints([-3, 0], [-1, 35], [0, 65], [1, 85], [3, 100]),
	csat_90d: breakpoints([1, 0], [2, 15], [3, 45], [4, 80], [5, 100]),
	days_payment_late: breakpoints([0, 100], [15, 60], [30, 30], [60, 0]),
	paid_on_time_share_365d: breakpoints([0, 0], [0.5, 30], [0.8, 70], [1, 100]),
	arr_growth_365d: breakpoints([-0.3, 0], [0, 60], [0.2, 90], [0.5, 100]),
	/** What is a large contract depends on the segment, so it is ranked. */
	arr: { kind: 'rank', better: 'more' },
} as const satisfies Record<string, Scale>

function factor(
	id: string,
	name: string,
	group: string,
	weight: number,
	metric: keyof typeof scales,
): Factor {
	return Factor.parse({ id, name, group, metric, weight, scale: scales[metric] })
}

const classic = HealthModel.parse({
	id: 'classic',
	name: 'Classic',
	factors: [
		factor('product_usage', 'Product usage', 'Product usage', 40, 'active_days_per_week_28d'),
		factor('feature_adoption', 'Feature adoption', 'Feature adoption', 25, 'feature_breadth_share_28d'),
		factor('support_tickets', 'Support tickets', 'Support tickets', 15, 'ticket_load_90d'),
		factor('engagement', 'Engagement', 'Engagement', 20, 'days_since_contact'),
	],
	bands: fourBands,
})

const starter = HealthModel.parse({
	id: 'starter',
	name: 'Starter',
	factors: [
		factor('usage', 'Usage', 'Usage', 40, 'active_days_per_week_28d'),
		factor('engagement', 'Engagement', 'Engagement', 30, 'days_since_contact'),
		factor('support', 'Support', 'Support', 30, 'ticket_load_90d'),
	],
	bands: fourBands,
})

const scaleUp = HealthModel.parse({
	id: 'scale-up',
	name: 'Scale-up',
	factors: [
		factor('login_frequency', 'Login frequency', 'Usage', 15, 'active_days_per_week_28d'),
		factor('feature_adoption', 'Feature adoption', 'Usage', 15, 'feature_breadth_share_28d'),
		factor('workflow_completion', 'Workflow completion', 'Usage', 10, 'key_feature_share_28d'),
		factor('ticket_volume', 'Ticket volume', 'Support', 8, 'tickets_opened_90d'),
		factor('ticket_severity', 'Ticket severity', 'Support', 7, 'tickets_open_critical'),
		factor('time_to_resolution', 'Time to resolution', 'Support', 5, 'resolution_days_90d'),
		factor('review_attendance', 'Review attendance', 'Engagement', 8, 'reviews_attended_180d'),
		factor('training', 'Training', 'Engagement', 4, 'training_attended_180d'),
		factor('champion_strength', 'Champion strength', 'Engagement', 8, 'champion_present'),
		factor('payment_timeliness', 'Payment timeliness', 'Commercial', 8, 'days_payment_late'),
		factor('contract_value', 'Contract value', 'Commercial', 6, 'arr'),
		factor('growth', 'Growth', 'Commercial', 6, 'arr_growth_365d'),
	],
	bands: trafficLight,
})

const outcome = HealthModel.parse({
	id: 'outcome',
	name: 'Outcome',
	factors: [
		factor('outcome_usage', 'Use of outcome features', 'Outcome usage', 35, 'outcome_feature_share_28d'),
		factor('support_history', 'Support history', 'Support history', 20, 'ticket_load_90d'),
		factor('stakeholders_met', 'Stakeholders met', 'Relationship depth', 10, 'stakeholders_met_90d'),
		factor('champion', 'Champion still there', 'Relationship depth', 10, 'champion_present'),
		factor('outcome_progress', 'Outcome progress', 'Outcome progress', 25, 'goals_progress'),
	],
	bands: fourBands,
})

const sixSignal = HealthModel.parse({
	id: 'six-signal',
	name: 'Six signals',
	factors: [
		factor('usage_frequency', 'Usage frequency', 'Usage frequency', 25, 'active_days_per_week_28d'),
		factor('adoption_breadth', 'Adoption breadth', 'Adoption breadth', 20, 'feature_breadth_share_28d'),
		factor('ticket_volume', 'Ticket volume', 'Tickets', 10, 'tickets_opened_90d'),
		factor('ticket_tone', 'Ticket tone', 'Tickets', 5, 'tone_90d'),
		factor('executive_contact', 'Executive contact', 'Executive engagement', 15, 'executive_contact_90d'),
		factor('nps', 'Latest NPS', 'NPS and CSAT trend', 5, 'nps_latest_180d'),
		factor('nps_trend', 'NPS trend', 'NPS and CSAT trend', 5, 'nps_change'),
		factor('csat', 'CSAT', 'NPS and CSAT trend', 5, 'csat_90d'),
		factor('payment_delay', 'Payment delay', 'Billing history', 5, 'days_payment_late'),
		factor('paid_on_time', 'Paid on time', 'Billing history', 5, 'paid_on_time_share_365d'),
	],
	bands: fourBands,
})

/** Health models to start from, the default first. Weights of `outcome` and `six-signal` are ours. */
export const healthPresets: readonly HealthModel[] = [classic, starter, scaleUp, outcome, sixSignal]

/** The preset with the id. Throws where there is none: ids of presets are written by the program. */
export function getHealthPreset(id: string): HealthModel {
	const preset = healthPresets.find(model => model.id === id)
	if (!preset)
		throw new Error(`expected one of ${healthPresets.map(model => model.id).join(', ')}, got "${id}"`)
	return preset
}
