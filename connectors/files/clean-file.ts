import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FilePlan } from './file-plan.ts'
import type { RawRow } from './raw-row.ts'
import { type Reject, shorten } from './reject.ts'

/** A file rewritten as plain CSV of our own: the line first, then the plan's columns, without a header. */
export interface CleanFile {
	path: string
	rejects: Reject[]
	leftOut: number
}

/** DuckDB takes lines of up to 2 MB. */
const longestRow = 500_000

/** Rewrites any file so that DuckDB can read every row that has the right shape; the others are rejects. */
export async function writeCleanFile(plan: FilePlan, folder: string): Promise<CleanFile> {
	const clean: CleanFile = { path: join(folder, 'usage.csv'), rejects: [], leftOut: 0 }
	await pipeline(Readable.from(cleanText(plan, clean)), createWriteStream(clean.path))
	return clean
}

async function* cleanText(plan: FilePlan, clean: CleanFile): AsyncIterable<string> {
	for await (const raw of plan.table.readRows()) {
		for (const { line, value, reason } of raw.rejects) {
			clean.rejects.push({ file: plan.file, line, column: null, value, reason })
		}
		let text = ''
		for (const row of raw.rows) {
			if (plan.takes && !plan.takes(row.cells)) clean.leftOut++
			else {
				const line = cleanLine(plan, row)
				if (typeof line === 'string') text += line
				else clean.rejects.push(line)
			}
		}
		if (text !== '') yield text
	}
}

function cleanLine(plan: FilePlan, row: RawRow): string | Reject {
	let text = String(row.line)
	for (const column of plan.columns) {
		const made = column.make(row.cells)
		if (typeof made !== 'string') {
			return { file: plan.file, line: row.line, column: column.theirs, value: '', reason: made.failure }
		}
		if (!made.isWellFormed()) {
			const value = shorten(made.toWellFormed())
			return {
				file: plan.file,
				line: row.line,
				column: column.theirs,
				value,
				reason: 'expected whole characters',
			}
		}
		text += `,${/[",\r\n]/.test(made) ? `"${made.replaceAll('"', '""')}"` : made}`
	}
	if (text.length <= longestRow) return `${text}\n`
	const reason = `expected at most ${longestRow} characters in a row of usage, got ${text.length}`
	return { file: plan.file, line: row.line, column: null, value: shorten(text), reason }
}
