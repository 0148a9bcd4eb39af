import type { Pool } from 'pg'
import { getAccountChurn, listChurnRisks } from '../../api/churn.ts'
import { shippedMetrics } from '../../core/catalog/metrics.ts'
import { baseReason, restReason } from '../../core/churn/predict-churn.ts'
import type { MetricDefinition } from '../../core/model/metric-definition.ts'
import type { Predictor } from '../../core/model/predictor.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import type { AccountLists } from '../accounts/account-list-store.ts'
import { accountRowAt, amountText } from '../accounts/account-row-store.ts'
import { getAccountFor } from '../accounts/get-account-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import { cutPage, readNumberCursor } from '../http/cursor.ts'
import type { Mount } from '../http/mount.ts'
import { readModel } from '../model/model-store.ts'
import {
	findChurnPrediction,
	findPredictor,
	listChurnPredictions,
	type StoredPrediction,
} from './predictor-store.ts'

type Definitions = ReadonlyMap<string, Pick<MetricDefinition, 'name' | 'unit'>>

/** Who is likely to leave, by name, and what speaks for and against it at one account. */
export function mountChurnListRoutes(mount: Mount, lists: AccountLists): void {
	mount.read(listChurnRisks, async ({ query, pool, now, may }) => {
		const { day } = await readShownDay(pool, now, query.as_of)
		const all = (await listChurnPredictions(pool, day)).filter(({ ownerEmail }) => may({ ownerEmail }))
		const asOf = all[0]?.asOf ?? null
		const list = asOf === null ? undefined : await lists.on(asOf)
		const placed = all.flatMap(item => {
			const at = list?.positionOf(item.accountId) ?? -1
			return at >= 0 ? [{ item, at }] : []
		})
		if (!list || asOf === null) return nothingForetold
		const method = await methodOf(pool, asOf)
		const definitions = await readDefinitions(pool, now)
		const from = readNumberCursor(query.cursor) ?? 0
		const read = placed
			.slice(from, from + query.limit + 1)
			.map((entry, index) => ({ entry, next: from + index + 1 }))
		const page = cutPage(read, query.limit, ({ next }) => [next])
		const expectedMinor = placed.reduce((sum, { item, at }) => {
			const arr = Number(list.columns.arr[at] ?? Number.NaN)
			return Number.isNaN(arr) ? sum : sum + item.probability * arr
		}, 0)
		return {
			next_cursor: page.next_cursor,
			as_of: formatDay(asOf),
			total: placed.length,
			currency: list.currency,
			expected_churns: placed.reduce((sum, { item }) => sum + item.probability, 0),
			expected_arr: amountText(BigInt(Math.round(expectedMinor)), list.currency),
			items: page.items.map(({ entry: { item, at } }) => {
				const { id, name, segment, owner_email, arr, renewal_on, score, band_name, level } = accountRowAt(
					list,
					at,
					day,
				)
				return {
					...foretoldJson(item, method, definitions),
					account_id: id,
					name,
					segment,
					owner_email,
					arr,
					renewal_on,
					score,
					band: band_name,
					level,
				}
			}),
		}
	})
	mount.read(getAccountChurn, async call => {
		const { params, query, pool, now } = call
		const account = await getAccountFor(pool, call, params.id)
		const { day } = await readShownDay(pool, now, query.as_of)
		const found = await findChurnPrediction(pool, account.accountId, day)
		if (!found) return { churn: null }
		const definitions = await readDefinitions(pool, now)
		return { churn: foretoldJson(found, await methodOf(pool, found.asOf), definitions) }
	})
}

const nothingForetold = {
	items: [],
	next_cursor: null,
	as_of: null,
	total: 0,
	currency: null,
	expected_churns: 0,
	expected_arr: null,
}

async function methodOf(pool: Pool, asOf: Day): Promise<Predictor['method']> {
	return (await findPredictor(pool, 'churn', asOf))?.predictor.method ?? 'band rates'
}

async function readDefinitions(pool: Pool, now: Date): Promise<Definitions> {
	const { model } = await readModel(pool, now)
	return new Map([...shippedMetrics, ...model.metrics].map(({ id, name, unit }) => [id, { name, unit }]))
}

function foretoldJson(prediction: StoredPrediction, method: Predictor['method'], definitions: Definitions) {
	const { reasons } = prediction
	return {
		as_of: formatDay(prediction.asOf),
		predictor_version: prediction.predictorVersion,
		method,
		probability: prediction.probability,
		low: prediction.low,
		high: prediction.high,
		base: reasons.find(({ metric }) => metric === baseReason)?.contribution ?? 0,
		reasons: reasons
			.filter(({ metric, contribution }) => metric !== baseReason && contribution !== 0)
			.map(({ metric, value, contribution }) => ({
				metric,
				name:
					definitions.get(metric)?.name ?? (metric === restReason ? 'All other metrics together' : metric),
				unit: definitions.get(metric)?.unit ?? null,
				value,
				contribution,
			})),
	}
}
