import { TupleSums } from '../../core/facts/tuple-sums.ts'
import {
	maximumMeasures,
	mergeTuples,
	monthNumberOf,
	monthNumberStart,
} from '../../core/facts/usage-tuples.ts'
import type { StreamMessage } from '../../core/model/stream-message.ts'
import type { Day } from '../../core/time/day.ts'
import { localDayOf } from '../../core/time/zone.ts'
import { type AccountPlace, saveFirstDays } from '../accounts/account-store.ts'
import { numberUsers, userKey } from '../ingest/ingest-store.ts'
import { BlockWrites, blockKey, readBlocks } from '../usage/usage-block-store.ts'
import { saveMeasures } from '../usage/usage-dictionary-store.ts'
import { listMeasures } from '../usage/usage-store.ts'
import type { RejectedRow } from './load-store.ts'
import { addAccounts } from './merge-batch.ts'
import { saveReach, saveSourceDays } from './source-store.ts'
import type { StreamLoad } from './stream-load.ts'
import { lagsOfMonth } from './usage-totals.ts'

type UsageMessage = StreamMessage & { kind: 'usage' }

/** Room that is left for the events of files. */
const keptMeasures = 1_000

const sums = new TupleSums()

/** Adds usage to the rollup of its accounts and months. Returns what has no room. */
export async function applyStreamUsage(
	load: StreamLoad,
	given: readonly UsageMessage[],
): Promise<RejectedRow[]> {
	const { messages, refused } = await leaveOutNewMeasures(load, given)
	if (messages.length === 0) return refused
	const dayOf = new Map(messages.map(message => [message, localDayOf(message.atMs, load.zone)]))
	const accounts = await placeAccounts(
		load,
		messages.map(message => message.account),
	)
	const accountOf = (message: UsageMessage) => accounts.get(message.account) ?? 0
	const measures = await numberMeasures(load, messages, dayOf)
	const users = await numberUsers(load.client, usersByAccount(messages, accountOf))
	const groups = Map.groupBy(messages, message =>
		blockKey(accountOf(message), monthNumberOf(dayOf.get(message) ?? 0)),
	)
	const months = messages.map(message => monthNumberOf(dayOf.get(message) ?? 0))
	const stored = await readBlocks(load.client, 'usage_month', 'tuples', {
		sourceId: load.sourceId,
		accountIds: [...new Set(accounts.values())].sort((a, b) => a - b),
		fromMonth: months.reduce((least, month) => Math.min(least, month)),
		toMonth: months.reduce((most, month) => Math.max(most, month)),
	})
	const writes = new BlockWrites('usage_month', load.sourceId)
	for (const [key, members] of groups) {
		const [first] = members
		if (!first) continue
		const monthNumber = monthNumberOf(dayOf.get(first) ?? 0)
		for (const message of members) {
			const dayOfMonth = (dayOf.get(message) ?? 0) - monthNumberStart(monthNumber) + 1
			const user = message.userId === null ? 0 : (users.get(userKey(accountOf(message), message.userId)) ?? 0)
			sums.add(dayOfMonth, measures.get(measureKey(message.event, null)) ?? 0, user, 1, 0)
			for (const [property, value] of message.amounts) {
				const measure = measures.get(measureKey(message.event, property))
				if (measure !== undefined) sums.add(dayOfMonth, measure, user, value, 0)
			}
		}
		const added = sums.take(lagsOfMonth(monthNumber, load))
		const old = stored.get(key)
		writes.write(accountOf(first), monthNumber, [old ? mergeTuples(old, added) : added], old !== undefined)
	}
	await writes.save(load.client)
	await noteDays(load, messages, dayOf, accountOf)
	return refused
}

function measureKey(event: string, property: string | null): string {
	return JSON.stringify([event, property])
}

