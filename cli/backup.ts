import type { Command } from 'commander'
import { writeBackup } from '../server/backup/write-backup.ts'
import { addCommand, type CommonOptions, printResult, withWorkspace } from './command.ts'
import { showNumber } from './print-table.ts'
import { startProgress } from './progress.ts'

interface BackupCommandOptions extends CommonOptions {
	replace?: boolean
}

/** `perennial backup FILE`: the whole workspace into one file. */
export function registerBackup(program: Command): void {
	addCommand(program, 'backup', 'write the whole workspace into one file, while others go on working')
		.argument('<file>', 'file to write; in a folder it is named after the time')
		.option('--replace', 'take the place of a file that is there, once the new one is whole')
		.action(async (file: string, options: BackupCommandOptions) => {
			const progress = startProgress({ unit: 'rows' })
			const written = await withWorkspace(options, ({ pool }) =>
				writeBackup(pool, file, {
					now: new Date(),
					replaces: options.replace === true,
					onProgress: state => progress.update(state),
				}),
			).finally(() => progress.end())
			printResult(options, written, ({ tables, rows, bytes }) =>
				[
					`${showNumber(rows)} rows of ${tables} tables, ${showNumber(bytes / 1e6, 1)} MB: ${written.file}`,
					'The key of stored secrets (secret.key of the data folder, or PERENNIAL_SECRET) is not in it: keep it apart.',
					`See that it is good: perennial restore ${written.file} --check`,
				].join('\n'),
			)
		})
}
