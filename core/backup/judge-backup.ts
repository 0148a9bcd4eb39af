/** `old`: more than a day; `untried`: no backup was ever restored. */
export type BackupState = 'none' | 'old' | 'untried' | 'good'

const oldestMs = 24 * 3_600_000

/** How a workspace stands with its backups: only a recent one, of a kind that was seen to be restored, is good. */
export function judgeBackup(
	last: { madeAt: Date; checkedAt: Date | null } | undefined,
	now: Date,
): BackupState {
	if (!last) return 'none'
	if (now.getTime() - last.madeAt.getTime() > oldestMs) return 'old'
	return last.checkedAt === null ? 'untried' : 'good'
}
