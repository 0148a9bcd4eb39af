import type { ClientBase, Pool } from 'pg'
import type { Conversion } from '../../core/contracts/account-mrr.ts'
import { type FxRate, rateLookup } from '../../core/contracts/rate-lookup.ts'
import { getDay } from '../../core/time/day.ts'

/** Every version of every exchange rate that was loaded. */
export async function listFxRates(client: Pool | ClientBase): Promise<FxRate[]> {
	const { rows } = await client.query<{ currency: string; day: string; rate: string; known_on: string }>(
		'select currency, day, rate, known_on from fx_rate order by currency, day, version',
	)
	return rows.map(row => ({
		currency: row.currency,
		day: getDay(row.day),
		rate: row.rate,
		knownOn: getDay(row.known_on),
	}))
}

/** How amounts are converted to the reporting currency. */
export async function readConversion(client: Pool | ClientBase, currency: string): Promise<Conversion> {
	return { currency, rateOf: rateLookup(await listFxRates(client)) }
}
