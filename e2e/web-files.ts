import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'

const root = join(import.meta.dirname, '..')
const built = join(root, 'dist', 'web')

function newestIn(folder: string): number {
	return Math.max(
		...readdirSync(folder, { recursive: true, withFileTypes: true })
			.filter(entry => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
			.map(entry => statSync(join(entry.parentPath, entry.name)).mtimeMs),
	)
}

const sources = ['web', 'api', 'core']

/** Builds the web app where its sources are newer than what was built last: as people get it, not as tests run. */
export async function buildWebFiles(): Promise<void> {
	const builtAt = statSync(join(built, 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0
	const changedAt = Math.max(...sources.map(folder => newestIn(join(root, folder))))
	if (builtAt > changedAt) return
	const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
	await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'error'], {
		cwd: root,
		env: { ...process.env, NODE_ENV: 'production' },
	})
}

/** Bytes of these scripts of the built app, gzipped. */
export function gzipBytes(paths: readonly string[]): number {
	return paths.reduce((sum, path) => sum + gzipSync(readFileSync(join(built, path))).length, 0)
}
