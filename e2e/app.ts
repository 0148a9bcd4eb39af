import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findFreePort } from '../server/postgres/find-free-port.ts'

const root = join(import.meta.dirname, '..')
const program = join(root, 'perennial')
const startWithinMs = 150_000
/** Not that of the tests: the program runs as it does for people. */
const environment = { ...process.env, NODE_ENV: 'production' }

/** The program, started the way a person starts it. */
export interface RunningApp {
	url: string
	/** Path and query of the printed link for the first admin; undefined where there is somebody. */
	setupPath: string | undefined
	dataFolder: string
	/** Runs another command on the same workspace; its stdout. */
	command(name: string, ...options: string[]): Promise<string>
	end(): Promise<void>
}

/** Resolves with what was printed so far, once `wanted` is in it. */
function waitForText(child: ChildProcess, wanted: RegExp): Promise<string> {
	return new Promise((resolve, reject) => {
		let text = ''
		const timer = setTimeout(
			() => reject(new Error(`expected ${wanted} within ${startWithinMs} ms, printed was:\n${text}`)),
			startWithinMs,
		)
		child.stderr?.on('data', chunk => {
			text += String(chunk)
			if (wanted.test(text)) {
				clearTimeout(timer)
				resolve(text)
			}
		})
		child.once('exit', code => {
			clearTimeout(timer)
			reject(new Error(`perennial ended with ${code}:\n${text}`))
		})
	})
}

async function runCommand(dataFolder: string, name: string, options: readonly string[]): Promise<string> {
	const { stdout } = await promisify(execFile)(program, [name, '--data', dataFolder, ...options], {
		cwd: root,
		env: environment,
		maxBuffer: 64 * 1024 ** 2,
	})
	return stdout
}

async function endChild(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null) return
	const ended = new Promise(resolve => child.once('exit', resolve))
	child.kill('SIGTERM')
	const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
	await ended
	clearTimeout(timer)
}

async function serve(
	command: 'start' | 'demo',
	dataFolder: string,
	options: readonly string[],
	wanted: RegExp,
	port: number,
): Promise<RunningApp> {
	const child = spawn(program, [command, '--data', dataFolder, '--port', String(port), ...options], {
		cwd: root,
		env: environment,
		stdio: ['ignore', 'ignore', 'pipe'],
	})
	const end = async () => {
		await endChild(child)
		await runCommand(dataFolder, 'stop', []).catch(() => '')
		await rm(dataFolder, { recursive: true, force: true, maxRetries: 10 })
	}
	try {
		const text = await waitForText(child, wanted)
		const link = /first admin: https?:\/\/[^/]+(\S+)/.exec(text)?.[1]
		return {
			url: `http://127.0.0.1:${port}`,
			setupPath: link,
			dataFolder,
			command: (name, ...rest) => runCommand(dataFolder, name, rest),
			end,
		}
	} catch (error) {
		await end()
		throw error
	}
}

function makeDataFolder(): Promise<string> {
	return mkdtemp(join(tmpdir(), 'perennial-e2e-'))
}

/** The demo company, served: on that port, else on any that is free. */
export async function startDemo(accounts: number, port?: number): Promise<RunningApp> {
	const options = ['--accounts', String(accounts)]
	const folder = await makeDataFolder()
	return serve('demo', folder, options, /API is described at .*\n/, port ?? (await findFreePort()))
}

/** A workspace in which nobody can sign in yet; with files, these are loaded and the day has run. */
export async function startWorkspace(files: Readonly<Record<string, string>> = {}): Promise<RunningApp> {
	const dataFolder = await makeDataFolder()
	if (Object.keys(files).length > 0) {
		const folder = join(dataFolder, 'own-files')
		await mkdir(folder)
		for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
		await runCommand(dataFolder, 'import', [folder])
		await runCommand(dataFolder, 'run', [])
	}
	return serve('start', dataFolder, [], /first admin: \S+\n/, await findFreePort())
}
