import type { Pool } from 'pg'
import type { z } from 'zod'
import type { getWhatIf } from '../../api/model.ts'
import { formatDay } from '../../core/time/day.ts'
import type { AccountLists } from '../accounts/account-list-store.ts'
import { amountText } from '../accounts/account-row-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import type { IsShown } from './plan-impact.ts'

type WhatIf = z.input<(typeof getWhatIf)['output']>

/** The customers of the latest computed date with some metrics, column by column: what a draft is tried on. */
export async function readCustomersForWhatIf(
	lists: AccountLists,
	pool: Pool,
	names: readonly string[],
	now: Date,
	isShown: IsShown = () => true,
): Promise<WhatIf> {
	const { day } = await readShownDay(pool, now)
	const list = await lists.on(day)
	if (!list)
		return { as_of: null, ids: [], names: [], segments: [], stages: [], arr: [], overridden: [], metrics: {} }
	const { columns, currency } = list
	const places = Array.from({ length: columns.count }, (_, at) => at).filter(
		at => columns.isCustomer[at] === 1 && isShown(columns.owners[at] ?? null),
	)
	const metrics: WhatIf['metrics'] = {}
	for (const name of names) {
		if (!list.hasMetric(name)) continue
		const values = await list.metric(name)
		metrics[name] = places.map(at => {
			const value = values[at] ?? Number.NaN
			return Number.isNaN(value) ? null : value
		})
	}
	return {
		as_of: formatDay(columns.asOf),
		ids: places.map(at => columns.externalIds[at] ?? ''),
		names: places.map(at => columns.names[at] ?? ''),
		segments: places.map(at => columns.segments[at] ?? null),
		stages: places.map(at => columns.stages[at] ?? null),
		arr: places.map(at => {
			const minor = columns.arr[at] ?? Number.NaN
			return Number.isNaN(minor) ? null : amountText(BigInt(minor), currency)
		}),
		overridden: places.map(at =>
			columns.bands[at] === columns.computedBands[at] ? null : (list.bandAt(at)?.level ?? null),
		),
		metrics,
	}
}
