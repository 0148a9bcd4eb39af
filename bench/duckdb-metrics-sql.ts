import { type Day, formatDay } from '../core/time/day.ts'
import { benchEventLists } from './bench-metrics.ts'

const list = (names: readonly string[]) => `(${names.map(name => `'${name}'`).join(', ')})`
const keyFeatures = list(benchEventLists.key_features)
const outcomeFeatures = list(benchEventLists.outcome_features)
const higherPlan = list(benchEventLists.higher_plan_features)

/** The last n days up to and with the date, as a condition on a column. */
const inLast = (days: number, column = 'day') => `${column} > as_of - ${days}`
const inBefore = (days: number) => `day > as_of - ${2 * days} and day <= as_of - ${days}`
const countOf = (condition: string) => `coalesce(sum(n) filter (${condition}), 0)`
const known = (days: number, value: string) => `case when age >= ${days} then ${value} end`
const change = (days: number, name: string) =>
	known(
		2 * days,
		`case when ${name}_before_${days} >= 10 then ${name}_${days}::double / ${name}_before_${days} - 1 end`,
	)

const windows = [7, 14, 28, 90]

const windowSums = windows.flatMap(days => [
	`${countOf(inLast(days))} as events_${days}`,
	`${countOf(inBefore(days))} as events_before_${days}`,
	`${countOf(`event = 'login' and ${inLast(days)}`)} as logins_${days}`,
	`${countOf(`event = 'login' and ${inBefore(days)}`)} as logins_before_${days}`,
])

/** What each metric is in the columns of `joined`. */
export const metricColumns: Record<string, string> = {
	events_180d: known(180, 'events_180'),
	...Object.fromEntries(
		windows.flatMap(days => [
			[`events_${days}d`, known(days, `events_${days}`)],
			[`logins_${days}d`, known(days, `logins_${days}`)],
			[`usage_change_${days}d`, change(days, 'events')],
			[`logins_change_${days}d`, change(days, 'logins')],
		]),
	),
	active_days_28d: known(28, 'active_days'),
	active_days_per_week_28d: known(2, 'active_days * 7.0::double / least(28, age)'),
	active_users_7d: known(7, 'users_7'),
	active_users_28d: known(28, 'users_28'),
	active_users_change_28d: known(
		56,
		'case when events_before_28 >= 10 and users_before_28 > 0 then users_28::double / users_before_28 - 1 end',
	),
	peak_daily_users_28d: known(28, 'coalesce(peak_users, 0)'),
	new_users_28d: known(118, 'coalesce(new_users, 0)'),
	feature_breadth_28d: known(28, 'features'),
	feature_breadth_180d: known(2, 'features_180'),
	feature_breadth_share_28d: known(2, 'features::double / product_features'),
	key_feature_events_28d: known(28, 'key_events'),
	key_feature_share_28d: known(2, 'key_features::double / product_key_features'),
	key_features_dropped_30d: known(30, 'key_features_120 - key_features_30'),
	outcome_events_28d: known(28, 'outcome_events'),
	outcome_feature_share_28d: known(2, 'outcome_features::double / product_outcome_features'),
	higher_plan_features_28d: known(2, 'higher_plan_features'),
	days_since_activity: 'least(case when last_day is null then age - 1 else as_of - last_day end, 180)',
}

/** Made once: when each account and each event was first seen. */
export function firstDaysSql(rollupPath: string): string {
	return `create table account_start as select account_id, min(day) as first_day from '${rollupPath}' group by account_id;
		create table event_start as select event, min(day) as first_day from '${rollupPath}' group by event;`
}

/** All metrics of all accounts as of one date, as somebody who knows SQL would write them by hand. */
export function metricsSql(rollupPath: string, asOf: Day, metricIds: readonly string[]): string {
	const date = `date '${formatDay(asOf)}'`
	return `
	with recent as (
		select account_id, day, user_id, event, n, ${date} as as_of
		from '${rollupPath}' where day > ${date} - 180 and day <= ${date}
	), summed as (
		select account_id, ${windowSums.join(', ')},
			count(distinct day) filter (${inLast(28)}) as active_days,
			count(distinct user_id) filter (${inLast(7)}) as users_7,
			count(distinct user_id) filter (${inLast(28)}) as users_28,
			count(distinct user_id) filter (${inBefore(28)}) as users_before_28,
			count(distinct event) filter (${inLast(28)}) as features,
			count(distinct event) as features_180, ${countOf('true')} as events_180,
			${countOf(`event in ${keyFeatures} and ${inLast(28)}`)} as key_events,
			count(distinct event) filter (event in ${keyFeatures} and ${inLast(28)}) as key_features,
			count(distinct event) filter (event in ${keyFeatures} and ${inLast(30)}) as key_features_30,
			count(distinct event) filter (event in ${keyFeatures} and ${inLast(120)}) as key_features_120,
			${countOf(`event in ${outcomeFeatures} and ${inLast(28)}`)} as outcome_events,
			count(distinct event) filter (event in ${outcomeFeatures} and ${inLast(28)}) as outcome_features,
			count(distinct event) filter (event in ${higherPlan} and ${inLast(28)}) as higher_plan_features,
			max(day) as last_day
		from recent group by account_id
	), peaks as (
		select account_id, max(users) as peak_users from (
			select account_id, day, count(distinct user_id) as users from recent where ${inLast(28)} group by all
		) group by account_id
	), newcomers as (
		select account_id, count(*) as new_users from (
			select account_id, user_id from recent where ${inLast(118)} group by all having min(day) > any_value(as_of) - 28
		) group by account_id
	), product as (
		select count(*) as product_features,
			count(*) filter (event in ${keyFeatures}) as product_key_features,
			count(*) filter (event in ${outcomeFeatures}) as product_outcome_features
		from event_start where first_day <= ${date}
	), joined as (
		select account_start.account_id, ${date} as as_of, ${date} - account_start.first_day + 1 as age,
			coalesce(columns(summed.* exclude (account_id, last_day)), 0), summed.last_day,
			peak_users, new_users, product.*
		from account_start
		left join summed using (account_id) left join peaks using (account_id) left join newcomers using (account_id)
		cross join product
		where account_start.first_day <= ${date}
	)
	select account_id, ${metricIds.map(id => `(${metricColumns[id]})::double as ${id}`).join(', ')} from joined`
}
