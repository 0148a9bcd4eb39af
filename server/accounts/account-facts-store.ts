import type { ClientBase, Pool } from 'pg'
import { nextAnniversary } from '../../core/contracts/term.ts'
import type { Fact, FactBody } from '../../core/model/fact.ts'
import { holdsAsOf } from '../../core/model/fact.ts'
import { type Day, formatDay, parseDay } from '../../core/time/day.ts'
import { readFacts } from '../sources/fact-store.ts'

/** All facts of one account but usage. */
export async function readAccountFacts(pool: Pool, accountId: number): Promise<Fact[]> {
	const client = await pool.connect()
	try {
		return await readAccountFactsIn(client, accountId)
	} finally {
		client.release()
	}
}

/** The same on a connection that is there already. */
export async function readAccountFactsIn(client: ClientBase, accountId: number): Promise<Fact[]> {
	for await (const account of readFacts(client, accountId, accountId)) return account.facts
	return []
}

function textOf(body: FactBody | null | undefined, column: string): string | null {
	const value = body?.[column]
	return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null
}

function numberOf(body: FactBody | null, column: string): number | null {
	const value = body?.[column]
	return typeof value === 'number' ? value : null
}

/** Parts of one row of a source, by part. */
type RowParts = Map<string, Fact>

function rowsOf(facts: readonly Fact[], kind: Fact['kind'], day: Day): RowParts[] {
	const rows = new Map<string, RowParts>()
	for (const fact of facts) {
		if (fact.kind !== kind || !holdsAsOf(fact, day)) continue
		const key = `${fact.source}\n${fact.externalId}`
		const row = rows.get(key) ?? new Map<string, Fact>()
		row.set(fact.part, fact)
		rows.set(key, row)
	}
	return [...rows.values()]
}

/** People at the customer, those who left last. */
export function contactsOf(facts: readonly Fact[], day: Day) {
	return rowsOf(facts, 'contact', day)
		.flatMap(row => {
			const first = row.get('profile') ?? row.get('touched') ?? row.get('left')
			if (!first) return []
			const { body } = row.get('profile') ?? { body: null }
			const left = row.get('left')
			const touched = row.get('touched')
			return [
				{
					id: first.externalId,
					source: first.source,
					name: textOf(body, 'name'),
					email: textOf(body, 'email'),
					role: textOf(body, 'role'),
					title: textOf(body, 'title'),
					last_contacted_on: touched ? formatDay(touched.occurredOn) : null,
					left_on: left ? formatDay(left.occurredOn) : null,
				},
			]
		})
		.sort(
			(a, b) =>
				Number(a.left_on !== null) - Number(b.left_on !== null) || compare(a.name ?? '', b.name ?? ''),
		)
}

/** Versions of the lines of the contract, the latest first. */
export function linesOf(facts: readonly Fact[], day: Day) {
	return rowsOf(facts, 'subscription', day)
		.flatMap(row => {
			const began = row.get('began')
			if (!began) return []
			const { body } = began
			const ended = row.get('ended')
			const renews = body?.auto_renews
			const termEndsOn = parseDay(textOf(body, 'term_ends_on') ?? '') ?? null
			const line = { startedOn: began.occurredOn, termEndsOn, autoRenews: renews === true }
			const anniversary = ended ? null : nextAnniversary(line, day)
			return [
				{
					id: began.externalId.split('|')[0] ?? began.externalId,
					product: textOf(body, 'product') ?? '',
					plan: textOf(body, 'plan'),
					quantity: textOf(body, 'quantity'),
					unit_price: textOf(body, 'unit_price'),
					currency: textOf(body, 'currency') ?? '',
					billing_interval: textOf(body, 'billing_interval'),
					started_on: formatDay(began.occurredOn),
					term_ends_on: textOf(body, 'term_ends_on'),
					next_anniversary: anniversary === null ? null : formatDay(anniversary),
					ended_on: ended ? formatDay(ended.occurredOn) : null,
					status: textOf(row.get('status')?.body, 'status'),
					auto_renews: typeof renews === 'boolean' ? renews : null,
				},
			]
		})
		.sort((a, b) => compare(b.started_on, a.started_on) || compare(a.product, b.product))
}

/** The latest measurement of each goal. */
export function goalsOf(facts: readonly Fact[], day: Day) {
	const latest = new Map<string, Fact>()
	for (const fact of facts) {
		if (fact.kind === 'goal' && holdsAsOf(fact, day)) latest.set(textOf(fact.body, 'goal') ?? '', fact)
	}
	return [...latest].map(([goal, fact]) => ({
		goal,
		target: numberOf(fact.body, 'target'),
		progress: numberOf(fact.body, 'progress'),
		measured_on: formatDay(fact.occurredOn),
		source: fact.source,
	}))
}

export function milestonesOf(facts: readonly Fact[], day: Day) {
	return facts
		.filter(fact => fact.kind === 'milestone' && holdsAsOf(fact, day))
		.map(fact => ({
			milestone: textOf(fact.body, 'milestone') ?? '',
			reached_on: formatDay(fact.occurredOn),
			source: fact.source,
		}))
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0
}
