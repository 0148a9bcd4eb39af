import { type Day, formatDay } from '../core/time/day.ts'
import type { DemoRow } from './demo-row.ts'
import type { DemoWorld } from './demo-world.ts'
import { createRandom } from './random.ts'

/** US dollars per unit, on average. */
const levels = { EUR: 1.09, GBP: 1.28 }

/** Rows of the exchange rates: a slow walk around the level, every day from before the oldest contract on. */
export function makeRateRows(world: DemoWorld): DemoRow[] {
	const first: Day = world.windowStart - 900
	return Object.entries(levels).flatMap(([currency, level]) => {
		const random = createRandom(world.seed, 'rates', currency)
		const rows: DemoRow[] = []
		let offset = 0
		for (let day = first; day <= world.today; day++) {
			offset = 0.997 * offset + random.normal(0, 0.0032)
			rows.push({ currency, day: formatDay(day), rate: (level * Math.exp(offset)).toFixed(4) })
		}
		return rows
	})
}
