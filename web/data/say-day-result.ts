import { formatCount, formatNumber } from '../ui/format-number.ts'

/** What a run of the day did, in a sentence. Keys are those of `perennial run --json`; missing ones are not said. */
export function sayDayResult(day: Readonly<Record<string, unknown>>): string {
	const count = (key: string) => {
		const value = day[key]
		return typeof value === 'number' ? value : undefined
	}
	const parts: string[] = []
	const scored = count('scored')
	const unscored = count('unscored')
	if (scored !== undefined) parts.push(`${formatCount(scored, 'account')} scored`)
	if (unscored) parts.push(`${formatNumber(unscored)} without a score`)
	const opened = count('signals_opened')
	const closed = count('signals_closed')
	if (opened !== undefined) parts.push(`${formatCount(opened, 'signal')} opened`)
	if (closed !== undefined) parts.push(`${formatNumber(closed)} closed`)
	const tasks = count('tasks_created')
	if (tasks !== undefined) parts.push(`${formatCount(tasks, 'task')} made`)
	const renewals = count('renewals_open')
	if (renewals !== undefined) parts.push(`${formatCount(renewals, 'renewal')} open`)
	const text = parts.join(', ')
	return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
