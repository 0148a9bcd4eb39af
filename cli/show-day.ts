import colors from 'picocolors'
import { describeHealth } from '../core/health/describe-health.ts'
import type { BandLevel } from '../core/model/health-model.ts'
import { showMoney } from '../core/money/amount.ts'
import { type Day, formatDay } from '../core/time/day.ts'
import type { HeldAccount } from '../server/days/compute-dates.ts'
import { firstLookReason } from '../server/jobs/day-work.ts'
import type { FinishedDay } from '../server/jobs/run-day.ts'
import { type Column, formatTable, showBand, showNumber } from './print-table.ts'
import { sayMetric } from './say-metric.ts'

const shownAccounts = 20

/** Band in force of an account: its name and level. */
export function bandOf(account: HeldAccount): { name: string; level: BandLevel | 'unknown' } {
	const band = account.model.bands.find(({ id }) => id === account.band)
	return band ? { name: band.name, level: band.level } : { name: 'Unknown', level: 'unknown' }
}

function isAtRisk(account: HeldAccount): boolean {
	const { level } = bandOf(account)
	return account.isCustomer && (level === 'watch' || level === 'alarm')
}

function byMoney(a: HeldAccount, b: HeldAccount): number {
	const [first, second] = [a.arrMinor ?? -1n, b.arrMinor ?? -1n]
	if (first !== second) return first > second ? -1 : 1
	return (a.health.score ?? 101) - (b.health.score ?? 101) || a.accountId - b.accountId
}

/** Why an account stands where it stands, in one sentence. */
export function reasonOf(account: HeldAccount, date: Day): string {
	const why = describeHealth(account.model, account.health.points, (metric, index) =>
		sayMetric(metric, account.inputs[index]?.value ?? null),
	)
	const days = account.renewalOn === null ? undefined : account.renewalOn - date
	const renewal = days === undefined || days > 180 ? '' : `, ${days} days before its renewal`
	return `${why || 'No single factor stands out'}${renewal}`
}

function columnsOf(currency: string, date: Day): Column<HeldAccount>[] {
	return [
		{ title: 'account', cell: account => account.name, maxWidth: 28 },
		{ title: 'id', cell: account => colors.dim(account.externalId), maxWidth: 24 },
		{
			title: 'ARR',
			align: 'right',
			cell: account => (account.arrMinor === null ? '–' : showMoney(account.arrMinor, currency)),
		},
		{ title: 'health', align: 'right', cell: account => showNumber(account.health.score) },
		{ title: 'band', cell: account => showBand(bandOf(account).name, bandOf(account).level) },
		{ title: 'why', cell: account => reasonOf(account, date) },
	]
}

/** The end of a day on a terminal: how many accounts stand where, and those at risk, worst money first. */
export function showDay({ result, scored, currency }: FinishedDay): string {
	if (scored.accounts.length === 0) {
		return 'There are no accounts yet. Load a folder of files: perennial import FOLDER'
	}
	const customers = scored.accounts.filter(account => account.isCustomer)
	const atRisk = customers.filter(isAtRisk).sort(byMoney)
	const money = atRisk.reduce((sum, account) => sum + (account.arrMinor ?? 0n), 0n)
	const until = scored.accounts[0]?.dataUntil
	const lines = [
		colors.bold(
			`${atRisk.length} accounts at risk · ${showMoney(money, currency)} ARR` +
				`${until == null ? '' : colors.dim(`   data to ${formatDay(until)}`)}`,
		),
		formatTable(columnsOf(currency, scored.date), atRisk.slice(0, shownAccounts)),
	]
	if (atRisk.length > shownAccounts) {
		lines.push(colors.dim(`… and ${atRisk.length - shownAccounts} more: perennial accounts`))
	}
	lines.push('', showCounts(customers), ...showGaps(customers, result.held))
	if (result.tasks_created > 0) lines.push(`${result.tasks_created} new tasks: perennial tasks`)
	lines.push(colors.dim('Why one account: perennial explain ID'))
	return lines.join('\n')
}

function showCounts(customers: readonly HeldAccount[]): string {
	const counts = new Map<string, number>()
	for (const account of customers) {
		const { name, level } = bandOf(account)
		const shown = showBand(name, level)
		counts.set(shown, (counts.get(shown) ?? 0) + 1)
	}
	const inOrder = [...counts].sort(([, a], [, b]) => b - a)
	return `${customers.length} customers: ${inOrder.map(([band, count]) => `${band} ${count}`).join('   ')}`
}

/** What was not done, as a sentence where it is one that people meet. */
function sayHeld(reason: string, count: number): string {
	if (reason === firstLookReason) {
		return `${count} signals were open at the first look and made no tasks: perennial signals`
	}
	if (reason === 'task held: over the daily limit') {
		return `${count} tasks wait, so that nobody gets more than the daily limit of new ones`
	}
	return `${count} × ${reason}`
}

/** What the scores lack, in words: factors without data, scores that were kept. */
function showGaps(
	customers: readonly HeldAccount[],
	held: readonly { reason: string; count: number }[],
): string[] {
	const lines = held.map(({ reason, count }) => colors.yellow(sayHeld(reason, count)))
	const model = customers[0]?.model
	for (const [index, factor] of (model?.factors ?? []).entries()) {
		const same = customers.filter(account => account.model === model)
		const without = same.filter(account => (account.health.points[index] ?? null) === null)
		if (without.length === 0) continue
		const reason = without[0]?.inputs[index]?.unknown ?? 'not recorded'
		const share = `${showNumber(without.length)} of ${showNumber(same.length)} accounts`
		lines.push(colors.dim(`${factor.name} is missing for ${share} (${reason})`))
	}
	return lines
}
