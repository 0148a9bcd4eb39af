import { resolve } from 'node:path'
import { Problem } from './problem.ts'

/** What is set from outside, by environment or command line. */
export type Config = {
	/** Absolute path of the folder that holds everything of a workspace. */
	dataFolder: string
	/** A PostgreSQL server to use instead of the embedded one. */
	databaseUrl: string | undefined
	/** Minutes without any connection after which the embedded PostgreSQL stops by itself. */
	postgresIdleMinutes: number
}

type Environment = Record<string, string | undefined>

/** Reads the configuration from environment variables; an empty variable counts as not set. */
export function readConfig(environment: Environment = process.env): Config {
	return {
		dataFolder: resolve(environment.PERENNIAL_DATA || './perennial-data'),
		databaseUrl: environment.PERENNIAL_DATABASE_URL || undefined,
		postgresIdleMinutes: readMinutes(environment, 'PERENNIAL_POSTGRES_IDLE_MINUTES', 10),
	}
}

function readMinutes(environment: Environment, name: string, otherwise: number): number {
	const text = environment[name]
	if (!text) return otherwise
	const minutes = Number(text)
	if (minutes > 0 && minutes <= 1_000_000) return minutes
	throw new Problem(
		'config_invalid',
		`Expected minutes above 0 in ${name}, found "${text}".`,
		`Set ${name} to a number such as ${otherwise}, or remove it.`,
	)
}
