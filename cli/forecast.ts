import type { Command } from 'commander'
import { chanceErrorOf, computeForecast, forecastGroups } from '../core/forecast/compute-forecast.ts'
import { monthNameOf, quarterOf } from '../core/forecast/period.ts'
import { showMoney } from '../core/money/amount.ts'
import { formatDay } from '../core/time/day.ts'
import { readAccountNames } from '../server/forecast/account-name-store.ts'
import { entryJson, figuresJson } from '../server/forecast/forecast-json.ts'
import type { SourcedEntry } from '../server/forecast/outlook-store.ts'
import { type ReadForecast, readForecast } from '../server/forecast/read-forecast.ts'
import { Problem } from '../server/problem.ts'
import { addCommand, type CommonOptions, printResult, withWorkspace } from './command.ts'
import { readDayOption } from './day-option.ts'
import { formatTable } from './print-table.ts'

interface ForecastOptions extends CommonOptions {
	period?: string
	asOf?: string
	by?: string
}

const dimensions: Readonly<Record<string, (entry: SourcedEntry) => string>> = {
	segment: entry => entry.segment ?? 'none',
	owner: entry => entry.ownerEmail ?? 'none',
	csm: entry => entry.ownerEmail ?? 'none',
	month: entry => monthNameOf(entry.renewalOn),
	quarter: entry => quarterOf(entry.renewalOn).name,
}

/** `perennial forecast`: what the renewals of a period come to. */
export function registerForecast(program: Command): void {
	addCommand(program, 'forecast', 'what the renewals of a period come to, with an 80 % interval')
		.option('--period <period>', 'quarter 2026-Q1, month 2026-01 or year 2026 (default: the running quarter)')
		.option('--as-of <date>', 'from what was known at the end of this day (default: today)')
		.option('--by <dimension>', 'also by segment, csm, month or quarter')
		.action(async (options: ForecastOptions) => {
			const groupOf = options.by === undefined ? undefined : dimensions[options.by]
			if (options.by !== undefined && !groupOf) {
				throw new Problem('by_unknown', `expected --by segment, csm, month or quarter, got "${options.by}"`)
			}
			const asked = readDayOption(options.asOf, '--as-of')
			const { read, names } = await withWorkspace(options, async ({ pool }) => {
				const found = await readForecast(pool, { now: new Date(), period: options.period, asOf: asked })
				const ids = found.entries.map(({ accountId }) => accountId)
				return { read: found, names: await readAccountNames(pool, ids) }
			})
			const json = forecastJson(read, names, groupOf)
			printResult(options, json, () => showForecast(read, groupOf))
		})
}

function forecastJson(
	{ period, run, entries }: ReadForecast,
	names: Awaited<ReturnType<typeof readAccountNames>>,
	groupOf: ((entry: SourcedEntry) => string) | undefined,
) {
	const { renewals, ...figures } = figuresJson(computeForecast(entries, run), run.currency)
	return {
		period: period.name,
		from: formatDay(period.from),
		to: formatDay(period.to),
		as_of: formatDay(run.asOf),
		currency: run.currency,
		count: renewals,
		...figures,
		level: 0.8,
		shock: run.shock,
		chance_error: chanceErrorOf(entries, run.amounts),
		...(groupOf
			? {
					groups: forecastGroups(entries, groupOf, run).map(({ group, forecast }) => ({
						group,
						...figuresJson(forecast, run.currency),
					})),
				}
			: {}),
		renewals: entries.map(entry => entryJson(entry, names.get(entry.accountId), run.currency)),
	}
}

function showForecast(
	{ period, run, entries }: ReadForecast,
	groupOf: ((entry: SourcedEntry) => string) | undefined,
): string {
	const money = (minor: bigint) => showMoney(minor, run.currency)
	const rows = [
		{ name: period.name, forecast: computeForecast(entries, run) },
		...(groupOf ? forecastGroups(entries, groupOf, run) : []).map(({ group, forecast }) => ({
			name: group,
			forecast,
		})),
	]
	const table = formatTable(
		[
			{ title: 'period', cell: ({ name }) => name, maxWidth: 32 },
			{ title: 'renewals', align: 'right', cell: ({ forecast }) => String(forecast.renewals) },
			{ title: 'open', align: 'right', cell: ({ forecast }) => String(forecast.open) },
			{ title: 'due', align: 'right', cell: ({ forecast }) => money(forecast.dueMinor) },
			{ title: 'closed', align: 'right', cell: ({ forecast }) => money(forecast.closedMinor) },
			{ title: 'expected', align: 'right', cell: ({ forecast }) => money(forecast.expectedMinor) },
			{
				title: '80 % between',
				align: 'right',
				cell: ({ forecast }) => `${money(forecast.lowMinor)} – ${money(forecast.highMinor)}`,
			},
			{
				title: 'commit · likely · best',
				align: 'right',
				cell: ({ forecast: { scenarios } }) =>
					[scenarios.commitMinor, scenarios.likelyMinor, scenarios.bestMinor].map(money).join(' · '),
			},
		],
		rows,
	)
	return `As of ${formatDay(run.asOf)}\n${table}`
}
