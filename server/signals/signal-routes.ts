import type { z } from 'zod'
import { listAccountSignals, listSignals, type SignalEntry } from '../../api/health.ts'
import { formatDay } from '../../core/time/day.ts'
import type { AccountList, AccountLists } from '../accounts/account-list-store.ts'
import { amountText } from '../accounts/account-row-store.ts'
import { getAccountFor } from '../accounts/get-account-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import { cutPage, readCursor } from '../http/cursor.ts'
import type { Mount } from '../http/mount.ts'
import { type ListedEpisode, listEpisodesOf, listEpisodesOn } from './signal-store.ts'

/** Episodes of signals, of everybody and of one account. */
export function mountSignalRoutes(mount: Mount, lists: AccountLists): void {
	mount.read(listSignals, async call => {
		const { query, pool, now, actor } = call
		const { day } = await readShownDay(pool, now, query.as_of)
		const list = await lists.on(day)
		const owner = query.owner === 'me' ? actor.email : query.owner === 'none' ? null : query.owner
		const mine = (await listEpisodesOn(pool, day)).filter(episode => {
			const ownerEmail = ownerOf(list, episode)
			if (!call.may({ ownerEmail })) return false
			return owner === undefined || (ownerEmail?.toLowerCase() ?? null) === (owner?.toLowerCase() ?? null)
		})
		const wanted = mine.filter(({ signalId }) => query.signal === undefined || signalId === query.signal)
		const cursor = readCursor(query.cursor, 3)
		const start = cursor
			? wanted.findIndex(
					({ startedOn, accountId, signalId }) =>
						startedOn < Number(cursor[0]) ||
						(startedOn === cursor[0] &&
							(accountId > Number(cursor[1]) || (accountId === cursor[1] && signalId > String(cursor[2])))),
				)
			: 0
		const rest = start < 0 ? [] : wanted.slice(start, start + query.limit + 1)
		const page = cutPage(rest, query.limit, last => [last.startedOn, last.accountId, last.signalId])
		return {
			...page,
			items: page.items.map(episode => signalJson(episode, list)),
			as_of: formatDay(day),
			total: wanted.length,
			counts: countBySignal(mine, list),
		}
	})
	mount.read(listAccountSignals, async call => {
		const account = await getAccountFor(call.pool, call, call.params.id)
		const { day } = await readShownDay(call.pool, call.now, call.query.as_of)
		const list = await lists.on(day)
		const episodes = await listEpisodesOf(call.pool, account.accountId, day)
		return { items: episodes.map(episode => signalJson(episode, list)) }
	})
}

function ownerOf(list: AccountList | undefined, { accountId }: ListedEpisode): string | null {
	const at = list?.positionOf(accountId) ?? -1
	return at >= 0 ? (list?.columns.owners[at] ?? null) : null
}

function countBySignal(episodes: readonly ListedEpisode[], list: AccountList | undefined) {
	const counts = new Map<string, number>()
	for (const { signalId } of episodes) counts.set(signalId, (counts.get(signalId) ?? 0) + 1)
	return [...counts]
		.map(([signal, count]) => ({ signal, name: definitionOf(list, signal)?.name ?? signal, count }))
		.sort((a, b) => b.count - a.count || (a.signal < b.signal ? -1 : 1))
}

function definitionOf(list: AccountList | undefined, signalId: string) {
	return list?.model.signals.find(({ id }) => id === signalId)
}

function signalJson(episode: ListedEpisode, list: AccountList | undefined): z.input<typeof SignalEntry> {
	const definition = definitionOf(list, episode.signalId)
	const at = list?.positionOf(episode.accountId) ?? -1
	const currency = list?.currency ?? null
	return {
		id: `${episode.externalId}/${episode.signalId}@${formatDay(episode.startedOn)}`,
		account_id: episode.externalId,
		account_name: episode.accountName,
		signal: episode.signalId,
		name: definition?.name ?? episode.signalId,
		kind: definition?.kind ?? 'health',
		level: definition?.level ?? 'unknown',
		since: formatDay(episode.startedOn),
		value: episode.value,
		latest_value: episode.latestValue,
		threshold: episode.threshold,
		baseline: episode.baseline,
		held: episode.heldReason,
		closed_on: episode.closedOn === null ? null : formatDay(episode.closedOn),
		owner_email: ownerOf(list, episode),
		arr: at >= 0 ? amountText(list?.columns.arr[at], currency) : null,
		currency,
	}
}
