import { type SpawnOptions, spawnSync } from 'node:child_process'
import { chown, lchown, readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Problem } from '../problem.ts'

/** How a PostgreSQL program is started here: PostgreSQL refuses to run as root. */
export type RunAs = {
	/** Words before the program, when something has to start it. */
	prefix: string[]
	/** The user and group that it runs as, when not this process's own. */
	user?: { uid: number; gid: number }
}

const asSelf: RunAs = { prefix: [] }
// Inside the namespace root looks like an ordinary user; outside the files stay root's.
const inNamespace: RunAs = {
	prefix: ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'],
}

/**
 * Finds a way to run PostgreSQL's programs on the data in `folder`: as this user; for root as the owner of data
 * that another user made, else in a user namespace, else as a system user that is then given the folder.
 * `program` is any of PostgreSQL's programs, for trying.
 */
export async function chooseRunAs(folder: string, program: string): Promise<RunAs> {
	if (process.getuid?.() !== 0) return asSelf
	const owner = await stat(folder).catch(() => undefined)
	if (owner && owner.uid !== 0) {
		const user = { uid: owner.uid, gid: owner.gid }
		if (works({ prefix: [], user }, program)) return { prefix: [], user }
		throw rootProblem(folder, `it belongs to the user ${owner.uid}, who cannot start ${program}`)
	}
	if (works(inNamespace, program)) return inNamespace
	const user = await findSystemUser()
	if (!user)
		throw rootProblem(folder, 'user namespaces are not allowed and there is no user "postgres" or "nobody"')
	if (works({ prefix: [], user }, program)) return { prefix: [], user }
	throw rootProblem(
		folder,
		`user namespaces are not allowed and the user ${user.uid} may not read ${dirname(dirname(program))}`,
	)
}

/** Gives everything in a folder to the user that PostgreSQL runs as. */
export async function giveTo(runAs: RunAs, folder: string): Promise<void> {
	if (!runAs.user) return
	await chown(folder, runAs.user.uid, runAs.user.gid)
	for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
		await lchown(join(entry.parentPath, entry.name), runAs.user.uid, runAs.user.gid)
	}
}

/** Program, arguments and options for `spawn`. The environment holds nothing that could change the server. */
export function toCommand(
	runAs: RunAs,
	program: string,
	args: readonly string[],
): { file: string; args: string[]; options: SpawnOptions } {
	const [file = program, ...rest] = [...runAs.prefix, program, ...args]
	const { PATH, LD_LIBRARY_PATH, SystemRoot } = process.env
	const env = { PATH, LD_LIBRARY_PATH, SystemRoot, LC_ALL: 'C', TZ: 'UTC' }
	return { file, args: rest, options: { env, ...runAs.user } }
}

function works(runAs: RunAs, program: string): boolean {
	const command = toCommand(runAs, program, ['--version'])
	return spawnSync(command.file, command.args, { ...command.options, stdio: 'ignore' }).status === 0
}

async function findSystemUser(): Promise<RunAs['user']> {
	const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n')
	for (const name of ['postgres', '_postgres', 'nobody']) {
		const fields = lines.find(line => line.startsWith(`${name}:`))?.split(':')
		const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])]
		if (uid > 0 && gid >= 0) return { uid, gid }
	}
	return undefined
}

function rootProblem(folder: string, why: string): Problem {
	return new Problem(
		'postgres_as_root',
		`PostgreSQL does not run as root, and no other user could be used for ${folder}: ${why}.`,
		'Run Perennial as an ordinary user with a data folder of its own (--data), or set PERENNIAL_DATABASE_URL to a PostgreSQL server of version 15 or newer.',
	)
}
