const dayMs = 86_400_000

/** So many days before the machine's today, as `YYYY-MM-DD`. */
export function daysAgo(days: number): string {
	return new Date(Date.now() - days * dayMs).toISOString().slice(0, 10)
}

const names = ['Northwind', 'Contoso', 'Fabrikam', 'Adventure', 'Tailspin', 'Wingtip']

/** A small company of six accounts with 100 days of usage until yesterday. */
export function ownFiles(): Record<string, string> {
	const days = Array.from({ length: 100 }, (_, index) => 100 - index)
	const lines = (head: string, rows: readonly string[]) => `${[head, ...rows].join('\n')}\n`
	return {
		'accounts.csv': lines(
			'id,name,owner_email,industry,created_on',
			names.map((name, index) => `a${index},${name},carla@own.example,retail,${daysAgo(700)}`),
		),
		'subscriptions.csv': lines(
			'id,account_id,product,quantity,unit_price,currency,billing_interval,started_on,term_ends_on,auto_renews,status',
			names.map(
				(_, index) =>
					`s${index},a${index},Base,${10 + index},100,USD,month,${daysAgo(600)},${daysAgo(-60 - index)},true,active`,
			),
		),
		'contacts.csv': lines(
			'id,account_id,name,email,role,last_contacted_on',
			names.map(
				(name, index) => `c${index},a${index},${name} Champion,c${index}@x.example,champion,${daysAgo(40)}`,
			),
		),
		'tickets.csv': lines(
			'id,account_id,opened_at,resolved_at,severity',
			names.map((_, index) => `t${index},a${index},${daysAgo(20)},${daysAgo(19)},low`),
		),
		'engagements.csv': lines(
			'id,account_id,kind,occurred_at,attended',
			names.map((_, index) => `e${index},a${index},call,${daysAgo(80)},true`),
		),
		'usage_daily.csv': lines(
			'account_id,day,event,count,users',
			days.flatMap(day => names.map((_, index) => `a${index},${daysAgo(day)},login,${10 + index},4`)),
		),
	}
}
