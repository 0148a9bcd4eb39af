import { isAfter1970, type StreamMessage, type StreamRefusal } from '../model/stream-message.ts'

const longestId = 250
const longestName = 200
const mostProperties = 20
const largestMessage = 32_768
const hourMs = 3_600_000

type Fields = Record<string, unknown>

/**
 * A message of the Segment protocol (track, page, screen, identify, group, alias) as what it says, or why it is refused.
 * `accountOf` knows which account a user was last said to belong to. `receivedAtMs` stands for a missing time.
 */
export function readMessage(
	value: unknown,
	{ receivedAtMs, accountOf }: { receivedAtMs: number; accountOf: (userId: string) => string | undefined },
): StreamMessage | StreamRefusal {
	if (!isFields(value)) return refuse(null, null, 'expected an object')
	const id = textIn(value.messageId, longestId)
	if (id === undefined)
		return refuse('messageId', value.messageId, `expected a text of up to ${longestId} characters`)
	if (JSON.stringify(value).length > largestMessage) {
		return refuse(null, null, `expected at most ${largestMessage} bytes a message`)
	}
	const { type } = value
	if (type !== 'track' && type !== 'page' && type !== 'screen' && type !== 'identify' && type !== 'group') {
		return refuse('type', type, 'expected track, identify, group, page or screen')
	}
	const userId = textIn(value.userId, longestId)
	const context = fieldsIn(value.context)
	const traits = fieldsIn(value.traits)
	if (type === 'group') {
		const account = accountIn(value.groupId)
		if (account === undefined) return refuse('groupId', value.groupId, 'expected the id of an account')
		return { kind: 'group', id, account, userId: userId ?? null, traits }
	}
	const properties = fieldsIn(value.properties)
	const account =
		accountIn(value.groupId) ??
		accountIn(context.groupId) ??
		accountIn(properties.account_id) ??
		accountIn(traits.account_id) ??
		(userId === undefined ? undefined : accountOf(userId))
	if (account === undefined) {
		return refuse(
			'groupId',
			value.groupId,
			'names no account: expected groupId, context.groupId or account_id, or a group call for its user before',
		)
	}
	if (type === 'identify') {
		if (userId === undefined) return refuse('userId', value.userId, 'expected the id of a user')
		return { kind: 'identify', id, account, userId, traits }
	}
	const atMs = value.timestamp === undefined ? receivedAtMs : timeIn(value.timestamp)
	if (atMs === undefined || !isAfter1970(atMs))
		return refuse('timestamp', value.timestamp, 'expected an ISO 8601 time')
	if (atMs > receivedAtMs + 24 * hourMs)
		return refuse('timestamp', value.timestamp, 'is more than a day ahead')
	const event = eventOf(type, value)
	if (event === undefined)
		return refuse(
			type === 'track' ? 'event' : 'name',
			value.event,
			`expected a name of up to ${longestName} characters`,
		)
	return { kind: 'usage', id, account, userId: userId ?? null, event, atMs, amounts: amountsOf(properties) }
}

function eventOf(type: 'track' | 'page' | 'screen', value: Fields): string | undefined {
	if (type === 'track') return textIn(value.event, longestName)
	const word = type === 'page' ? 'viewed page' : 'viewed screen'
	const name = value.name === undefined || value.name === '' ? undefined : textIn(value.name, longestName)
	return name === undefined ? word : `${word} ${name}`.slice(0, longestName)
}

/** Numeric properties are summed by day; others are not kept. */
function amountsOf(properties: Fields): [string, number][] {
	return Object.entries(properties)
		.filter(
			(entry): entry is [string, number] =>
				entry[0] !== 'account_id' &&
				textIn(entry[0], 100) !== undefined &&
				typeof entry[1] === 'number' &&
				Number.isFinite(entry[1]),
		)
		.slice(0, mostProperties)
}

function timeIn(value: unknown): number | undefined {
	if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T/.test(value)) return undefined
	const ms = Date.parse(value)
	return Number.isNaN(ms) ? undefined : ms
}

/** Text that PostgreSQL can keep, also of a number, without space around it. */
function textIn(value: unknown, longest: number): string | undefined {
	const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value
	if (typeof text !== 'string') return undefined
	const trimmed = text.trim()
	if (trimmed === '' || trimmed.length > longest || trimmed.includes('\0') || !trimmed.isWellFormed())
		return undefined
	return trimmed
}

/** The id of an account in the spelling that files are kept in. */
function accountIn(value: unknown): string | undefined {
	return textIn(value, longestId)?.normalize('NFC')
}

function isFields(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fieldsIn(value: unknown): Fields {
	return isFields(value) ? value : {}
}

function refuse(column: string | null, value: unknown, reason: string): StreamRefusal {
	const shown =
		value === undefined || value === null ? null : (JSON.stringify(value) ?? String(value)).slice(0, 200)
	return { kind: 'refused', column, value: shown, reason }
}

/** Traits of a user or account as columns of a file: short scalar values, under the names that files use. */
export function columnsOfTraits(
	traits: Readonly<Record<string, unknown>>,
	names: Readonly<Record<string, string>>,
): Record<string, string | number | boolean> {
	const columns: Record<string, string | number | boolean> = {}
	for (const [trait, value] of Object.entries(traits).slice(0, 100)) {
		const column = Object.hasOwn(names, trait) ? names[trait] : undefined
		if (column === undefined) continue
		if (typeof value === 'number' && Number.isFinite(value)) columns[column] = String(value)
		const text = textIn(value, 500)
		if (text !== undefined) columns[column] = text
	}
	return columns
}
