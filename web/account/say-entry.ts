import type { TimelineEntry } from './use-account.ts'

type Said = Pick<TimelineEntry, 'kind' | 'part' | 'title' | 'body'>

const surveyNames: Record<string, string> = { nps: 'NPS', csat: 'CSAT', ces: 'CES', churn: 'Exit survey' }

function textOf({ body }: Said, column: string): string | undefined {
	const value = body[column]
	return value === null || value === undefined || value === '' ? undefined : String(value)
}

function titleOf(entry: Said): string {
	if (entry.kind === 'survey') {
		const score = textOf(entry, 'score')
		const kind = textOf(entry, 'kind') ?? ''
		return score === undefined ? entry.title : `${surveyNames[kind] ?? 'Survey'} ${score}`
	}
	return entry.title
}

function detailOf(entry: Said): string | undefined {
	switch (entry.kind) {
		case 'survey':
			return textOf(entry, 'comment')
		case 'engagement':
			return textOf(entry, 'notes')
		case 'goal': {
			const [progress, target] = [textOf(entry, 'progress'), textOf(entry, 'target')]
			return progress === undefined ? undefined : target === undefined ? progress : `${progress} of ${target}`
		}
		default:
			return undefined
	}
}

/** What happened, in a few words, and what was said about it where something was. */
export function sayEntry(entry: Said): { title: string; detail: string | undefined } {
	return { title: titleOf(entry), detail: detailOf(entry) }
}

/** A ticket of which the entries tell: asked when and about what, and solved when, where it was. */
export interface TicketLine {
	key: string
	openedOn: string
	resolvedOn: string | null
	subject: string
	severity: string | undefined
}

/** `ticket/opened/files/TIC-1/2` → `files/TIC-1`: source and id, without part and version. */
function ticketOf(key: string): string {
	return key.split('/').slice(2, -1).join('/')
}

/** Entries as tickets, the latest asked first; one that was only seen to be solved was asked too long ago. */
export function ticketLines(
	entries: readonly Pick<TimelineEntry, 'key' | 'on' | 'kind' | 'part' | 'title' | 'body'>[],
): TicketLine[] {
	const resolved = new Map(
		entries.filter(({ part }) => part === 'resolved').map(({ key, on }) => [ticketOf(key), on]),
	)
	return entries
		.filter(({ part }) => part === 'opened')
		.map(entry => ({
			key: entry.key,
			openedOn: entry.on,
			resolvedOn: resolved.get(ticketOf(entry.key)) ?? null,
			subject: textOf(entry, 'subject') ?? entry.title,
			severity: textOf(entry, 'severity'),
		}))
}

/** So many events of a day are named; the others are counted. */
const mostEvents = 4

/** `api_called 40, login 3, …` of a day's usage → the most frequent by name, and how many others there are. */
export function sayEvents(what: string): string {
	const events = what.split(', ').flatMap(part => {
		const found = /^([a-z0-9]+(?:_[a-z0-9]+)*) (\d+)$/.exec(part)
		return found ? [{ name: (found[1] ?? '').replaceAll('_', ' '), count: Number(found[2]) }] : []
	})
	// Any other sentence stands as it is.
	if (events.length === 0 || events.length !== what.split(', ').length) return what
	const sorted = events.toSorted((a, b) => b.count - a.count)
	const others = sorted.length - mostEvents
	const named = sorted.slice(0, mostEvents).map(({ name, count }) => `${name} ${count}`)
	return others > 0 ? `${named.join(', ')} and ${others} more` : named.join(', ')
}

/** A value that a source gave, as people read it. */
export function sayValue(value: unknown): string {
	if (value === null || value === undefined || value === '') return '–'
	if (typeof value === 'boolean') return value ? 'yes' : 'no'
	if (Array.isArray(value)) return value.map(sayValue).join(', ')
	if (typeof value === 'object') {
		return Object.entries(value)
			.map(([name, part]) => `${name.replaceAll('_', ' ')} ${sayValue(part)}`)
			.join(', ')
	}
	return String(value)
}
