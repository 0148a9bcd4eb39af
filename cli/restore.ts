import { mkdir } from 'node:fs/promises'
import type { Command } from 'commander'
import { checkBackup } from '../server/backup/check-backup.ts'
import { restoreBackup } from '../server/backup/restore-backup.ts'
import { openDatabase } from '../server/context.ts'
import { toDatabaseProblem, toDiskProblem } from '../server/postgres/disk-problem.ts'
import { addCommand, type CommonOptions, dataFolderOf, printResult, withWorkspace } from './command.ts'
import { showNumber } from './print-table.ts'
import { type Progress, startProgress } from './progress.ts'

interface RestoreCommandOptions extends CommonOptions {
	replace?: boolean
	check?: boolean
}

/** `perennial restore FILE`: the whole workspace out of a backup, or only a trial of it. */
export function registerRestore(program: Command): void {
	addCommand(program, 'restore', 'put a backup into an empty workspace, or see that it could be')
		.argument('<file>', 'what perennial backup wrote')
		.option('--replace', 'lose what the workspace holds now')
		.option('--check', 'restore it aside, compare every table, and leave the workspace as it is')
		.action(async (file: string, options: RestoreCommandOptions) => {
			const progress = startProgress({ unit: 'rows' })
			await (options.check ? check : restore)(file, options, progress).finally(() => progress.end())
		})
}

async function check(file: string, options: RestoreCommandOptions, progress: Progress): Promise<void> {
	const checked = await withWorkspace(options, context =>
		checkBackup(context, file, { now: new Date(), onProgress: state => progress.update(state) }),
	)
	printResult(
		options,
		checked,
		({ tables, rows, made_at }) =>
			`The backup of ${made_at} is good: restored aside, ${showNumber(rows)} rows of ${tables} tables, no difference.`,
	)
}

async function restore(file: string, options: RestoreCommandOptions, progress: Progress): Promise<void> {
	const dataFolder = dataFolderOf(options)
	await mkdir(dataFolder, { recursive: true }).catch(error => {
		throw toDiskProblem(error, dataFolder)
	})
	const client = await openDatabase({
		dataFolder,
		databaseUrl: process.env.PERENNIAL_DATABASE_URL || undefined,
		onNote: text => progress.note(text),
	})
	try {
		const restored = await restoreBackup(client, file, {
			now: new Date(),
			replaces: options.replace === true,
			onProgress: state => progress.update(state),
		})
		printResult(options, restored, ({ tables, rows, made_at }) =>
			[
				`Restored as of ${made_at}: ${showNumber(rows)} rows of ${tables} tables, read back without a difference.`,
				'Everybody signs in again. Automation is stopped: perennial playbooks go lets it go on.',
				'Stored secrets need the key they were encrypted with: put secret.key of the old data folder into the new one.',
			].join('\n'),
		)
	} catch (error) {
		throw await toDatabaseProblem(error, dataFolder)
	} finally {
		await client.end()
	}
}
