import { describe, expect, it } from 'vitest'
import { FileProblem } from '../../connectors/files/file-problem.ts'
import { Problem } from '../problem.ts'
import { importProblem } from './import-problem.ts'
import type { LoadFile } from './import-rows.ts'
import { noRepeatedRows } from './repeated-rows.ts'

const file: LoadFile = {
	file: 'tickets.csv',
	kind: 'tickets',
	sourceId: 1,
	accounts: new Map(),
	collided: new Set(),
	repeats: noRepeatedRows(),
	counts: { rows: 1_200, accepted: 1_200, duplicates: 0, corrections: 0, rejected: 0 },
	notes: [],
}
function coded(code: string, message: string): Error {
	return Object.assign(new Error(message), { code })
}

describe('importProblem', () => {
	it.each([
		[coded('53100', 'could not extend file: No space left on device'), /room on the disk of the database/],
		[coded('ENOSPC', 'ENOSPC: no space left on device, write'), /room on the disk/],
		[
			coded('57P01', 'terminating connection due to administrator command'),
			/connection to the database was lost/,
		],
		[coded('08006', 'connection failure'), /connection to the database was lost/],
		[new Error('Connection terminated unexpectedly'), /connection to the database was lost/],
		[new Error('something else'), /^Run the same command again/],
	])('says after %s what failed, what is stored, and what to do', (error, fix) => {
		const problem = importProblem(error, undefined, [file])
		expect(problem.message).toBe(
			`The import failed in tickets.csv after 1,200 rows: ${error.message}. 1,200 rows before are stored.`,
		)
		expect(problem.fix).toMatch(fix)
		expect(problem.fix).toMatch(/again/)
	})

	it('says that it was stopped when it was, whatever that broke', () => {
		const problem = importProblem(new Error('aborted'), AbortSignal.abort(), [file])
		expect(problem).toMatchObject({
			code: 'import_interrupted',
			message: 'The import was stopped. 1,200 rows before are stored.',
		})
	})

	it('hands on what files say, and faults of the program before anything was read', () => {
		expect(importProblem(new FileProblem('x.csv is empty', 'Fill it.'), undefined)).toMatchObject({
			message: 'x.csv is empty.',
			fix: 'Fill it.',
		})
		const problem = new Problem('disk_full', 'full')
		expect(importProblem(problem, undefined, [file])).toBe(problem)
		const fault = new TypeError('x is not a function')
		expect(() => importProblem(fault, undefined)).toThrow(fault)
	})
})
