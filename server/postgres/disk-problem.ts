import { statfs } from 'node:fs/promises'
import { Problem } from '../problem.ts'

/** Whether the error is one of the operating system with one of these codes. */
export function isErrorCode(error: unknown, ...codes: string[]): boolean {
	return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

/** A full or read-only disk, or a path that is no folder, in words; any other error as it is. */
export function toDiskProblem(error: unknown, folder: string): unknown {
	if (isErrorCode(error, 'ENOSPC', 'EDQUOT')) return diskFullProblem(folder, error)
	if (isErrorCode(error, 'EACCES', 'EPERM', 'EROFS')) {
		return new Problem(
			'data_folder_not_writable',
			`The data folder ${folder} cannot be written: ${error instanceof Error ? error.message : error}`,
			'Use the user that made it, give this user the right to write there, or choose another folder with --data.',
			{ cause: error },
		)
	}
	if (isErrorCode(error, 'ENOTDIR', 'EEXIST')) {
		return new Problem(
			'data_folder_invalid',
			`Expected a folder at ${folder}, but it, or a part of its path, is a file.`,
			'Name another folder with --data.',
			{ cause: error },
		)
	}
	return error
}

/** Less than PostgreSQL needs for one more piece of its log: it stops when it cannot have it. */
const leastFreeBytes = 32_000_000
const lostConnection = /^(08|57P0)|^(ECONNRESET|ECONNREFUSED|EPIPE|ENOENT)$/

/** What a piece of work ended with because of its database, in words: a full disk, a server that is gone; any other error as it is. */
export async function toDatabaseProblem(error: unknown, dataFolder: string): Promise<unknown> {
	if (error instanceof Problem || !(error instanceof Error)) return error
	const code = 'code' in error ? String(error.code) : ''
	if (code === '53100') return diskFullProblem(dataFolder, error)
	const isLost = lostConnection.test(code) || /Connection terminated|connection timeout/i.test(error.message)
	if (!isLost) return toDiskProblem(error, dataFolder)
	const disk = await statfs(dataFolder).catch(() => undefined)
	if (disk && disk.bavail * disk.bsize < leastFreeBytes) return diskFullProblem(dataFolder, error)
	return new Problem(
		'database_lost',
		`The connection to the database was lost: ${error.message}.`,
		'Run the same command again; what was finished before is stored.',
		{ cause: error },
	)
}

export function diskFullProblem(folder: string, cause?: unknown): Problem {
	return new Problem(
		'disk_full',
		`No space is left on the disk of ${folder}.`,
		'Free at least 500 MB there, or move the data folder to a larger disk and name it with --data, and try again. What was saved before is still there.',
		{ cause },
	)
}
