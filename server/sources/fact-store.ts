import { type ClientBase, escapeLiteral } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { compareFacts, resolveVersions, type StoredFact } from '../../core/facts/resolve-versions.ts'
import type { Fact, FactBody, FactKind } from '../../core/model/fact.ts'
import { listAliases } from '../accounts/alias-store.ts'
import { readCopyLines, unescapeCopyText } from './copy-lines.ts'

/** The facts of one account, in the order of an account history. */
export interface AccountFacts {
	accountId: number
	facts: Fact[]
}

/**
 * All facts but usage of the accounts from `firstAccountId` to `lastAccountId`, account by account in the order of
 * their ids, all versions of each, of some kinds only where they are named. Accounts without facts are left out; the
 * facts of an account that was merged into another come with that one's. The connection is busy until the end of
 * the iteration; a caller that stops early leaves it usable.
 */
export async function* readFacts(
	client: ClientBase,
	firstAccountId: number,
	lastAccountId: number,
	kinds?: readonly FactKind[],
): AsyncGenerator<AccountFacts> {
	const sources = await readSourceNames(client)
	const merged = await readMerged(client, sources, firstAccountId, lastAccountId, kinds)
	for await (const account of readOwnFacts(client, sources, firstAccountId, lastAccountId, kinds)) {
		yield* merged.takeBefore(account.accountId)
		if (!merged.isPart(account.accountId)) yield merged.complete(account)
	}
	yield* merged.takeBefore(Number.POSITIVE_INFINITY)
}

async function* readOwnFacts(
	client: ClientBase,
	sources: ReadonlyMap<string, string>,
	firstAccountId: number,
	lastAccountId: number,
	kinds?: readonly FactKind[],
): AsyncGenerator<AccountFacts> {
	let accountId: number | undefined
	let stored: StoredFact[] = []
	const stream = client.query(copyTo(copyFactsSql(firstAccountId, lastAccountId, kinds)))
	for await (const line of readCopyLines(stream)) {
		const fields = line.split('\t')
		const nextId = Number(fields[0])
		if (accountId !== undefined && nextId !== accountId) {
			yield { accountId, facts: resolveVersions(stored) }
			stored = []
		}
		accountId = nextId
		stored.push(toStoredFact(fields, sources))
	}
	if (accountId !== undefined) yield { accountId, facts: resolveVersions(stored) }
}

/** What merged accounts bring to the accounts that they are part of. */
class MergedFacts {
	readonly #parts: ReadonlySet<number>
	readonly #factsOf: Map<number, Fact[]>

	constructor(parts: ReadonlySet<number>, factsOf: Map<number, Fact[]>) {
		this.#parts = parts
		this.#factsOf = factsOf
	}

	isPart(accountId: number): boolean {
		return this.#parts.has(accountId)
	}

	/** Accounts before this one that have no facts of their own among those asked for. */
	*takeBefore(accountId: number): Generator<AccountFacts> {
		if (this.#factsOf.size === 0) return
		const before = [...this.#factsOf.keys()].filter(id => id < accountId).sort((a, b) => a - b)
		for (const id of before) yield this.complete({ accountId: id, facts: [] })
	}

	complete(account: AccountFacts): AccountFacts {
		const more = this.#factsOf.get(account.accountId)
		if (!more) return account
		this.#factsOf.delete(account.accountId)
		return { ...account, facts: [...account.facts, ...more].sort(compareFacts) }
	}
}

/** Versions are those of each account by itself; what an account is called and who owns it is the kept one's word. */
async function readMerged(
	client: ClientBase,
	sources: ReadonlyMap<string, string>,
	firstAccountId: number,
	lastAccountId: number,
	kinds?: readonly FactKind[],
): Promise<MergedFacts> {
	const aliases = await listAliases(client, firstAccountId, lastAccountId)
	const factsOf = new Map<number, Fact[]>()
	for (const [part, kept] of aliases) {
		if (kept < firstAccountId || kept > lastAccountId) continue
		for await (const { facts } of readOwnFacts(client, sources, part, part, kinds)) {
			const more = facts.filter(({ kind }) => kind !== 'account')
			factsOf.set(kept, [...(factsOf.get(kept) ?? []), ...more])
		}
	}
	return new MergedFacts(new Set(aliases.keys()), factsOf)
}

async function readSourceNames(client: ClientBase): Promise<Map<string, string>> {
	const { rows } = await client.query<{ source_id: number; name: string }>(
		'select source_id, name from source',
	)
	return new Map(rows.map(row => [String(row.source_id), row.name]))
}

/** COPY takes no parameters; the ids are checked to be whole numbers before they become text. */
function copyFactsSql(firstAccountId: number, lastAccountId: number, kinds?: readonly FactKind[]): string {
	const ofKinds = kinds ? `and kind in (${kinds.map(kind => escapeLiteral(kind)).join(', ')})` : ''
	const [first, last] = [firstAccountId, lastAccountId].map(id => escapeLiteral(String(BigInt(id))))
	return `copy (
		select account_id, source_id, kind, part, version, occurred_on - date '1970-01-01',
			known_on - date '1970-01-01', external_id, body
		from fact
		where account_id between ${first}::bigint and ${last}::bigint ${ofKinds}
		order by account_id
	) to stdout`
}

function toStoredFact(fields: readonly string[], sources: ReadonlyMap<string, string>): StoredFact {
	const [, sourceId = '', kind = '', part = '', version, occurredOn, knownOn, externalId = '', body] = fields
	return {
		// The store writes only kinds of the list.
		kind: kind as FactKind,
		part,
		source: sources.get(sourceId) ?? '',
		externalId: unescapeCopyText(externalId),
		version: Number(version),
		occurredOn: Number(occurredOn),
		knownOn: Number(knownOn),
		body: body === undefined || body === '\\N' ? null : parseBody(body),
	}
}

function parseBody(text: string): FactBody {
	return JSON.parse(unescapeCopyText(text))
}
