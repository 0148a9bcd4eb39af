import type { Command } from 'commander'
import { type BackupState, judgeBackup } from '../core/backup/judge-backup.ts'
import { findLastBackup, isUsedByPeople } from '../server/backup/backup-store.ts'
import { openDatabase } from '../server/context.ts'
import { checkInstallation, type InstallationCheck } from '../server/postgres/check-installation.ts'
import { addCommand, type CommonOptions, dataFolderOf, printResult } from './command.ts'

const fixes: Record<BackupState, string | null> = {
	none: 'No backup was made. Write one a day: perennial backup FOLDER',
	old: 'The last backup is older than a day. Write one a day: perennial backup FOLDER',
	untried: 'No backup was ever restored. See that the last one is good: perennial restore FILE --check',
	good: null,
}

/** `perennial doctor`: checks the installation; every failure with its fix. Exit 1 when one fails. */
export function registerDoctor(program: Command): void {
	addCommand(program, 'doctor', 'check the installation; every failure with its fix').action(
		async (options: CommonOptions) => {
			const where = {
				dataFolder: dataFolderOf(options),
				databaseUrl: process.env.PERENNIAL_DATABASE_URL || undefined,
			}
			const checks = await checkInstallation(where)
			if (checks.every(({ ok }) => ok)) checks.push(...(await checkBackups(where)))
			printResult(options, { checks }, () =>
				checks.map(({ name, ok, fix }) => (ok ? `ok    ${name}` : `FAIL  ${name}\n      ${fix}`)).join('\n'),
			)
			if (checks.some(({ ok }) => !ok)) process.exitCode = 1
		},
	)
}

/** Asked of a workspace that people sign in to; one that is only tried out needs no backup. */
async function checkBackups(where: {
	dataFolder: string
	databaseUrl: string | undefined
}): Promise<InstallationCheck[]> {
	const client = await openDatabase(where)
	try {
		if (!(await isUsedByPeople(client))) return []
		const fix = fixes[judgeBackup(await findLastBackup(client), new Date())]
		return [{ name: 'backup', ok: fix === null, fix }]
	} finally {
		await client.end()
	}
}
