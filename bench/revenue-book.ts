import { type Day, dayOf, formatDay } from '../core/time/day.ts'
import type { Context } from '../server/context.ts'
import { copyRows } from '../server/postgres/copy.ts'
import { saveFixedToday } from '../server/workspace/workspace-store.ts'

// A made-up book of five years of lines, for the bench of revenue.

export const firstDay = dayOf(2020, 1, 1)
export const today = dayOf(2024, 12, 31)

/** Whole numbers below a limit, the same for the same seed (mulberry32). */
function dice(seed: number): (limit: number) => number {
	let state = seed >>> 0
	return limit => {
		state = (state + 0x6d2b79f5) >>> 0
		let mixed = Math.imul(state ^ (state >>> 15), state | 1)
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
		return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
	}
}

/** Writes a book of five years straight into the tables that an import fills. Returns how many facts it has. */
export async function fillBook(
	{ pool }: Context,
	{ accounts, seed }: { accounts: number; seed: number },
): Promise<number> {
	const client = await pool.connect()
	try {
		await client.query("update workspace set currency = 'USD', live_from = '2024-12-31'")
		await saveFixedToday(client, today)
		await client.query("insert into source (name) values ('bench')")
		const ids = Array.from({ length: accounts }, (_, index) => index + 1)
		await copyRows(
			client,
			'account',
			['account_id', 'external_id', 'name', 'is_stub'],
			ids.map(id => [id, `A${id}`, `Account ${id}`, false]),
		)
		const columns = [
			'account_id',
			'fact_id',
			'source_id',
			'kind',
			'part',
			'external_id',
			'version',
			'occurred_on',
			'known_on',
			'load_id',
			'body',
		]
		const written = await copyRows(client, 'fact', columns, factRows(accounts, seed))
		await client.query('analyze fact')
		return written
	} finally {
		client.release()
	}
}

function* factRows(accounts: number, seed: number): Generator<(string | number)[]> {
	const roll = dice(seed)
	let factId = 0
	const row = (account: number, kind: string, part: string, id: string, day: Day, body: object) => {
		factId += 1
		return [account, factId, 1, kind, part, id, 1, formatDay(day), formatDay(day), 1, JSON.stringify(body)]
	}
	for (let account = 1; account <= accounts; account += 1) {
		yield row(account, 'account', 'attributes', `A${account}`, today, {
			industry: `i${roll(8)}`,
			owner_email: `csm${roll(200)}@bench.example`,
		})
		for (const product of ['Core', 'Analytics', 'Support'].slice(0, 1 + roll(3))) {
			yield* lineRows(row, roll, account, product)
		}
	}
}

type MakeRow = (
	account: number,
	kind: string,
	part: string,
	id: string,
	day: Day,
	body: object,
) => (string | number)[]

/** Versions of one line: about one a year, with more or fewer seats and dearer or cheaper; some end for good. */
function* lineRows(
	row: MakeRow,
	roll: (limit: number) => number,
	account: number,
	product: string,
): Generator<(string | number)[]> {
	let day = firstDay + roll(1_400)
	let quantity = 1 + roll(60)
	let price = 10 + roll(90)
	const isYearly = roll(2) === 0
	const price12 = () => String(isYearly ? price * 12 : price)
	while (day < today) {
		const id = `${account}-${product}|${formatDay(day)}`
		const body = {
			product,
			quantity: String(quantity),
			unit_price: price12(),
			currency: 'USD',
			billing_interval: isYearly ? 'year' : 'month',
			quantity_unit: 'seats',
			started_on: formatDay(day),
		}
		yield row(account, 'subscription', 'began', id, day, body)
		const next = day + 180 + roll(400)
		if (next < today && roll(8) === 0) {
			yield row(account, 'subscription', 'ended', id, next, { ended_on: formatDay(next) })
			if (roll(3) > 0) return
			day = next + 30 + roll(90)
			continue
		}
		day = next
		quantity = Math.max(1, quantity + roll(21) - 8)
		price = Math.max(5, price + roll(7) - 2)
	}
}
