import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import type { Context } from '../server/context.ts'
import { startServer, webFolder } from '../server/main.ts'
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
}

function stopAsked(): Promise<void> {
	return new Promise(resolve => {
		process.once('SIGINT', () => resolve())
		process.once('SIGTERM', () => resolve())
	})
}

const root = join(import.meta.dirname, '..')

/** Builds the web app once, where that was not done yet and its sources are there. */
async function buildWebApp(say: (text: string) => void): Promise<void> {
	const isThere = (path: string) =>
		access(path).then(
			() => true,
			() => false,
		)
	if (await isThere(join(webFolder, 'index.html'))) return
	if (!(await isThere(join(root, 'web', 'index.html')))) return
	say('Building the web app; this is done once.')
	const { build } = await import('vite')
	await build({
		configFile: join(root, 'vite.config.ts'),
		logLevel: 'warn',
		build: { outDir: webFolder, emptyOutDir: true },
	})
}
