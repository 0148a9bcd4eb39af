import type { ClientBase } from 'pg'
import { capStarts } from '../../core/playbooks/cap-starts.ts'
import { compareStarts } from '../../core/playbooks/compare-starts.ts'
import {
	type AccountForPlaybooks,
	type FoundStart,
	findStart,
	neverMet,
	type StartsDay,
	type WatchedPlaybook,
} from '../../core/playbooks/find-starts.ts'
import { memoryKey } from './run-store.ts'
import { countStarts, readMemory } from './trigger-store.ts'

/** Accounts per statement: what is remembered of them waits in memory. */
const chunkAccounts = 5_000

/** An account that a playbook might catch. */
export interface Candidate {
	playbook: WatchedPlaybook
	account: AccountForPlaybooks
}

/** Accounts that a playbook might catch, before it is known what came of the same occasion earlier. */
export function findCandidates(
	day: StartsDay,
	playbooks: readonly WatchedPlaybook[],
	accounts: readonly AccountForPlaybooks[],
): Candidate[] {
	const candidates: Candidate[] = []
	for (const playbook of playbooks) {
		const { kind } = playbook.program.definition.trigger
		if (kind === 'hand' || kind === 'webhook') continue
		const isOfSignal = kind === 'signal'
		for (const account of accounts) {
			if (isOfSignal && account.episodes.length === 0) continue
			if (findStart(day, playbook, account, neverMet)) candidates.push({ playbook, account })
		}
	}
	return candidates
}

/**
 * What the candidates come to with what is remembered of them and within the caps, in the order of accounts. Also
 * which playbooks go over their cap.
 */
export async function judgeCandidates(
	client: ClientBase,
	day: StartsDay,
	candidates: readonly Candidate[],
	customers: number,
): Promise<{ found: FoundStart[]; tripped: Map<string, string> }> {
	const found: FoundStart[] = []
	const accountIds = [...new Set(candidates.map(({ account }) => account.accountId))].sort((a, b) => a - b)
	const playbookIds = [...new Set(candidates.map(({ playbook }) => playbook.program.definition.id))]
	const byAccount = Map.groupBy(candidates, ({ account }) => account.accountId)
	for (let start = 0; start < accountIds.length; start += chunkAccounts) {
		const chunk = accountIds.slice(start, start + chunkAccounts)
		const memory = await readMemory(client, chunk, playbookIds)
		for (const { playbook, account } of chunk.flatMap(id => byAccount.get(id) ?? [])) {
			const key = memoryKey(account.accountId, playbook.program.definition.id)
			const judged = findStart(day, playbook, account, memory.get(key) ?? neverMet)
			if (judged) found.push(judged)
		}
	}
	const definitions = new Map(
		candidates.map(({ playbook: { program } }) => [program.definition.id, program.definition]),
	)
	const counts = await countStarts(client, day.date)
	return capStarts(found.sort(compareStarts), definitions, { customers, ...counts })
}
