const names: Readonly<Record<string, string>> = {
	usage_daily: 'Daily usage',
	fx_rates: 'Exchange rates',
	engagement: 'Meetings, calls, e-mails',
	engagements: 'Meetings, calls, e-mails',
}

/** A kind of data as people say it. */
export function sayKind(kind: string): string {
	const text = names[kind] ?? kind.replaceAll('_', ' ')
	return text.charAt(0).toUpperCase() + text.slice(1)
}
