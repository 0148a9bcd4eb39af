import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const program = join(import.meta.dirname, '..', 'perennial')

export interface RunningDemo {
	url: string
	end: () => Promise<void>
}

function runToEnd(args: readonly string[]): Promise<void> {
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
		let said = ''
		child.stderr.on('data', (chunk: Buffer) => {
			said += chunk.toString()
		})
		child.on('error', reject)
		child.on('exit', code =>
			code === 0
				? resolve()
				: reject(new Error(`perennial ${args[0]} ended with ${code}: ${said.slice(-2_000)}`)),
		)
	})
}

function findFreePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer()
		server.on('error', reject)
		server.listen(0, '127.0.0.1', () => {
			const address = server.address()
			const port = typeof address === 'object' && address ? address.port : 0
			server.close(() => resolve(port))
		})
	})
}

async function waitUntilReady(url: string, child: ChildProcess): Promise<void> {
	const deadline = Date.now() + 180_000
	while (Date.now() < deadline) {
		if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode} before it answered`)
		const isThere = await fetch(`${url}/api/v1/session`).then(
			response => response.ok,
			() => false,
		)
		if (isThere) return
		await new Promise(resolve => setTimeout(resolve, 300))
	}
	throw new Error(`no answer from ${url} within three minutes`)
}

/** Makes a small demo company in a folder of its own and serves it as people do. */
export async function startDemo(accounts: number): Promise<RunningDemo> {
	const folder = await mkdtemp(join(tmpdir(), 'perennial-e2e-'))
	await runToEnd(['demo', '--once', '--accounts', String(accounts), '--data', folder])
	const port = await findFreePort()
	const child = spawn(program, ['start', '--port', String(port), '--data', folder], { stdio: 'ignore' })
	const url = `http://127.0.0.1:${port}`
	await waitUntilReady(url, child)
	return {
		url,
		end: async () => {
			const ended = new Promise(resolve => child.once('exit', resolve))
			child.kill('SIGTERM')
			await ended
			await runToEnd(['stop', '--data', folder])
			await rm(folder, { recursive: true, force: true })
		},
	}
}
