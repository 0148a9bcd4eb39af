import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import type { Context } from '../server/context.ts'
import { exitWithinMs, startServer, webFolder } from '../server/main.ts'
import { addCommand, type CommonOptions, withWorkspace } from './command.ts'

export interface StartOptions extends CommonOptions {
	port: number
	host: string
	url?: string
}

/** `perennial start`: serves web app and API, and runs the day. Ends at Ctrl-C or SIGTERM. */
export function registerStart(program: Command): void {
	addServerOptions(addCommand(program, 'start', 'serve the web app and the API, and run the day by itself'))
		.option(
			'--url <address>',
			'where people reach it, behind a proxy: https://cs.example.com',
			process.env.PERENNIAL_URL,
		)
		.action(async (options: StartOptions) => {
			await withWorkspace(options, context => serveUntilStopped(context, options))
		})
}

export function addServerOptions(command: Command): Command {
	return command
		.option('--port <number>', 'port', readPort, 4600)
		.option('--host <address>', 'address to listen on; 0.0.0.0 for all', '127.0.0.1')
}

function readPort(text: string): number {
	const port = Number(text)
	if (!Number.isInteger(port) || port < 1 || port > 65_535) {
		throw new InvalidArgumentError('Expected a port from 1 to 65535.')
	}
	return port
}

/** Serves the workspace until somebody stops the process. */
export async function serveUntilStopped(
	context: Context,
	options: Pick<StartOptions, 'port' | 'host' | 'url'>,
): Promise<void> {
	const say = (text: string) => process.stderr.write(`${text}\n`)
	await buildWebApp(say)
	const server = await startServer(context, {
		port: options.port,
		host: options.host,
		baseUrl: options.url,
		onNote: say,
	})
	say(`Perennial is at ${server.url}`)
	say(`The API is described at ${server.url}/api/docs`)
	if (!server.isWebBuilt) say('The web app is not built: only the API is served.')
	if (server.setupUrl) say(`Nobody can sign in yet. Make the first admin: ${server.setupUrl}`)
	await stopAsked()
	say('Stopping; open requests are finished first.')
	await server.end()
	// A day that is being computed, or connections that do not end: nothing of them is lost, and nobody waits for them.
	setTimeout(() => process.exit(0), exitWithinMs).unref()
}

function stopAsked(): Promise<void> {
	return new Promise(resolve => {
		process.once('SIGINT', () => resolve())
		process.once('SIGTERM', () => resolve())
	})
}

const root = join(import.meta.dirname, '..')

/** What the web app is built from. */
const webSources = ['web', 'api', 'core', 'package.json', 'vite.config.ts']

/** Builds the web app where that was not done yet, or its sources are newer than what was built. */
async function buildWebApp(say: (text: string) => void): Promise<void> {
	const builtMs = await changedAtMs(join(webFolder, 'index.html'))
	const sourceMs = await changedAtMs(join(root, 'web', 'index.html'))
	if (sourceMs === undefined) return
	if (builtMs !== undefined && builtMs >= (await newestMs(webSources.map(path => join(root, path))))) return
	say('Building the web app; this is done once for each version.')
	const { build } = await import('vite')
	await build({
		configFile: join(root, 'vite.config.ts'),
		logLevel: 'warn',
		build: { outDir: webFolder },
	})
}

async function changedAtMs(path: string): Promise<number | undefined> {
	return stat(path).then(
		({ mtimeMs }) => mtimeMs,
		() => undefined,
	)
}

/** When the newest file of the paths was changed, in milliseconds since 1970-01-01. */
async function newestMs(paths: readonly string[]): Promise<number> {
	let newest = 0
	for (const path of paths) {
		const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => [])
		const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
		for (const file of files.length > 0 ? files : [path]) {
			newest = Math.max(newest, (await changedAtMs(file)) ?? 0)
		}
	}
	return newest
}
