import { getHealthDistribution } from '../../api/health.ts'
import type { Band, BandLevel } from '../../core/model/health-model.ts'
import { type Day, formatDay, monthEnd, parseDay, weekdayOf } from '../../core/time/day.ts'
import { amountText } from '../accounts/account-row-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import type { Mount } from '../http/mount.ts'
import { listModels } from '../model/model-store.ts'
import { type BandRow, listBandRows, listComputedDates } from './distribution-store.ts'

/** As many points as a chart shows. */
const mostDates = 120

/** The bands of every version of the model. */
export type BandsOfVersions = (modelVersion: number, healthModel: string, band: string) => Band | undefined

export async function readBands(pool: Parameters<typeof listModels>[0]): Promise<BandsOfVersions> {
	const bands = new Map<string, Band>()
	for (const { version, model } of await listModels(pool)) {
		for (const health of model.healthModels) {
			for (const band of health.bands) bands.set(`${version} ${health.id} ${band.id}`, band)
		}
	}
	return (version, model, band) => bands.get(`${version} ${model} ${band}`)
}

/** Customers by band over time. */
export function mountDistributionRoutes(mount: Mount): void {
	mount.read(getHealthDistribution, async call => {
		const { query, pool, now, actor } = call
		const { today, workspace } = await readShownDay(pool, now)
		const to = Math.min(parseDay(query.to ?? '') ?? today, today)
		const from = Math.max(parseDay(query.from ?? '') ?? to - 365, to - 3_700)
		const dates = pickDates(await listComputedDates(pool, from, to), query.every)
		const seesAll = call.may({ ownerEmail: null })
		const ownerEmail = query.owner === 'me' || !seesAll ? actor.email : (query.owner ?? null)
		const rows = await listBandRows(pool, dates, { segment: query.segment ?? null, ownerEmail })
		const bandOf = await readBands(pool)
		const byDate = Map.groupBy(rows, ({ asOf }) => asOf)
		return {
			currency: workspace.currency,
			items: dates.map(asOf => pointOf(asOf, byDate.get(asOf) ?? [], bandOf, workspace.currency)),
		}
	})
}

/** The last computed date of each period, the latest of all too; at most so many, the latest. */
export function pickDates(dates: readonly Day[], every: 'day' | 'week' | 'month'): Day[] {
	const last = new Map<Day, Day>()
	for (const day of dates) {
		const period = every === 'day' ? day : every === 'week' ? day - weekdayOf(day) + 1 : monthEnd(day)
		last.set(period, day)
	}
	return [...last.values()].slice(-mostDates)
}

const levelOrder: Record<BandLevel | 'unknown', number> = { good: 0, fine: 1, watch: 2, alarm: 3, unknown: 4 }

function pointOf(asOf: Day, rows: readonly BandRow[], bandOf: BandsOfVersions, currency: string | null) {
	const bands = new Map<
		string,
		{ name: string; level: BandLevel | 'unknown'; accounts: number; arr: bigint | null }
	>()
	let [customers, scored, scoreSum, modelVersion] = [0, 0, 0, 0]
	for (const row of rows) {
		const band = bandOf(row.modelVersion, row.healthModel, row.band)
		const level = band?.level ?? 'unknown'
		// Bands of several health models that are called the same and mean the same are one.
		const key = `${row.band} ${level}`
		const sum = bands.get(key) ?? { name: band?.name ?? 'Unknown', level, accounts: 0, arr: null }
		sum.accounts += row.accounts
		if (row.arrMinor !== null) sum.arr = (sum.arr ?? 0n) + row.arrMinor
		bands.set(key, sum)
		customers += row.accounts
		scored += row.scored
		scoreSum += row.scoreSum
		modelVersion = Math.max(modelVersion, row.modelVersion)
	}
	return {
		as_of: formatDay(asOf),
		model_version: modelVersion,
		customers,
		scored,
		mean_score: scored > 0 ? scoreSum / scored : null,
		bands: [...bands]
			.map(([key, band]) => ({
				band: key.split(' ')[0] ?? key,
				name: band.name,
				level: band.level,
				accounts: band.accounts,
				arr: amountText(band.arr, currency),
			}))
			.sort((a, b) => levelOrder[a.level] - levelOrder[b.level] || (a.band < b.band ? -1 : 1)),
	}
}
