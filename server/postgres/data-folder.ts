import { readFile, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isErrorCode } from './disk-problem.ts'

/** Where the parts of the embedded server lie in the data folder of a workspace. */
export type ServerPaths = {
	dataFolder: string
	/** Everything of the server; made as a draft and renamed, so it is whole or not there. */
	server: string
	/** PostgreSQL's own data directory. */
	data: string
	password: string
	/** Socket files; empty when it listens on a port. */
	socket: string
	/** Port where it listens on the loopback address, `socket` where it does on a socket. */
	address: string
	log: string
}

export type ServerAddress = { kind: 'socket'; folder: string } | { kind: 'port'; port: number }

export const serverUser = 'perennial'
export const databaseName = 'perennial'
// The socket file is .s.PGSQL.<port>; the folder tells servers apart, so the number can be the usual one.
const socketPort = 5432
// sockaddr_un holds 104 bytes on macOS, 108 on Linux, a closing zero included.
const maximumSocketPathBytes = 103

/** Paths for a data folder that exists. */
export async function serverPathsOf(dataFolder: string): Promise<ServerPaths> {
	const folder = await realpath(dataFolder)
	return draftPathsOf(folder, join(folder, 'postgres'))
}

/** The same parts in a server folder that is still being made. */
export function draftPathsOf(dataFolder: string, server: string): ServerPaths {
	return {
		dataFolder,
		server,
		data: join(server, 'data'),
		password: join(server, 'password'),
		socket: join(server, 'socket'),
		address: join(server, 'address'),
		log: join(server, 'log'),
	}
}

export function socketFileOf(paths: ServerPaths): string {
	return join(paths.socket, `.s.PGSQL.${socketPort}`)
}

/** Whether the path of the socket is short enough for the operating system. */
export function maySocketFit(paths: ServerPaths): boolean {
	return process.platform !== 'win32' && Buffer.byteLength(socketFileOf(paths)) <= maximumSocketPathBytes
}

/** Where the server was told to listen at its last start; undefined before the first. */
export async function readAddress(paths: ServerPaths): Promise<ServerAddress | undefined> {
	const text = (await readOrUndefined(paths.address))?.trim()
	if (text === 'socket') return { kind: 'socket', folder: paths.socket }
	return text && /^\d+$/.test(text) ? { kind: 'port', port: Number(text) } : undefined
}

export async function writeAddress(paths: ServerPaths, address: ServerAddress): Promise<void> {
	await writeFile(paths.address, address.kind === 'socket' ? 'socket\n' : `${address.port}\n`, {
		mode: 0o600,
	})
}

/** The connection string of a database of the embedded server, as libpq and `pg` both read it. */
export function connectionStringOf(address: ServerAddress, password: string, database: string): string {
	const user = `${serverUser}:${password}`
	// Without the last setting PGSSLMODE of somebody's environment would decide.
	return address.kind === 'socket'
		? `postgresql://${user}@/${database}?host=${encodeURIComponent(address.folder)}&port=${socketPort}&sslmode=disable`
		: `postgresql://${user}@127.0.0.1:${address.port}/${database}?sslmode=disable`
}

export function listenSettings(address: ServerAddress): string[] {
	return address.kind === 'socket'
		? [
				'listen_addresses=',
				`port=${socketPort}`,
				`unix_socket_directories=${address.folder}`,
				'unix_socket_permissions=0700',
			]
		: ['listen_addresses=127.0.0.1', `port=${address.port}`, 'unix_socket_directories=']
}

export async function readOrUndefined(file: string): Promise<string | undefined> {
	try {
		return await readFile(file, 'utf8')
	} catch (error) {
		if (isErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined
		throw error
	}
}
