import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { holdsAsOf } from '../../core/model/fact.ts'
import { formatDay, getDay } from '../../core/time/day.ts'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { readFacts } from './fact-store.ts'
import { type ImportWorkspace, makeImportWorkspace, readState } from './import-workspace.ts'

let database: TestDatabase
let workspace: ImportWorkspace

beforeAll(async () => {
	database = await createTestDatabase()
	workspace = await makeImportWorkspace(database)
})
afterAll(async () => {
	await workspace.remove()
	await database.drop()
})

const today = '2025-01-31'
const headers: Record<string, string> = {
	accounts: 'id,name,industry,created_on,Shoe size',
	contacts: 'id,account_id,name,last_contacted_on,left_on',
	subscriptions: 'id,account_id,product,unit_price,currency,billing_interval,started_on,ended_on,status',
	tickets: 'id,account_id,opened_at,resolved_at,severity',
	goals: 'id,account_id,goal,progress,measured_on',
	renewals: 'id,account_id,renewal_on,target_amount,currency,outcome,closed_on',
	usage: 'id,account_id,event,occurred_at,user_id,count,pages',
	usage_daily: 'account_id,day,event,count,users',
}

interface Line {
	kind: string
	text: string
}

const account = fc.integer({ min: 1, max: 5 }).map(number => `A${number}`)
const day = fc.integer({ min: getDay('2024-09-01'), max: getDay('2025-02-10') }).map(formatDay)
const past = fc.integer({ min: getDay('2024-09-01'), max: getDay(today) }).map(formatDay)
const maybe = (value: fc.Arbitrary<string>) => fc.option(value, { nil: '' })

function lineOf(kind: string, ...cells: fc.Arbitrary<string>[]): fc.Arbitrary<Line> {
	return fc.tuple(...cells).map(values => ({ kind, text: values.join(',') }))
}

// Ids are given afterwards, so that no two lines are about the same row unless they are the same line.
const line = fc.oneof(
	lineOf(
		'accounts',
		fc.constantFrom('Acme', 'Beta'),
		maybe(fc.constant('Retail')),
		maybe(past),
		maybe(fc.constant('44')),
	),
	lineOf('contacts', account, maybe(fc.constant('Kim')), maybe(past), maybe(day)),
	lineOf(
		'subscriptions',
		account,
		fc.constantFrom('Gold,10,USD', 'Silver,5.50,EUR'),
		fc.constant('month'),
		past,
		fc.constantFrom('', '2025-02-10'),
		maybe(fc.constant('active')),
	),
	lineOf('tickets', account, past, maybe(fc.constant('2025-01-31T10:00:00Z')), maybe(fc.constant('high'))),
	lineOf('goals', account, fc.constantFrom('launch', 'grow'), maybe(fc.constant('0.5')), maybe(past)),
	lineOf(
		'renewals',
		account,
		day,
		maybe(fc.constant('100')),
		fc.constant('USD'),
		fc.constantFrom('renewed,2025-01-15', 'open,', ','),
	),
	lineOf(
		'usage',
		account,
		fc.constantFrom('login', 'export'),
		past,
		maybe(fc.constantFrom('u1', 'u2')),
		maybe(fc.constant('3')),
		maybe(fc.constant('7')),
	),
	lineOf(
		'usage_daily',
		account,
		past,
		fc.constantFrom('login', 'search'),
		fc.constantFrom('4', '9'),
		maybe(fc.constant('2')),
	),
)

function numberLines(lines: Line[]): Line[] {
	const byKey = new Map<string, Line>()
	lines.forEach((item, index) => {
		if (item.kind === 'usage_daily') byKey.set(`daily ${item.text.split(',').slice(0, 3)}`, item)
		else if (item.kind === 'goals') {
			const [owner, goal, , measuredOn] = item.text.split(',')
			byKey.set(`goal ${owner} ${goal} ${measuredOn}`, { ...item, text: `G,${item.text}` })
		} else {
			const id = item.kind === 'accounts' ? `A${(index % 5) + 1}` : `${item.kind[0]}${index}`
			byKey.set(`${item.kind} ${id}`, { ...item, text: `${id},${item.text}` })
		}
	})
	return [...byKey.values()]
}

const folder = fc.array(line, { minLength: 20, maxLength: 60, size: 'max' }).map(numberLines)

