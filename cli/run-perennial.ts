// For tests.

import { execFile } from 'node:child_process'
import { join } from 'node:path'

const program = join(import.meta.dirname, '../perennial')

/** How a command ended, with what it printed. */
export interface Ended {
	code: number
	out: string
	err: string
}

/** Runs the program as a person does, on a data folder with a PostgreSQL of its own. */
export function runPerennial(dataFolder: string, ...words: string[]): Promise<Ended> {
	const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', PERENNIAL_DATA: dataFolder }
	delete env.PERENNIAL_DATABASE_URL
	return new Promise(resolve => {
		execFile(program, words, { env, maxBuffer: 1 << 27 }, (error, out, err) => {
			resolve({ code: error ? Number(error.code) : 0, out, err })
		})
	})
}
