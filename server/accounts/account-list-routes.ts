import { checkConditionText, listAccounts, listConditionNames, searchEverything } from '../../api/accounts.ts'
import { checkCondition } from '../../core/conditions/check-condition.ts'
import { parseCondition } from '../../core/conditions/parse-condition.ts'
import { printCondition } from '../../core/conditions/print-condition.ts'
import { attributePrefix } from '../../core/model/condition.ts'
import type { MetricDefinition } from '../../core/model/metric-definition.ts'
import { formatDay } from '../../core/time/day.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Mount } from '../http/mount.ts'
import { InputProblem } from '../http/problem-details.ts'
import { choiceOf } from './account-choice-store.ts'
import type { AccountList, AccountLists } from './account-list-store.ts'
import { orderKeyAt, placeAfter, type SortColumn } from './account-order.ts'
import { accountRowAt, amountText } from './account-row-store.ts'
import { searchByBeginning } from './search-store.ts'
import { readShownDay } from './shown-day-store.ts'

/** Lists of accounts, conditions over them, and search. */
export function mountAccountListRoutes(mount: Mount, lists: AccountLists): void {
	mount.read(listAccounts, async call => {
		const { query, pool, now } = call
		const { day, today } = await readShownDay(pool, now, query.as_of)
		const list = await lists.on(day)
		if (!list) return emptyPage
		const chosen = await list.choose(choiceOf(query, call, list.catalogue))
		const page = await cutPageOf(list, chosen.isChosen, query)
		const metrics = await readMetrics(list, query.metrics ?? [])
		return {
			items: page.positions.map(at => accountRowAt(list, at, today, metrics(at))),
			next_cursor: page.nextCursor,
			as_of: formatDay(list.columns.asOf),
			total: chosen.total,
			arr: amountText(chosen.arrMinor, list.currency),
			arr_unknown: chosen.arrUnknown,
			currency: list.currency,
		}
	})
	mount.read(listConditionNames, async ({ pool, now }) => {
		const list = await lists.on((await readShownDay(pool, now)).day)
		return { items: list ? await namesOf(list) : [] }
	})
	mount.read(checkConditionText, async call => {
		const { query, pool, now } = call
		const parsed = parseCondition(query.text)
		if (!parsed.ok) return { ok: false, printed: null, tree: null, problems: [parsed.problem], matches: null }
		const list = await lists.on((await readShownDay(pool, now)).day)
		const problems = list ? checkCondition(parsed.condition, list.catalogue, parsed.places) : []
		const choice = { ...choiceOf({ include: 'customers' }, call, new Map()), condition: parsed.condition }
		return {
			ok: problems.length === 0,
			printed: printCondition(parsed.condition),
			tree: parsed.condition,
			problems,
			matches: list && problems.length === 0 ? (await list.choose(choice)).total : null,
		}
	})
	mount.read(searchEverything, async ({ query, pool, actor, may }) => {
		const onlyOf = may({ ownerEmail: null }) ? null : actor.email
		return { items: await searchByBeginning(pool, query.q.replaceAll('\0', ''), onlyOf) }
	})
}

const emptyPage = {
	items: [],
	next_cursor: null,
	as_of: null,
	total: 0,
	arr: null,
	arr_unknown: 0,
	currency: null,
}

async function cutPageOf(
	list: AccountList,
	isChosen: Uint8Array,
	query: { sort: string; cursor?: string | undefined; limit: number },
): Promise<{ positions: number[]; nextCursor: string | null }> {
	const direction = query.sort.startsWith('-') ? 'down' : 'up'
	const name = query.sort.replace(/^-/, '')
	const sort = await list.sortColumn(name)
	if (!sort) {
		throw new InputProblem([
			{ at: 'query.sort', message: `expected a field or metric to sort by, got "${name}"` },
		])
	}
	const order = list.order(name, sort, direction)
	let place = 0
	const cursor = readCursor(query.cursor, 4)
	if (cursor) {
		const [of, value = null, arr = null, accountId] = cursor
		if (of !== query.sort || typeof accountId !== 'number' || typeof arr === 'string') {
			throw new InputProblem([{ at: 'query.cursor', message: 'expected a cursor of the same sort' }])
		}
		place = placeAfter(list.columns, sort, direction, order, { value, arr, accountId })
	}
	const positions: number[] = []
	for (; place < order.length && positions.length <= query.limit; place++) {
		const at = order[place] ?? 0
		if (isChosen[at] === 1) positions.push(at)
	}
	const hasMore = positions.length > query.limit
	if (hasMore) positions.pop()
	const last = positions.at(-1)
	return {
		positions,
		nextCursor: hasMore && last !== undefined ? cursorAt(list, sort, query.sort, last) : null,
	}
}

function cursorAt(list: AccountList, sort: SortColumn, name: string, at: number): string {
	const { value, arr, accountId } = orderKeyAt(list.columns, sort, at)
	return writeCursor([name, value, arr, accountId])
}

async function readMetrics(
	list: AccountList,
	names: readonly string[],
): Promise<(at: number) => Record<string, number | null>> {
	const unknown = names.find(name => !list.hasMetric(name))
	if (unknown !== undefined) {
		throw new InputProblem([{ at: 'query.metrics', message: `there is no metric "${unknown}"` }])
	}
	const columns = await Promise.all(names.map(async name => [name, await list.metric(name)] as const))
	return at =>
		Object.fromEntries(
			columns.map(([name, values]) => [name, Number.isNaN(values[at]) ? null : (values[at] ?? null)]),
		)
}

async function namesOf(list: AccountList) {
	const metrics = new Map(list.definitions.map(definition => [definition.id, definition]))
	const named = [...list.catalogue].map(([name, { type, choices }]) => {
		const metric = metrics.get(name)
		return {
			name,
			label: metric?.name ?? labelOf(name),
			type,
			choices: choices ? [...choices] : null,
			unit: metric?.unit ?? null,
			better: metric?.better ?? null,
			meaning: metric?.meaning ?? null,
			group: groupOf(name, metric),
		}
	})
	const attributes = new Set<string>()
	for (const fields of await list.fields()) {
		for (const name in fields) if (name.startsWith(attributePrefix)) attributes.add(name)
	}
	const own = [...attributes].sort().map(name => ({
		name,
		label: name.slice(attributePrefix.length),
		type: 'attribute' as const,
		choices: null,
		unit: null,
		better: null,
		meaning: null,
		group: 'attribute' as const,
	}))
	return [...named, ...own]
}

function groupOf(name: string, metric: MetricDefinition | undefined): 'account' | 'health' | 'metric' {
	if (metric) return 'metric'
	return ['score', 'coverage', 'band', 'level', 'risk'].includes(name) ? 'health' : 'account'
}

/** `owner_email` → `Owner email`. */
function labelOf(name: string): string {
	const words = name.replaceAll('_', ' ')
	return words.slice(0, 1).toUpperCase() + words.slice(1)
}
