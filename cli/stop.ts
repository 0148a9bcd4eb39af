import type { Command } from 'commander'
import { stopPostgres } from '../server/postgres/stop-postgres.ts'
import { addCommand, type CommonOptions, dataFolderOf, printResult } from './command.ts'

/** `perennial stop`: stops the PostgreSQL that serves the data folder, if one runs. */
export function registerStop(program: Command): void {
	addCommand(program, 'stop', 'stop the PostgreSQL that serves the data folder').action(
		async (options: CommonOptions) => {
			const stopped = await stopPostgres(dataFolderOf(options))
			printResult(options, { stopped }, () => (stopped ? 'Stopped.' : 'Nothing was running.'))
		},
	)
}