/** Events with names that nobody chose (an id in them) must not use up the room of all others. */
async function leaveOutNewMeasures(
	load: StreamLoad,
	given: readonly UsageMessage[],
): Promise<{ messages: UsageMessage[]; refused: RejectedRow[] }> {
	const known = await listMeasures(load.client)
	const names = new Set(
		known.filter(item => item.kind === 'usage').map(item => measureKey(item.event, item.property)),
	)
	let room = maximumMeasures - keptMeasures - known.length
	const messages: UsageMessage[] = []
	const refused: RejectedRow[] = []
	for (const message of given) {
		const key = measureKey(message.event, null)
		if (!names.has(key) && room <= 0) {
			refused.push({
				file: 'streamed events',
				line: null,
				column: 'event',
				value: message.event,
				reason: `is one event name too many: there is room for ${maximumMeasures - keptMeasures} names and numeric properties`,
			})
			continue
		}
		const amounts = message.amounts.filter(([property]) => {
			const name = measureKey(message.event, property)
			if (names.has(name)) return true
			if (room <= 1) return false
			names.add(name)
			room--
			return true
		})
		if (!names.has(key)) {
			names.add(key)
			room--
		}
		messages.push({ ...message, amounts })
	}
	return { messages, refused }
}

/** Account ids by the source's ids; those that nobody knows become stubs. */
export async function placeAccounts(
	load: StreamLoad,
	named: readonly string[],
): Promise<Map<string, number>> {
	const externalIds = [...new Set(named)]
	const accounts = new Map<string, AccountPlace>()
	await addAccounts(load.client, { sourceId: load.sourceId, accounts }, externalIds)
	return new Map([...accounts].map(([externalId, { accountId }]) => [externalId, accountId]))
}

async function numberMeasures(
	load: StreamLoad,
	messages: readonly UsageMessage[],
	dayOf: ReadonlyMap<UsageMessage, Day>,
): Promise<Map<string, number>> {
	const wanted = new Map<string, { kind: 'usage'; event: string; property: string | null; firstOn: Day }>()
	const want = (event: string, property: string | null, day: Day) => {
		const key = measureKey(event, property)
		const before = wanted.get(key)
		if (!before) wanted.set(key, { kind: 'usage', event, property, firstOn: day })
		else if (day < before.firstOn) before.firstOn = day
	}
	for (const message of messages) {
		const day = dayOf.get(message) ?? 0
		// Before it is known nobody knows of an event that it is the first of.
		const knownOn = day < load.liveFrom ? day : Math.max(day, load.loadDay)
		want(message.event, null, knownOn)
		for (const [property] of message.amounts) want(message.event, property, knownOn)
	}
	const list = [...wanted.values()].sort((one, other) => (one.event < other.event ? -1 : 1))
	const ids = await saveMeasures(load.client, list)
	return new Map(list.map((item, index) => [measureKey(item.event, item.property), ids[index] ?? 0]))
}

function usersByAccount(
	messages: readonly UsageMessage[],
	accountOf: (message: UsageMessage) => number,
): Map<number, Set<string>> {
	const users = new Map<number, Set<string>>()
	for (const message of messages) {
		if (message.userId === null) continue
		const accountId = accountOf(message)
		const set = users.get(accountId) ?? new Set()
		set.add(message.userId)
		users.set(accountId, set)
	}
	return users
}

async function noteDays(
	load: StreamLoad,
	messages: readonly UsageMessage[],
	dayOf: ReadonlyMap<UsageMessage, Day>,
	accountOf: (message: UsageMessage) => number,
): Promise<void> {
	const counts = new Map<Day, number>()
	const firstDays = new Map<number, Day>()
	for (const message of messages) {
		const day = dayOf.get(message) ?? 0
		counts.set(day, (counts.get(day) ?? 0) + 1)
		const accountId = accountOf(message)
		firstDays.set(accountId, Math.min(day, firstDays.get(accountId) ?? day))
	}
	await saveSourceDays(load.client, load.sourceId, 'usage', counts)
	await saveFirstDays(load.client, firstDays)
	const days = [...counts.keys()]
	const lastDay = Math.min(Math.max(...days), load.loadDay)
	await saveReach(load.client, {
		sourceId: load.sourceId,
		kind: 'usage',
		loadDay: load.loadDay,
		firstDay: Math.min(...days, lastDay),
		lastDay,
	})
}
