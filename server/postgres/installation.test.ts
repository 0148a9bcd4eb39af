import { access, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPlatformPackage, installBinaries } from './installation.ts'

let dataFolder: string
let version: string
let native: string
beforeAll(async () => {
	dataFolder = await mkdtemp(join(tmpdir(), 'perennial-binaries-'))
	const found = await findPlatformPackage()
	if (!found) throw new Error('the package of this platform is not installed')
	version = found.version
	native = join(found.folder, 'native')
})
afterAll(() => rm(dataFolder, { recursive: true, force: true }))

describe('installBinaries', () => {
	it('copies programs and libraries, with the links that npm does not make', async () => {
		const { binFolder, majorVersion } = await installBinaries(dataFolder, { fsync: false })
		expect(binFolder).toBe(join(dataFolder, 'binaries', version, 'bin'))
		expect(majorVersion).toBe(Number(version.split('.')[0]))
		for (const program of ['postgres', 'initdb']) {
			expect((await stat(join(binFolder, program))).mode & 0o555).toBe(0o555)
		}
		const links: { source: string; target: string }[] = JSON.parse(
			await readFile(join(native, 'pg-symlinks.json'), 'utf8'),
		)
		const shared = links.filter(link => !link.source.endsWith('.a'))
		expect(shared.length).toBeGreaterThan(0)
		const folder = await realpath(join(dataFolder, 'binaries', version))
		for (const { source, target } of shared) {
			const place = (path: string) => join(folder, path.replace(/^native\//, ''))
			expect(await realpath(place(target))).toBe(await realpath(place(source)))
		}
	})
	it('copies once', async () => {
		const mark = join(dataFolder, 'binaries', version, 'mark')
		await writeFile(mark, '')
		await installBinaries(dataFolder, { fsync: false })
		await access(mark)
	})
	it('replaces an older version, and what a kill left of a copy', async () => {
		const folder = join(dataFolder, 'binaries')
		await rm(join(folder, version), { recursive: true })
		await mkdir(join(folder, '18.0.0', 'bin'), { recursive: true })
		await mkdir(join(folder, `${version}.new-1`, 'bin'), { recursive: true })
		await installBinaries(dataFolder, { fsync: true })
		expect(await readdir(folder)).toEqual([version])
	})
})
