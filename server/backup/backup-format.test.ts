import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Problem } from '../problem.ts'
import { type BackupPart, decodeParts, encodePart, RowDigest } from './backup-format.ts'

const head: BackupPart = {
	kind: 'head',
	head: {
		format: 1,
		backupId: '0b9f3c1e-52b5-4a53-9d35-2f1d6e1c3a11',
		madeAt: '2026-11-01T06:00:00.000Z',
		migrations: [{ name: '0001-facts.sql', checksum: 'abc' }],
		partitions: [],
		sequences: [{ name: 'fact_id_seq', last: '9007199254740993', isCalled: true }],
		tables: 1,
	},
}
const parts: BackupPart[] = [
	head,
	{ kind: 'table', start: { table: 'account', columns: ['account_id', 'name'] } },
	{ kind: 'rows', bytes: Buffer.from('1\tÅcme\n2\t\\N\n') },
	{ kind: 'tableEnd', end: { rows: 2, digest: '2:00' } },
	{ kind: 'foot', foot: { rows: 2 } },
]
const whole = Buffer.concat(parts.flatMap(encodePart))

async function* cut(bytes: Buffer, sizes: number[]): AsyncGenerator<Buffer> {
	for (let from = 0, at = 0; from < bytes.length; at++) {
		const to = from + (sizes[at % sizes.length] ?? 1)
		yield bytes.subarray(from, to)
		from = to
	}
}

async function decode(bytes: Buffer, sizes = [bytes.length]): Promise<BackupPart[]> {
	return await Array.fromAsync(decodeParts(cut(bytes, sizes)))
}

describe('a backup', () => {
	it('is read as it was written, in pieces of any size', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), async sizes => {
				const read = await decode(whole, sizes)
				expect(read.map(part => (part.kind === 'rows' ? Buffer.from(part.bytes).toString() : part))).toEqual(
					parts.map(part => (part.kind === 'rows' ? Buffer.from(part.bytes).toString() : part)),
				)
			}),
			{ seed: 20_261_101, numRuns: 50 },
		)
	})
	it('that is cut anywhere is refused', async () => {
		for (let length = 0; length < whole.length; length++) {
			await expect(decode(whole.subarray(0, length))).rejects.toMatchObject({ code: 'backup_damaged' })
		}
	})
	const wrong: [string, BackupPart[]][] = [
		['without a head', parts.slice(1)],
		['with two heads', [head, ...parts]],
		['with something after its foot', [...parts, ...parts.slice(1)]],
		['without a foot', parts.slice(0, -1)],
	]
	it.each(wrong)('%s is refused', async (_, list) => {
		await expect(decode(Buffer.concat(list.flatMap(encodePart)))).rejects.toThrow(Problem)
	})
	it.each([
		['that is text', Buffer.from('id,name\n1,Acme\n')],
		['of another format', Buffer.concat([Buffer.from('P\0\0\0\x0c'), Buffer.from('{"format":2}')])],
		['with an endless part', Buffer.from('P\xff\xff\xff\xff', 'latin1')],
	])('%s is refused', async (_, bytes) => {
		await expect(decode(bytes)).rejects.toMatchObject({ code: 'backup_damaged' })
	})
})

describe('the digest of a table', () => {
	const digestOf = (rows: string[], sizes = [7]) => {
		const digest = new RowDigest()
		const bytes = Buffer.from(rows.map(row => `${row}\n`).join(''))
		for (let from = 0, at = 0; from < bytes.length; at++) {
			const to = from + (sizes[at % sizes.length] ?? 1)
			digest.add(bytes.subarray(from, to))
			from = to
		}
		return digest.end()
	}
	const row = fc.stringMatching(/^[a-z\\\t]{0,12}$/)
	it('does not depend on the order of rows or on how they are cut', () => {
		fc.assert(
			fc.property(
				fc.array(row),
				fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }),
				(rows, sizes) => {
					expect(digestOf(rows.toReversed(), sizes)).toBe(digestOf(rows))
				},
			),
			{ seed: 20_261_102, numRuns: 200 },
		)
	})
	it('is another one when a row is changed, lost or there twice', () => {
		fc.assert(
			fc.property(fc.array(row, { minLength: 1 }), row, (rows, other) => {
				const digest = digestOf(rows)
				expect(digestOf(rows.slice(1))).not.toBe(digest)
				expect(digestOf([...rows, ...rows])).not.toBe(digest)
				if (rows[0] !== other) expect(digestOf([other, ...rows.slice(1)])).not.toBe(digest)
			}),
			{ seed: 20_261_103, numRuns: 200 },
		)
	})
	it('has the number of rows', () => {
		expect(digestOf([]).split(':')[0]).toBe('0')
		expect(digestOf(['a', 'a', 'b']).split(':')[0]).toBe('3')
	})
})
