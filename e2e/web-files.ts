import { readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
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

/** Builds the web app where its sources are newer than what was built last. */
export async function buildWebFiles(): Promise<void> {
	const builtAt = statSync(join(built, 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0
	const changedAt = Math.max(...['web', 'api', 'core'].map(folder => newestIn(join(root, folder))))
	if (builtAt > changedAt) return
	const next = `${built}-next`
	const { build } = await import('vite')
	await build({
		configFile: join(root, 'vite.config.ts'),
		logLevel: 'error',
		build: { outDir: next, emptyOutDir: true },
	})
	rmSync(built, { recursive: true, force: true })
	renameSync(next, built)
}

/** Bytes of these scripts of the built app, gzipped. */
export function gzipBytes(paths: readonly string[]): number {
	return paths.reduce((sum, path) => sum + gzipSync(readFileSync(join(built, path))).length, 0)
}
