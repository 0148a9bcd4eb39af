import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'csv-stringify'
import type { RejectedRow } from './load-store.ts'

const columns = ['file', 'line', 'column', 'value', 'reason'] as const

/**
 * Writes the refused rows of a load to `<data>/rejects/load-<id>.csv` and returns its path. Cells that a
 * spreadsheet would run as a formula begin with an apostrophe.
 */
export async function writeRejects(
	dataFolder: string,
	loadId: number,
	rejects: AsyncIterable<RejectedRow>,
): Promise<string> {
	const folder = join(dataFolder, 'rejects')
	await mkdir(folder, { recursive: true })
	const path = join(folder, `load-${loadId}.csv`)
	await pipeline(
		Readable.from(rejects),
		stringify({ header: true, columns: [...columns], escape_formulas: true, record_delimiter: '\n' }),
		createWriteStream(path),
	)
	return path
}
