import type { MetricDefinitionInput } from '../model/metric-definition.ts'

const ticketsUnknown =
	'No tickets were ever loaded, tickets are stale, or the account is younger than the window.'
const noWindowUnknown = 'No tickets were ever loaded, or tickets are stale.'

function opened(days: number): MetricDefinitionInput {
	return {
		id: `tickets_opened_${days}d`,
		name: `Tickets opened in ${days} days`,
		meaning: `Support tickets opened in the last ${days} days.`,
		better: 'less',
		source: 'ticket',
		aggregate: 'count',
		windowDays: days,
		unknown: ticketsUnknown,
	}
}

function escalations(days: number): MetricDefinitionInput {
	return {
		id: `escalations_${days}d`,
		name: `Escalations in ${days} days`,
		meaning: `Tickets opened in the last ${days} days that were escalated.`,
		better: 'less',
		source: 'ticket',
		aggregate: 'count',
		filter: { where: [{ field: 'escalated', is: 'eq', value: true }] },
		windowDays: days,
		unknown: ticketsUnknown,
	}
}

/** Metrics of support tickets. Durations are in whole days. */
export const supportMetrics: readonly MetricDefinitionInput[] = [
	opened(28),
	opened(90),
	{
		id: 'tickets_open',
		name: 'Open tickets',
		meaning: 'Tickets opened and not resolved by the end of the day.',
		better: 'less',
		source: 'ticket',
		aggregate: 'named',
		calculation: 'tickets_open',
		unknown: noWindowUnknown,
	},
	{
		id: 'tickets_open_critical',
		name: 'Open critical tickets',
		meaning: 'Critical tickets opened and not resolved by the end of the day.',
		better: 'less',
		source: 'ticket',
		aggregate: 'named',
		calculation: 'tickets_open_critical',
		unknown: noWindowUnknown,
	},
	{
		id: 'oldest_critical_open_days',
		name: 'Age of the oldest open critical ticket',
		meaning: 'Days that the oldest open critical ticket has been open; 0 where none is.',
		unit: 'days',
		better: 'less',
		source: 'ticket',
		aggregate: 'named',
		calculation: 'oldest_critical_open_days',
		unknown: noWindowUnknown,
	},
	escalations(28),
	escalations(90),
	{
		id: 'resolution_days_90d',
		name: 'Days to resolve',
		meaning: 'Mean days from opening to resolution of the tickets resolved in the last 90 days.',
		unit: 'days',
		better: 'less',
		source: 'ticket',
		aggregate: 'named',
		calculation: 'resolution_days',
		windowDays: 90,
		whenYounger: 'allow',
		unknown: 'No tickets loaded or stale, or none was resolved in the window.',
	},
	{
		id: 'ticket_load_90d',
		name: 'Ticket load in 90 days',
		meaning:
			'Tickets opened in the last 90 days by weight: low and normal 1, high 2, critical 4, escalated +3.',
		unit: 'score',
		better: 'less',
		source: 'ticket',
		aggregate: 'named',
		calculation: 'ticket_load',
		windowDays: 90,
		whenYounger: 'allow',
		unknown: 'No tickets were ever loaded, tickets are stale, or the account began today.',
	},
	{
		id: 'tickets_vs_norm_28d',
		name: 'Tickets against the own norm',
		meaning:
			"Tickets of the last 28 days ÷ the account's own rate of the 90 days before: 2 is twice the norm.",
		unit: 'ratio',
		better: 'less',
		source: 'ticket',
		aggregate: 'named',
		calculation: 'tickets_vs_norm',
		windowDays: 28,
		unknown:
			'No tickets loaded or stale, the account is younger than 118 days, or fewer than 10 tickets in the 90 days before.',
	},
	{
		id: 'satisfaction_90d',
		name: 'Ticket satisfaction',
		meaning: 'Mean satisfaction of the tickets resolved in the last 90 days.',
		unit: 'score',
		better: 'more',
		source: 'ticket',
		part: 'resolved',
		aggregate: 'mean',
		field: 'satisfaction',
		windowDays: 90,
		whenYounger: 'allow',
		unknown: 'No tickets loaded or stale, or nobody answered in the window.',
	},
	{
		id: 'tone_90d',
		name: 'Tone of tickets',
		meaning:
			'Mean tone of tickets opened in the last 90 days: negative −1, neutral 0, positive 1, or as a number.',
		unit: 'score',
		better: 'more',
		source: 'ticket',
		aggregate: 'named',
		calculation: 'tone',
		windowDays: 90,
		whenYounger: 'allow',
		unknown: 'No tickets loaded or stale, or no tone is recorded in the window.',
	},
]
