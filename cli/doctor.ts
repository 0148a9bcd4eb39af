import type { Command } from 'commander'
import { checkInstallation } from '../server/postgres/check-installation.ts'
import { addCommand, type CommonOptions, dataFolderOf, printResult } from './command.ts'

/** `perennial doctor`: checks the installation; every failure with its fix. Exit 1 when one fails. */
export function registerDoctor(program: Command): void {
	addCommand(program, 'doctor', 'check the installation; every failure with its fix').action(
		async (options: CommonOptions) => {
			const checks = await checkInstallation({
				dataFolder: dataFolderOf(options),
				databaseUrl: process.env.PERENNIAL_DATABASE_URL || undefined,
			})
			printResult(options, { checks }, () =>
				checks.map(({ name, ok, fix }) => (ok ? `ok    ${name}` : `FAIL  ${name}\n      ${fix}`)).join('\n'),
			)
			if (checks.some(({ ok }) => !ok)) process.exitCode = 1
		},
	)
}
