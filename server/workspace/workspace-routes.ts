import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClientBase, Pool } from 'pg'
import { changeWorkspace, getWorkspace } from '../../api/settings.ts'
import { judgeBackup } from '../../core/backup/judge-backup.ts'
import { formatDay } from '../../core/time/day.ts'
import { isZone } from '../../core/time/zone.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import { findLastBackup } from '../backup/backup-store.ts'
import { refuseChangedMeanwhile } from '../changed-meanwhile.ts'
import { findLastDate } from '../days/day-run-store.ts'
import type { Mount } from '../http/mount.ts'
import { InputProblem } from '../http/problem-details.ts'
import { Problem } from '../problem.ts'
import { lockWorkspace, readDayHour, saveWorkspaceSettings } from './workspace-settings-store.ts'
import { readWorkspace, todayOf, type Workspace } from './workspace-store.ts'

const packageFile = join(import.meta.dirname, '..', '..', 'package.json')
const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }

/** Settings of the workspace. */
export function mountWorkspaceRoutes(mount: Mount): void {
	mount.read(getWorkspace, ({ pool, now }) => workspaceJson(pool, now))
	mount.change(changeWorkspace, async ({ body, client, act }) => {
		await lockWorkspace(client)
		const before = await readWorkspace(client)
		const { seen, ...wanted } = body
		refuseChangedMeanwhile(seen, await settingsJson(client, before), wanted)
		if (body.zone !== undefined && !isZone(body.zone)) {
			throw new InputProblem([
				{
					at: 'body.zone',
					message: `expected the name of a time zone like Europe/Berlin, got "${body.zone}"`,
				},
			])
		}
		const isFixed = before.liveFrom !== null
		if (isFixed && body.zone !== undefined && body.zone !== before.zone) {
			throw new Problem(
				'zone_fixed',
				`The zone is ${before.zone} since the first load and stays it.`,
				'Days of everything that is loaded depend on it: make a new workspace.',
			)
		}
		await saveWorkspaceSettings(client, {
			zone: body.zone,
			currency: body.currency,
			fileCadenceDays: body.file_cadence_days,
			dayRunsAtHour: body.day_runs_at_hour,
		})
		await saveAuditRow(client, {
			...act,
			action: 'workspace.change',
			subject: 'workspace',
			before,
			after: wanted,
		})
		return workspaceJson(client, act.at)
	})
}

async function settingsJson(client: Pool | ClientBase, workspace: Workspace) {
	return {
		zone: workspace.zone,
		currency: workspace.currency,
		file_cadence_days: workspace.fileCadenceDays,
		day_runs_at_hour: await readDayHour(client),
	}
}

async function workspaceJson(client: Pool | ClientBase, now: Date) {
	const workspace = await readWorkspace(client)
	const today = todayOf(workspace, now)
	const asOf = await findLastDate(client, today)
	const backup = await findLastBackup(client)
	return {
		...(await settingsJson(client, workspace)),
		today: formatDay(today),
		live_from: workspace.liveFrom === null ? null : formatDay(workspace.liveFrom),
		as_of: asOf === undefined ? null : formatDay(asOf),
		demo: workspace.fixedToday !== null,
		version,
		backup: {
			state: judgeBackup(backup, now),
			made_at: backup?.madeAt.toISOString() ?? null,
			checked_at: backup?.checkedAt?.toISOString() ?? null,
		},
	}
}
