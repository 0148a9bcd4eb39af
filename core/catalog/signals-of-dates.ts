import type { SignalDefinitionInput } from '../model/signal.ts'

/** Each lasts until the next one begins; the one at 0 until the decision is seven days past. */
const renewalDistances: [days: number, until: number][] = [
	[120, 90],
	[90, 60],
	[60, 30],
	[30, 0],
	[0, -7],
]

/** Renewals make the work of their dates themselves (their steps), so these episodes call for no task. */
const renewalDates: SignalDefinitionInput[] = renewalDistances.map(([days, until]) => ({
	id: `renewal_in_${days}d`,
	name: days === 0 ? 'Renewal due' : `${days} days to renewal`,
	kind: 'dates',
	when: `days_to_renewal <= threshold and days_to_renewal > until`,
	thresholds: { threshold: days, until },
	metric: 'days_to_renewal',
	level: days <= 30 ? 'watch' : 'fine',
	reason: days === 0 ? 'Renewal due' : '{days} to the renewal',
}))

export const datesSignals: SignalDefinitionInput[] = [
	...renewalDates,
	{
		id: 'stage_overdue',
		name: 'Lifecycle stage longer than usual',
		kind: 'dates',
		when: 'stage_overdue_days > threshold',
		thresholds: { threshold: 0 },
		metric: 'stage_overdue_days',
		level: 'watch',
		reason: 'Lifecycle stage {days} over its usual duration',
		work: { title: 'Find what keeps them from the next stage', dueInWorkingDays: 5, hours: 0.5 },
	},
	{
		id: 'milestone_overdue',
		name: 'Milestone overdue',
		kind: 'dates',
		when: 'milestone_overdue_days > threshold',
		thresholds: { threshold: 0 },
		metric: 'milestone_overdue_days',
		level: 'watch',
		reason: 'A milestone {days} overdue',
		sources: ['milestone'],
		work: { title: 'Agree a new date for the milestone', dueInWorkingDays: 3, hours: 0.5 },
	},
]
