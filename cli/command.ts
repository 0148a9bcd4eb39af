import { resolve } from 'node:path'
import { type Command, CommanderError } from 'commander'
import { type Context, openContext } from '../server/context.ts'
import { toDatabaseProblem } from '../server/postgres/disk-problem.ts'
import { Problem } from '../server/problem.ts'

/** What every command may be told. */
export interface CommonOptions {
	data: string
	json?: boolean
}

/** `--data`, else PERENNIAL_DATA, else `./perennial-data`, as an absolute path. */
export function dataFolderOf(options: CommonOptions): string {
	return resolve(options.data)
}

/** A command with the options that all share. Its action gets the options last but one, as commander has it. */
export function addCommand(program: Command, name: string, says: string): Command {
	return program
		.command(name)
		.description(says)
		.option('--data <folder>', 'folder of the workspace', process.env.PERENNIAL_DATA ?? './perennial-data')
		.option('--json', 'print the result as JSON')
}

/** Opens the workspace, does the work, and closes it whatever happens. */
export async function withWorkspace<T>(
	options: CommonOptions,
	work: (context: Context) => Promise<T>,
): Promise<T> {
	await using context = await openContext({
		dataFolder: dataFolderOf(options),
		databaseUrl: process.env.PERENNIAL_DATABASE_URL || undefined,
		onNote: text => process.stderr.write(`${text}\n`),
	})
	try {
		return await work(context)
	} catch (error) {
		throw await toDatabaseProblem(error, context.dataFolder)
	}
}

/** Prints JSON where asked for it, else what `show` makes of the result. */
export function printResult<T>(options: CommonOptions, result: T, show: (result: T) => string): void {
	process.stdout.write(options.json ? `${JSON.stringify(result, null, 2)}\n` : `${show(result)}\n`)
}

/** 0 done, 1 failed, 2 wrong usage; a failure is said in a sentence, a bug with its trace. */
export async function runProgram(program: Command, argv: string[]): Promise<number> {
	try {
		await program.parseAsync(argv)
		return 0
	} catch (error) {
		if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
		if (error instanceof Problem) {
			process.stderr.write(`perennial: ${error.message}\n${error.fix ? `  ${error.fix}\n` : ''}`)
			return error.code === 'wrong_usage' ? 2 : 1
		}
		process.stderr.write(
			`perennial: this is a fault of the program.\n${error instanceof Error ? error.stack : error}\n`,
		)
		return 1
	}
}
