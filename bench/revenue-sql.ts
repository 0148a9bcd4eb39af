/**
 * The same waterfall by month and segment as a person would write it for PostgreSQL, straight from the facts: lines,
 * changes per account and day, classes, segments by ARR, moves between them. Covers what the made-up book holds:
 * one currency, no trials, no statuses, no corrections.
 */
export const waterfallSql = `
with began as (
	select account_id, split_part(external_id, '|', 1) as line, external_id, occurred_on as starts_on,
		lead(occurred_on) over (
			partition by account_id, split_part(external_id, '|', 1) order by occurred_on
		) as next_on,
		round((body ->> 'unit_price')::numeric * (body ->> 'quantity')::numeric * 1000000
			* (100 - coalesce((body ->> 'discount_percent')::numeric, 0)) / 100
			/ case body ->> 'billing_interval' when 'year' then 12 else 1 end) as mrr
	from fact where kind = 'subscription' and part = 'began'
), ended as (
	select account_id, external_id, occurred_on as ended_on
	from fact where kind = 'subscription' and part = 'ended'
), lines as (
	select began.account_id, starts_on, mrr, least(ended_on, next_on) as ends_on
	from began left join ended using (account_id, external_id)
), changes as (
	select account_id, starts_on as day, mrr as change from lines
	union all select account_id, ends_on, -mrr from lines where ends_on is not null
), daily as (
	select account_id, day, sum(change) as change from changes group by account_id, day having sum(change) <> 0
), running as (
	select account_id, day, change,
		sum(change) over (partition by account_id order by day) as after,
		row_number() over (partition by account_id order by day) as position
	from daily
), classed as (
	select account_id, date_trunc('month', day)::date as month, change, after,
		case when after = change then case when position = 1 then 'new' else 'reactivation' end
			when after = 0 then 'churn' when change > 0 then 'expansion' else 'contraction' end as kind,
		case when (after - change) * 12 >= 100000000000 then 'strategic'
			when (after - change) * 12 >= 25000000000 then 'growth' else 'tech_touch' end as was,
		case when after * 12 >= 100000000000 then 'strategic'
			when after * 12 >= 25000000000 then 'growth' else 'tech_touch' end as becomes
	from running
), booked as (
	select month, case when kind in ('new', 'reactivation') then becomes else was end as segment, kind, change
	from classed
	union all
	select month, was, 'leaving', -after from classed
	where kind in ('expansion', 'contraction') and was <> becomes
	union all
	select month, becomes, 'entering', after from classed
	where kind in ('expansion', 'contraction') and was <> becomes
)
select segment, month, kind, sum(change)::text as units from booked group by segment, month, kind`
