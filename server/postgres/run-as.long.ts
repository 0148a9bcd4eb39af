import { chmod, chown, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { isPostgresOf } from './process-identity.ts'
import { runProgram } from './run-program.ts'
import { postgresState, stopPostgres } from './stop-postgres.ts'

// Several servers are made and started one after the other.
vi.setConfig({ testTimeout: 240_000 })

const nobody = 65_534
const isRoot = process.getuid?.() === 0
const asRoot = it.runIf(isRoot && process.platform === 'linux')
// Prints the users that the server runs as: its real one, as the system sees it.
const open = `
	await using context = await openContext({ dataFolder })
	const { rows } = await context.pool.query('select zone from workspace')
	console.log(rows[0].zone)`

let dataFolder: string
beforeEach(async () => {
	dataFolder = await mkdtemp(join(tmpdir(), 'perennial-user-'))
})
afterEach(async () => {
	await stopPostgres(dataFolder)
	await rm(dataFolder, { recursive: true, force: true, maxRetries: 10 })
})

async function findServerUser(): Promise<number> {
	const { pid } = await postgresState(dataFolder)
	const status = await readFile(`/proc/${pid}/status`, 'utf8')
	return Number(/^Uid:\s+(\d+)/m.exec(status)?.[1])
}

describe('the user that PostgreSQL runs as', () => {
	asRoot('is the ordinary user who starts it', async () => {
		await chown(dataFolder, nobody, nobody)
		expect(await runProgram(open, { dataFolder, uid: nobody })).toBe('UTC')
		expect(await findServerUser()).toBe(nobody)
		expect((await stat(join(dataFolder, 'postgres', 'data'))).uid).toBe(nobody)
		const stop = 'console.log(await stopPostgres(dataFolder))'
		expect(await runProgram(stop, { dataFolder, uid: nobody })).toBe('true')
	})
	asRoot('is the owner of the data when root works on the data of somebody else', async () => {
		await chown(dataFolder, nobody, nobody)
		await runProgram(open, { dataFolder, uid: nobody })
		await stopPostgres(dataFolder)
		expect(await runProgram(open, { dataFolder })).toBe('UTC')
		expect(await findServerUser()).toBe(nobody)
		await stopPostgres(dataFolder)
		expect(await runProgram(open, { dataFolder, uid: nobody })).toBe('UTC')
	})
	asRoot('is root in a user namespace, where only root may read the folder', async () => {
		await chmod(dataFolder, 0o700)
		expect(await runProgram(open, { dataFolder })).toBe('UTC')
		expect(await findServerUser()).toBe(0)
		const { pid } = await postgresState(dataFolder)
		expect((await readFile(`/proc/${pid}/uid_map`, 'utf8')).trim().split(/\s+/)).toEqual(['1000', '0', '1'])
		expect(isPostgresOf(pid ?? 0, join(dataFolder, 'postgres', 'data'))).toBe(true)
	})
	asRoot('is a system user where there are no user namespaces', async () => {
		await chmod(dataFolder, 0o755)
		const environment = { PATH: '/nowhere' }
		expect(await runProgram(open, { dataFolder, environment })).toBe('UTC')
		const uid = await findServerUser()
		expect(uid).toBeGreaterThan(0)
		expect((await stat(join(dataFolder, 'postgres', 'data'))).uid).toBe(uid)
		await stopPostgres(dataFolder)
		// With namespaces again it stays the owner of the data.
		expect(await runProgram(open, { dataFolder })).toBe('UTC')
		expect(await findServerUser()).toBe(uid)
	})
	asRoot('is refused in words where root has no way', async () => {
		await chmod(dataFolder, 0o700)
		const program = `await openContext({ dataFolder }).catch(error => console.log(error instanceof Problem, error.code, error.message))`
		const said = await runProgram(program, { dataFolder, environment: { PATH: '/nowhere' } })
		expect(said).toMatch(/^true postgres_as_root PostgreSQL does not run as root/)
		expect(said).toContain('user namespaces are not allowed')
	})
	asRoot('may not be somebody else than the owner, in words', async () => {
		await chmod(dataFolder, 0o755)
		await runProgram(open, { dataFolder })
		const program = `
			await openContext({ dataFolder }).catch(error => console.log(error.code))
			await stopPostgres(dataFolder).catch(error => console.log(error.code))`
		expect((await runProgram(program, { dataFolder, uid: nobody })).split('\n')).toEqual([
			'data_folder_not_writable',
			'data_folder_not_writable',
		])
	})
})
