import { formatDay } from '../../core/time/day.ts'
import type { RunWork } from './run-work.ts'
import { tellOps } from './tell-ops.ts'
import { type StoredWatch, saveWatch } from './watch-store.ts'

/** Stops the playbook until a person has looked, and tells whoever runs the definitions. */
export async function tripBreaker(
	work: RunWork,
	watch: StoredWatch | undefined,
	reason: string,
): Promise<void> {
	if (!watch || watch.tripped !== null) return
	await saveWatch(work.client, { ...watch, tripped: { on: work.day, reason } })
	await tellOps(work, {
		key: `breaker-${watch.playbookId}-${formatDay(work.day)}`,
		subject: `The playbook ${nameOf(work, watch.playbookId)} stands still`,
		body: `It would have started ${reason}. Nothing was started; what it found waits under Playbooks. Look at the list, start or drop it, and the playbook goes on.`,
	})
}

function nameOf({ programs }: RunWork, playbookId: string): string {
	return programs.present.model.playbooks.find(({ id }) => id === playbookId)?.name ?? playbookId
}
