import type { ClientBase } from 'pg'
import type { RowValues } from '../../core/model/import-kind.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import type { RowOutcome } from './merge-rows.ts'
import { countRow, type RepeatedRows } from './repeated-rows.ts'
import { rowIdOf } from './survey-rows.ts'

interface FxRateRow {
	currency: string
	day: string
	version: number
	rate: string
}
interface NewFxRate extends FxRateRow {
	knownOn: Day
}

/**
 * Stores a batch of rows of exchange rates as new versions and says what became of each. A row that a later one of
 * the same load outdates is a duplicate where any version has its rate.
 */
export async function mergeFxRates(
	client: ClientBase,
	load: { loadId: number; loadDay: Day; liveFrom: Day },
	rows: readonly RowValues[],
	repeats: RepeatedRows,
): Promise<RowOutcome[]> {
	const given = rows.map(row => ({ id: rowIdOf('fx_rates', row), ...toGivenRate(row) }))
	const stored = await listRates(client, given)
	const added: NewFxRate[] = []
	const outcomes = given.map(({ id, ...row }): RowOutcome => {
		const versions = stored.get(id) ?? []
		const latest = versions.at(-1)
		const { isLast } = countRow(repeats, id)
		const isKnown = isLast ? latest?.rate === row.rate : versions.some(version => version.rate === row.rate)
		if (isKnown) return 'duplicate'
		const knownOn = latest ? load.loadDay : firstKnownOn(getDay(row.day), load)
		const rate = { ...row, version: (latest?.version ?? 0) + 1, knownOn }
		stored.set(id, [...versions, rate])
		added.push(rate)
		return latest ? 'correction' : 'accepted'
	})
	await insertRates(client, load.loadId, added)
	return outcomes
}

function toGivenRate(row: RowValues): { currency: string; day: string; rate: string } {
	return { currency: String(row.currency), day: String(row.day), rate: String(row.rate) }
}

function firstKnownOn(day: Day, load: { loadDay: Day; liveFrom: Day }): Day {
	return day < load.liveFrom ? day : Math.max(day, load.loadDay)
}

/** All versions, with rates as the text that rows give them: numeric without trailing zeros. */
async function listRates(
	client: ClientBase,
	given: readonly { currency: string; day: string }[],
): Promise<Map<string, FxRateRow[]>> {
	const { rows } = await client.query<FxRateRow>(
		`select currency, day, version, trim_scale(rate) as rate
		from fx_rate join (
			select distinct currency, day from unnest($1::text[], $2::date[]) as given (currency, day)
		) as given using (currency, day)
		order by version`,
		[given.map(row => row.currency), given.map(row => row.day)],
	)
	return Map.groupBy(rows, ({ currency, day }) => rowIdOf('fx_rates', { currency, day }))
}

async function insertRates(client: ClientBase, loadId: number, rates: readonly NewFxRate[]): Promise<void> {
	if (rates.length === 0) return
	await client.query(
		`insert into fx_rate (currency, day, version, rate, known_on, load_id)
		select *, $6::bigint from unnest($1::text[], $2::date[], $3::int[], $4::numeric[], $5::date[])`,
		[
			rates.map(rate => rate.currency),
			rates.map(rate => rate.day),
			rates.map(rate => rate.version),
			rates.map(rate => rate.rate),
			rates.map(rate => formatDay(rate.knownOn)),
			loadId,
		],
	)
}