function toFiles(lines: readonly Line[]): Record<string, string> {
	const groups = Map.groupBy(lines, item => item.kind)
	return Object.fromEntries(
		[...groups].map(([kind, items]) => [
			`${kind}.csv`,
			`${headers[kind]}\n${items.map(item => `${item.text}\n`).join('')}`,
		]),
	)
}

async function stateAfter(loads: readonly (readonly Line[])[]): Promise<Record<string, unknown>> {
	await workspace.empty()
	for (const lines of loads) if (lines.length > 0) await workspace.load(today, toFiles(lines))
	return readState(workspace.pool)
}

// Each case loads several folders into a real database.
describe('loading in another order', { timeout: 240_000 }, () => {
	it('comes to the same in any order, in any number of pieces, and with pieces loaded again', async () => {
		const cuts = fc.record({
			lines: folder,
			order: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 60, maxLength: 60 }),
			pieces: fc.array(fc.nat({ max: 2 }), { minLength: 60, maxLength: 60 }),
		})
		let facts = 0
		await fc.assert(
			fc.asyncProperty(cuts, async ({ lines, order, pieces }) => {
				const shuffled = lines
					.map((item, index) => ({ item, at: order[index] ?? 0 }))
					.sort((one, other) => one.at - other.at)
					.map(({ item }) => item)
				const loads = [0, 1, 2].map(piece => shuffled.filter((_, index) => pieces[index] === piece))
				const whole = await stateAfter([lines])
				facts += Array.isArray(whole.facts) ? whole.facts.length : 0
				expect(withoutCurrency(await stateAfter([...loads, loads[0] ?? [], lines]))).toEqual(
					withoutCurrency(whole),
				)
			}),
			{ seed: 3, numRuns: 6 },
		)
		expect(facts).toBeGreaterThan(200)
	})

	it('counts every line exactly once, bad ones too', async () => {
		const bad = fc
			.constantFrom('tickets,T9,,2024-10-01,,', 'tickets,T8,A1,yesterday,,', 'tickets,T7,A1')
			.map(text => {
				const [kind = '', ...cells] = text.split(',')
				return { kind, text: cells.join(',') }
			})
		await fc.assert(
			fc.asyncProperty(folder, fc.array(bad, { maxLength: 5 }), async (lines, wrong) => {
				await workspace.empty()
				const files = toFiles([...lines, ...wrong, ...lines])
				for (const _ of [1, 2]) {
					const result = await workspace.load(today, files)
					for (const file of result.files) {
						expect(file.accepted + file.duplicates + file.corrections + file.rejected).toBe(file.rows)
						const written = files[`${file.kind}.csv`]?.split('\n').length ?? 0
						expect(file.rows).toBe(written - 2)
					}
					expect(result.files.reduce((sum, file) => sum + file.rejected, 0)).toBe(wrong.length)
				}
			}),
			{ seed: 5, numRuns: 6 },
		)
	})

	it('shows on each day the version that was known then', async () => {
		const loads = fc
			.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 })
			.chain(offsets =>
				fc.tuple(
					...offsets
						.sort((one, other) => one - other)
						.map(offset =>
							fc.record({
								day: fc.constant(getDay(today) + offset),
								price: fc.constantFrom('10', '12', '15'),
							}),
						),
				),
			)
		await fc.assert(
			fc.asyncProperty(loads, async versions => {
				await workspace.empty()
				for (const { day: loadDay, price } of versions) {
					const text = `${headers.subscriptions}\nS1,A1,Gold,${price},USD,month,2024-06-01,,\n`
					await workspace.load(formatDay(loadDay), { 'subscriptions.csv': text })
				}
				const client = await workspace.pool.connect()
				const facts = await Array.fromAsync(readFacts(client, 0, 1_000)).finally(() => client.release())
				const began = facts.flatMap(item => item.facts)
				for (let asOf = getDay('2024-05-31'); asOf < getDay(today) + 62; asOf++) {
					const seen = began.filter(fact => holdsAsOf(fact, asOf)).map(fact => fact.body?.unit_price)
					const known = versions.findLast(version => version.day <= asOf) ?? versions[0]
					expect(seen).toEqual(asOf < getDay('2024-06-01') ? [] : [known?.price])
				}
			}),
			{ seed: 8, numRuns: 6 },
		)
	})
})

/** The first load's most frequent currency becomes the workspace's: that may depend on what comes first. */
function withoutCurrency({ workspace: _, ...state }: Record<string, unknown>): Record<string, unknown> {
	return state
}
