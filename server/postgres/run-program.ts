// For tests: small programs in processes of their own, with another user or another environment.

import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const imports = `
import { openContext } from '${root}/server/context.ts'
import { Problem } from '${root}/server/problem.ts'
import { postgresState, stopPostgres } from '${root}/server/postgres/stop-postgres.ts'
const dataFolder = process.env.DATA_FOLDER
`

export type ProgramOptions = {
	dataFolder: string
	uid?: number
	environment?: Record<string, string>
	onLine?: (line: string) => void
}
export type ProgramEnd = { code: number | null; output: string; errors: string }

/** Starts a module's text, which may use openContext, stopPostgres, postgresState, Problem and dataFolder. */
export function startProgram(
	text: string,
	options: ProgramOptions,
): ChildProcess & { ended: Promise<ProgramEnd> } {
	const { dataFolder, uid, onLine } = options
	const child = spawn(process.execPath, ['--input-type=module', '--eval', imports + text], {
		cwd: '/',
		stdio: ['ignore', 'pipe', 'pipe'],
		env: { PATH: process.env.PATH, DATA_FOLDER: dataFolder, ...options.environment },
		...(uid === undefined ? {} : { uid, gid: uid }),
	})
	let output = ''
	let errors = ''
	let told = 0
	child.stdout.on('data', (chunk: Buffer) => {
		output += chunk.toString()
		const end = output.lastIndexOf('\n') + 1
		for (const line of output.slice(told, end).split('\n')) if (line) onLine?.(line)
		told = Math.max(told, end)
	})
	child.stderr.on('data', (chunk: Buffer) => {
		errors += chunk.toString()
	})
	const ended = new Promise<ProgramEnd>((resolve, reject) => {
		child.on('error', reject)
		child.on('close', code => resolve({ code, output: output.trim(), errors: errors.trim() }))
	})
	return Object.assign(child, { ended })
}

/** Runs a module's text to its end and returns what it printed; throws when it fails. */
export async function runProgram(text: string, options: ProgramOptions): Promise<string> {
	const { code, output, errors } = await startProgram(text, options).ended
	if (code !== 0) throw new Error(`the program ended with ${code}: ${errors}`)
	return output
}
