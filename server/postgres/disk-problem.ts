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

export function diskFullProblem(folder: string, cause?: unknown): Problem {
	return new Problem(
		'disk_full',
		`No space is left on the disk of ${folder}.`,
		'Free at least 500 MB there, or move the data folder to a larger disk and name it with --data, and try again. What was saved before is still there.',
		{ cause },
	)
}
