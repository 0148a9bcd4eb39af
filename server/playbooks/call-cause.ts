import type { ClientBase } from 'pg'
import { causeDays, deepestChain, tooDeep } from '../../core/playbooks/find-starts.ts'
import { webhookName } from '../../core/playbooks/playbook-dependencies.ts'
import type { Day } from '../../core/time/day.ts'
import { lockRun } from './run-store.ts'
import { listChanges } from './trigger-store.ts'

/** What led another program to start a run, as far as we can know. */
export interface CallCause {
	depth: number
	chain: string[]
	/** Why it may not start; null where it may. */
	refused: string | null
}

/**
 * The run that a program says its call follows from, else the last webhook that a run sent it about the account. A run
 * that was named and began with the playbook itself is a circle; without a name only the depth counts, for the program
 * may have had its own reason.
 */
export async function causeOfCall(
	client: ClientBase,
	call: { accountId: number; playbookId: string; day: Day; runId: string | undefined },
): Promise<CallCause> {
	const { accountId, playbookId, day, runId } = call
	const named = runId === undefined ? undefined : await lockRun(client, accountId, runId)
	if (named?.chain.includes(playbookId)) {
		return { depth: named.depth + 1, chain: named.chain, refused: 'its own webhook led to it' }
	}
	const changes = (await listChanges(client, day - causeDays, day, accountId)).get(accountId) ?? []
	const calls = changes.filter(({ name }) => name === webhookName)
	const cause = named ?? calls.reduce((deepest, item) => (item.depth > deepest.depth ? item : deepest), none)
	const depth = cause.depth + 1
	return { depth, chain: [...cause.chain], refused: depth > deepestChain ? tooDeep : null }
}

const none = { depth: 0, chain: [] as readonly string[] }
