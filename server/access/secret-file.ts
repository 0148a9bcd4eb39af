import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Problem } from '../problem.ts'

const shortest = 32

/**
 * The key that signs cookies and encrypts second factors: `PERENNIAL_SECRET`, else a file of the data folder that is
 * made at the first start. It is outside of the database, so a copy of that alone opens nothing.
 */
export async function readSecret(
	dataFolder: string,
	environment: Record<string, string | undefined> = process.env,
): Promise<string> {
	const given = environment.PERENNIAL_SECRET
	if (given) {
		if (given.length >= shortest) return given
		throw new Problem(
			'config_invalid',
			`Expected at least ${shortest} characters in PERENNIAL_SECRET, found ${given.length}.`,
			'Make one with: openssl rand -base64 48',
		)
	}
	const path = join(dataFolder, 'secret.key')
	await mkdir(dataFolder, { recursive: true })
	// Of two processes that start at once, one makes the file and both read it.
	await writeFile(path, `${randomBytes(48).toString('base64')}\n`, { flag: 'wx', mode: 0o600 }).then(
		() => chmod(path, 0o600),
		error => {
			if (error.code !== 'EEXIST') throw error
		},
	)
	const secret = (await readFile(path, 'utf8')).trim()
	if (secret.length >= shortest) return secret
	throw new Problem(
		'secret_damaged',
		`Expected a key of at least ${shortest} characters in ${path}, found ${secret.length}.`,
		'Put the file back from a backup. Without it everybody has to sign in again: then remove it.',
	)
}
