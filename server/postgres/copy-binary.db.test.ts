import { randomBytes } from 'node:crypto'
import type { PoolClient } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { getDay } from '../../core/time/day.ts'
import {
	BinaryRows,
	copyBinaryIn,
	copyBinaryOut,
	readBytes,
	readDate,
	readInt4,
	readInt8,
	readText,
	sqlDate,
	sqlInteger,
} from './copy-binary.ts'
import { createTestDatabase, type TestDatabase } from './test-database.ts'

let database: TestDatabase
let client: PoolClient
beforeAll(async () => {
	database = await createTestDatabase()
	client = await database.pool.connect()
	await client.query('create table thing (big int8, small int4, day date, name text, bytes bytea)')
})
afterAll(async () => {
	client.release()
	await database.drop()
})

const columns = ['big', 'small', 'day', 'name', 'bytes']
const things = [
	{ big: 0, small: 0, day: '1970-01-01', name: '', bytes: Buffer.alloc(0) },
	{ big: -1, small: -1, day: '1969-12-31', name: 'tab\tand "quotes"\n', bytes: Buffer.from([0, 255]) },
	{
		big: Number.MAX_SAFE_INTEGER,
		small: 2 ** 31 - 1,
		day: '9999-12-31',
		name: 'größer 𝄞',
		bytes: randomBytes(300_000),
	},
	{
		big: Number.MIN_SAFE_INTEGER,
		small: -(2 ** 31),
		day: '0100-01-01',
		name: 'x'.repeat(70_000),
		bytes: Buffer.alloc(1),
	},
]

function write(rows: BinaryRows, thing: (typeof things)[number]): void {
	rows.startRow(5)
	rows.writeInt8(thing.big)
	rows.writeInt4(thing.small)
	rows.writeDate(getDay(thing.day))
	rows.writeText(thing.name)
	rows.writeBytes(thing.bytes)
}

it('brings every type in and out as it was, through pieces of any size', async () => {
	const rows = new BinaryRows()
	for (let round = 0; round < 5; round++) for (const thing of things) write(rows, thing)
	await copyBinaryIn(client, 'thing', columns, rows)
	const found = []
	for await (const row of copyBinaryOut(client, `select ${columns.join(', ')} from thing`, 5)) {
		found.push([
			readInt8(row, 0),
			readInt4(row, 1),
			readDate(row, 2),
			readText(row, 3),
			Buffer.from(readBytes(row, 4)),
		])
	}
	const expected = things.map(thing => [thing.big, thing.small, getDay(thing.day), thing.name, thing.bytes])
	expect(found).toEqual(Array.from({ length: 5 }, () => expected).flat())
	const texts = await client.query('select big, small, day, name from thing limit 4')
	expect(texts.rows).toEqual(things.map(({ big, small, day, name }) => ({ big, small, day, name })))
})

it('sends nulls', async () => {
	const rows = new BinaryRows()
	rows.startRow(2)
	rows.writeNull()
	rows.writeInt4(77)
	await copyBinaryIn(client, 'thing', ['name', 'small'], rows)
	const found = await client.query('select name, small from thing where small = 77')
	expect(found.rows).toEqual([{ name: null, small: 77 }])
})

it('leaves the connection usable when a reader stops early', async () => {
	for await (const row of copyBinaryOut(client, 'select g from generate_series(1, 500000) as g', 1)) {
		expect(readInt4(row, 0)).toBe(1)
		break
	}
	expect((await client.query('select 42 as answer')).rows).toEqual([{ answer: 42 }])
})

it('leaves the connection usable after an error, before and in the middle of the rows', async () => {
	const read = async (query: string) => {
		let rows = 0
		for await (const _ of copyBinaryOut(client, query, 1)) rows++
		return rows
	}
	await expect(read('select nothing from nowhere')).rejects.toThrow('nowhere')
	await expect(read('select 100 / (90000 - g) from generate_series(1, 100000) as g')).rejects.toThrow(
		'division by zero',
	)
	expect(await read('select 1')).toBe(1)
	await expect(read('select 1, 2')).rejects.toThrow('expected 1 columns by COPY, got 2')
	expect(await read('select 1 where false')).toBe(0)
})

it('refuses rows that do not fit as a whole', async () => {
	const before = await client.query('select count(*) from thing')
	const rows = new BinaryRows()
	write(rows, things[0]!)
	rows.startRow(4)
	await expect(copyBinaryIn(client, 'thing', columns, rows)).rejects.toThrow()
	await expect(copyBinaryIn(client, 'no_such_table', columns, rows)).rejects.toThrow('no_such_table')
	expect((await client.query('select count(*) from thing')).rows).toEqual(before.rows)
})

it('puts only whole numbers and dates into SQL', () => {
	expect(sqlInteger(-5)).toBe('-5')
	expect(() => sqlInteger(0.5)).toThrow(RangeError)
	expect(sqlDate(getDay('2025-01-31'))).toBe("date '2025-01-31'")
})
