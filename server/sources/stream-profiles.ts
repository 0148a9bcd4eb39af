import { columnsOfTraits } from '../../core/ingest/read-message.ts'
import type { RowValues } from '../../core/model/import-kind.ts'
import type { StreamMessage } from '../../core/model/stream-message.ts'
import { findPlaces } from '../accounts/account-store.ts'
import { mergeBatch } from './merge-batch.ts'
import { noRepeatedRows } from './repeated-rows.ts'
import type { StreamLoad } from './stream-load.ts'
import { placeAccounts } from './stream-usage.ts'

const contactTraits = { name: 'name', email: 'email', role: 'role', title: 'title' }
const accountTraits = {
	industry: 'industry',
	employees: 'employees',
	region: 'region',
	country: 'country',
	tier: 'tier',
	website: 'domain',
	domain: 'domain',
}

/** Stores what identify says as contacts and what group says as accounts; of several about one the last holds. */
export async function applyStreamProfiles(
	load: StreamLoad,
	messages: readonly StreamMessage[],
): Promise<void> {
	const groups = new Map<string, Record<string, unknown>>()
	const contacts = new Map<string, RowValues>()
	for (const message of messages) {
		if (message.kind === 'group') {
			groups.set(message.account, { ...groups.get(message.account), ...message.traits })
		}
		if (message.kind === 'identify') {
			contacts.set(message.userId, {
				id: message.userId,
				account_id: message.account,
				...columnsOfTraits(message.traits, contactTraits),
			})
		}
	}
	const named = [...new Set([...groups.keys(), ...[...contacts.values()].map(row => String(row.account_id))])]
	if (named.length === 0) return
	await placeAccounts(load, named)
	const places = await findPlaces(load.client, load.sourceId, named)
	const place = {
		...load,
		accounts: new Map([...places].map(([id, { accountId, firstOn }]) => [id, { accountId, firstOn }])),
		collided: new Set<string>(),
		repeats: noRepeatedRows(),
	}
	const accounts = [...groups].map(([id, traits]): RowValues => {
		const known = places.get(id)
		// Another source has described it: its name stays.
		const name = known && !known.isStub && known.name !== null ? known.name : nameIn(traits, id)
		return { id, name, ...columnsOfTraits(traits, accountTraits) }
	})
	if (accounts.length > 0) await mergeBatch(load.client, place, 'accounts', accounts)
	if (contacts.size > 0) await mergeBatch(load.client, place, 'contacts', [...contacts.values()])
}

function nameIn(traits: Readonly<Record<string, unknown>>, id: string): string {
	const { name } = columnsOfTraits(traits, { name: 'name' })
	return typeof name === 'string' ? name : id
}
