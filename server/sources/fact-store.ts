import { type ClientBase, escapeLiteral } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { compareFacts, resolveInPlace } from '../../core/facts/resolve-versions.ts'
import type { Fact, FactBody, FactKind } from '../../core/model/fact.ts'
import { listAliases } from '../accounts/alias-store.ts'
import { readCopyLines, unescapeCopyText } from './copy-lines.ts'

/** The facts of one account, in the order of an account history. */
export interface AccountFacts {
	accountId: number
	facts: Fact[]
}

/** Accounts by a range of their ids, both ends included, or by name. */
export type AccountChoice = { first: number; last: number } | { ids: readonly number[] }

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
	const choice = { first: firstAccountId, last: lastAccountId }
	for await (const accounts of readFactBatches(client, choice, kinds)) yield* accounts
}

/** The same, as many accounts at once as arrive at once: for who reads all of them and cannot wait for each by itself. */
export async function* readFactBatches(
	client: ClientBase,
	choice: AccountChoice,
	kinds?: readonly FactKind[],
): AsyncGenerator<AccountFacts[]> {
	const sources = await readSourceNames(client)
	const merged = await readMerged(client, sources, choice, kinds)
	for await (const accounts of readOwnFacts(client, sources, choice, kinds)) {
		if (!merged.hasAny) {
			yield accounts
			continue
		}
		const batch: AccountFacts[] = []
		for (const account of accounts) {
			batch.push(...merged.takeBefore(account.accountId))
			if (!merged.isPart(account.accountId)) batch.push(merged.complete(account))
		}
		yield batch
	}
	yield [...merged.takeBefore(Number.POSITIVE_INFINITY)]
}

async function* readOwnFacts(
	client: ClientBase,
	sources: ReadonlyMap<string, string>,
	choice: AccountChoice,
	kinds?: readonly FactKind[],
): AsyncGenerator<AccountFacts[]> {
	let current: AccountFacts | undefined
	const stream = client.query(copyTo(copyFactsSql(choice, kinds)))
	for await (const lines of readCopyLines(stream)) {
		const done: AccountFacts[] = []
		for (const line of lines) {
			const fields = line.split('\t')
			const accountId = Number(fields[0])
			if (current?.accountId !== accountId) {
				if (current) {
					resolveInPlace(current.facts)
					done.push(current)
				}
				current = { accountId, facts: [] }
			}
			current.facts.push(toFact(fields, sources))
		}
		if (done.length > 0) yield done
	}
	if (current) yield [{ accountId: current.accountId, facts: resolveInPlace(current.facts) }]
}

/** What merged accounts bring to the accounts that they are part of. */
class MergedFacts {
	readonly #parts: ReadonlySet<number>
	readonly #factsOf: Map<number, Fact[]>

	constructor(parts: ReadonlySet<number>, factsOf: Map<number, Fact[]>) {
		this.#parts = parts
		this.#factsOf = factsOf
	}

	/** Whether any account at all is part of another one. */
	get hasAny(): boolean {
		return this.#parts.size > 0
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
	choice: AccountChoice,
	kinds?: readonly FactKind[],
): Promise<MergedFacts> {
	const isChosen = 'ids' in choice ? isAmong(choice.ids) : isBetween(choice)
	const aliases = await listAliases(client, ...endsOf(choice))
	const factsOf = new Map<number, Fact[]>()
	for (const [part, kept] of aliases) {
		if (!isChosen(kept)) continue
		for await (const accounts of readOwnFacts(client, sources, { ids: [part] }, kinds)) {
			const more = accounts.flatMap(({ facts }) => facts).filter(({ kind }) => kind !== 'account')
			factsOf.set(kept, [...(factsOf.get(kept) ?? []), ...more])
		}
	}
	return new MergedFacts(new Set(aliases.keys()), factsOf)
}

/** The lowest and the highest id of a choice. */
export function endsOf(choice: AccountChoice): [first: number, last: number] {
	if (!('ids' in choice)) return [choice.first, choice.last]
	if (choice.ids.length === 0) return [0, 0]
	return [Math.min(...choice.ids), Math.max(...choice.ids)]
}

function isAmong(ids: readonly number[]): (id: number) => boolean {
	const chosen = new Set(ids)
	return id => chosen.has(id)
}

function isBetween({ first, last }: { first: number; last: number }): (id: number) => boolean {
	return id => id >= first && id <= last
}

async function readSourceNames(client: ClientBase): Promise<Map<string, string>> {
	const { rows } = await client.query<{ source_id: number; name: string }>(
		'select source_id, name from source',
	)
	return new Map(rows.map(row => [String(row.source_id), row.name]))
}

/** COPY takes no parameters; the ids are checked to be whole numbers before they become text. */
function copyFactsSql(choice: AccountChoice, kinds?: readonly FactKind[]): string {
	const ofKinds = kinds ? `and kind in (${kinds.map(kind => escapeLiteral(kind)).join(', ')})` : ''
	const text = (id: number) => `${escapeLiteral(String(BigInt(id)))}::bigint`
	const [first, last] = endsOf(choice)
	const ofAccounts =
		'ids' in choice
			? `account_id in (${choice.ids.map(text).join(', ') || 'null'})`
			: `account_id between ${text(first)} and ${text(last)}`
	return `copy (
		select account_id, source_id, kind, part, version, occurred_on - date '1970-01-01',
			known_on - date '1970-01-01', external_id, body
		from fact
		where ${ofAccounts} ${ofKinds}
		order by account_id
	) to stdout`
}

function toFact(fields: readonly string[], sources: ReadonlyMap<string, string>): Fact {
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
		supersededOn: null,
		body: body === undefined || body === '\\N' ? null : parseBody(body),
	}
}

function parseBody(text: string): FactBody {
	return JSON.parse(unescapeCopyText(text))
}
