import type { FoundStart } from '../../core/playbooks/find-starts.ts'
import { formatDay } from '../../core/time/day.ts'
import type { RunWork } from './run-work.ts'
import { tellOps } from './tell-ops.ts'

/** Tells whoever runs the definitions, once a day for each playbook, what was refused because rules led to rules. */
export async function tellOfLoops(
	work: Pick<RunWork, 'client' | 'team' | 'day' | 'now'>,
	found: readonly FoundStart[],
): Promise<void> {
	const refused = found.filter(({ outcome }) => outcome === 'refused')
	for (const [playbookId, own] of Map.groupBy(refused, start => start.playbookId)) {
		const [first] = own
		if (!first) continue
		await tellOps(work, {
			key: `loop-${playbookId}-${formatDay(work.day)}`,
			subject: `The playbook ${playbookId} was not started for ${own.length} account${own.length === 1 ? '' : 's'}: playbooks start one another`,
			body: `${first.note}: ${[...first.chain, playbookId].join(', then ')}. Nothing was started. Look under Playbooks, Approvals, and let one of them set or look at something else.`,
		})
	}
}
