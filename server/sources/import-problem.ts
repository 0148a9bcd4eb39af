import { FileProblem } from '../../connectors/files/file-problem.ts'
import { Problem } from '../problem.ts'
import type { LoadFile } from './import-rows.ts'

const again = 'Run the same command again: rows that are stored already count as duplicates.'

/** Codes of PostgreSQL and Node that a person can do something about. */
const remedies: Record<string, string> = {
	'53100': 'Make room on the disk of the database.',
	ENOSPC: 'Make room on the disk.',
	EDQUOT: 'Make room within the quota of the disk.',
	'53200': 'Give the database more memory.',
	EACCES: 'Check who may read the files and write the data folder.',
}
const lostConnection = new Set(['57P01', '57P02', '57P03', 'ECONNRESET', 'ECONNREFUSED', 'EPIPE'])

/** What ended an import, in words for the person who started it. */
export function importProblem(
	error: unknown,
	signal: AbortSignal | undefined,
	files: readonly LoadFile[] = [],
): Problem {
	if (error instanceof Problem) return error
	const { stored, where } = sayProgress(files)
	if (signal?.aborted) {
		return new Problem('import_interrupted', `The import was stopped. ${stored}`, again, { cause: error })
	}
	if (error instanceof FileProblem) {
		const message = files.length === 0 ? `${error.message}.` : `${error.message}. ${stored}`
		return new Problem('import_file', message, error.fix, { cause: error })
	}
	const remedy = remedyOf(error)
	if (files.length === 0 && !remedy) throw error
	return new Problem(
		'import_failed',
		`The import failed${where}: ${sayFailure(error)}. ${stored}`,
		[remedy, again].filter(Boolean).join(' '),
		{ cause: error },
	)
}

export function sayFailure(error: unknown): string {
	return error instanceof Error ? error.message : String(error)
}

function remedyOf(error: unknown): string | undefined {
	if (!(error instanceof Error)) return undefined
	const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
	if (lostConnection.has(code) || code.startsWith('08') || /Connection terminated/.test(error.message)) {
		return 'The connection to the database was lost: check that it runs.'
	}
	return remedies[code]
}

function sayProgress(files: readonly LoadFile[]): { stored: string; where: string } {
	const rows = files.reduce((sum, file) => sum + file.counts.rows, 0)
	const last = files.at(-1)
	return {
		stored: rows > 0 ? `${rows.toLocaleString('en-US')} rows before are stored.` : 'No row was stored.',
		where: last ? ` in ${last.file} after ${last.counts.rows.toLocaleString('en-US')} rows` : '',
	}
}
