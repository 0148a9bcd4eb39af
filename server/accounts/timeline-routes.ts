import type { z } from 'zod'
import { getAccountTimeline, type TimelineEntry, timelineKinds } from '../../api/account.ts'
import type { Fact } from '../../core/model/fact.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import { sayOccasion } from '../../core/playbooks/occasion.ts'
import { playbookNames } from '../../core/playbooks/playbook-names.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { cutPage, readCursor } from '../http/cursor.ts'
import type { Mount } from '../http/mount.ts'
import { InputProblem } from '../http/problem-details.ts'
import { readModel } from '../model/model-store.ts'
import { listNotesOf } from '../notes/note-store.ts'
import { listRunsOf } from '../playbooks/run-store.ts'
import { listEpisodesOf } from '../signals/signal-store.ts'
import { listTasksOf } from '../tasks/task-store.ts'
import { readAccountFacts } from './account-facts-store.ts'
import { listOverridesOf } from './account-history-store.ts'
import { getAccountFor } from './get-account-store.ts'
import { readShownDay } from './shown-day-store.ts'

type Entry = z.input<typeof TimelineEntry> & { day: Day }
type Kind = (typeof timelineKinds)[number]

/** What is said of a part of a fact; parts that only say how things stand are no events. */
const titles: Partial<Record<Fact['kind'], Partial<Record<string, string>>>> = {
	contact: { profile: 'Contact known', touched: 'Contacted', left: 'Left the company' },
	subscription: { began: 'Contract line began', ended: 'Contract line ended' },
	invoice: { issued: 'Invoice issued', paid: 'Invoice paid' },
	ticket: { opened: 'Ticket opened', resolved: 'Ticket resolved' },
	engagement: { held: 'Engagement' },
	survey: { answered: 'Survey answered' },
	milestone: { reached: 'Milestone reached' },
	goal: { measured: 'Goal measured' },
	renewal: { due: 'Renewal due', closed: 'Renewal decided' },
	cancellation: { notified: 'Cancellation notified', effective: 'Cancellation effective' },
	opportunity: { created: 'Opportunity created', closed: 'Opportunity closed' },
}

/** What happened at an account, from all that is known of it. */
export function mountTimelineRoutes(mount: Mount): void {
	mount.read(getAccountTimeline, async call => {
		const { params, query, pool, now } = call
		const { accountId } = await getAccountFor(pool, call, params.id)
		const { today } = await readShownDay(pool, now)
		const kinds = readKinds(query.kinds)
		const { model } = await readModel(pool, now)
		const facts = (await readAccountFacts(pool, accountId)).flatMap(fact => factEntry(fact, today))
		const entries = [
			...facts,
			...(await ownEntries(pool, accountId, today, model)),
			...(await runEntries(pool, accountId, model)),
		]
			.filter(({ kind }) => kinds === undefined || kinds.has(kind))
			.sort((a, b) => b.day - a.day || (a.key < b.key ? -1 : 1))
		const [day, key] = readCursor(query.cursor, 2) ?? []
		const start =
			day === undefined
				? 0
				: entries.findIndex(
						entry => entry.day < Number(day) || (entry.day === day && entry.key > String(key)),
					)
		const rest = start < 0 ? [] : entries.slice(start, start + query.limit + 1)
		const page = cutPage(rest, query.limit, last => [last.day, last.key])
		return { ...page, items: page.items.map(({ day: _, ...entry }) => entry) }
	})
}

function readKinds(text: string | undefined): Set<Kind> | undefined {
	if (text === undefined) return undefined
	const kinds = new Set<Kind>()
	for (const name of text.split(',')) {
		const kind = timelineKinds.find(known => known === name.trim())
		if (!kind) {
			throw new InputProblem([
				{ at: 'query.kinds', message: `expected some of ${timelineKinds.join(', ')}, got "${name}"` },
			])
		}
		kinds.add(kind)
	}
	return kinds
}

function factEntry(fact: Fact, today: Day): Entry[] {
	const title = titles[fact.kind]?.[fact.part]
	if (!title || fact.kind === 'account' || fact.body === null || fact.supersededOn !== null) return []
	if (fact.knownOn > today) return []
	const isByHand = fact.body.by_hand === true || fact.source === 'by hand'
	const { recorded_by: by, by_hand: _, ...body } = fact.body
	return [
		{
			key: `${fact.kind}/${fact.part}/${fact.source}/${fact.externalId}/${fact.version}`,
			day: fact.occurredOn,
			on: formatDay(fact.occurredOn),
			kind: fact.kind,
			part: fact.part,
			title: titleOf(fact, title),
			body,
			source: isByHand ? 'by hand' : fact.source,
			by: typeof by === 'string' ? by : null,
		},
	]
}

function titleOf(fact: Fact, title: string): string {
	const named =
		fact.body?.subject ?? fact.body?.product ?? fact.body?.milestone ?? fact.body?.goal ?? fact.body?.name
	if (fact.kind === 'engagement' && typeof fact.body?.kind === 'string') {
		const missed = fact.body.attended === false ? ' (missed)' : ''
		return `${fact.body.kind.slice(0, 1).toUpperCase()}${fact.body.kind.slice(1)}${missed}`
	}
	return typeof named === 'string' ? `${title}: ${named}` : title
}

async function ownEntries(
	pool: Parameters<typeof listTasksOf>[0],
	accountId: number,
	today: Day,
	model: OperatingModel,
): Promise<Entry[]> {
	const names = playbookNames(model)
	const notes = await listNotesOf(pool, accountId, { before: undefined, limit: 500 })
	const overrides = await listOverridesOf(pool, accountId)
	const episodes = await listEpisodesOf(pool, accountId, today)
	const tasks = await listTasksOf(pool, accountId)
	const own = (
		kind: Kind,
		key: string | number,
		day: Day,
		title: string,
		more: Partial<Entry> = {},
	): Entry => ({
		key: `${kind}/${key}`,
		day,
		on: formatDay(day),
		kind,
		part: kind,
		title,
		body: {},
		source: 'perennial',
		by: null,
		...more,
	})
	return [
		...notes.map(note =>
			own('note', note.noteId, note.writtenOn, 'Remark', { body: { text: note.text }, by: note.authorEmail }),
		),
		...overrides.map(item =>
			own('override', item.overrideId, item.startsOn, `Band set to ${item.band}`, {
				body: { reason: item.reason, ends_on: formatDay(item.endsOn) },
				by: item.setBy,
			}),
		),
		...episodes.map(item =>
			own(
				'signal',
				`${item.signalId}@${item.startedOn}`,
				item.startedOn,
				names.signal(item.signalId) ?? item.signalId,
				{
					body: {
						value: item.value,
						threshold: item.threshold,
						closed_on: item.closedOn === null ? null : formatDay(item.closedOn),
					},
				},
			),
		),
		...tasks.map(item =>
			own('task', item.taskId, item.madeOn, item.title, {
				body: { state: item.state, reason: item.reason, owner_email: item.ownerEmail },
			}),
		),
	]
}

const endWords = { done: 'done', exited: 'ended early', cancelled: 'cancelled' } as const

/** When runs of playbooks started and ended. */
async function runEntries(
	pool: Parameters<typeof listTasksOf>[0],
	accountId: number,
	model: OperatingModel,
): Promise<Entry[]> {
	const runs = await listRunsOf(pool, accountId)
	return runs.flatMap(run => {
		const name = model.playbooks.find(({ id }) => id === run.playbookId)?.name ?? run.playbookId
		const entry = (part: string, day: Day, title: string, body: Entry['body']): Entry => ({
			key: `run/${run.runId}/${part}`,
			day,
			on: formatDay(day),
			kind: 'run',
			part,
			title: `${title}: ${name}`,
			body,
			source: 'perennial',
			by: null,
		})
		const ended =
			run.state === 'done' || run.state === 'exited' || run.state === 'cancelled' ? endWords[run.state] : null
		return [
			entry('started', run.startedOn, 'Playbook started', {
				why: sayOccasion(run.occasion, playbookNames(model)),
				owner: run.ownerEmail,
				run_id: run.runId,
			}),
			...(run.endedOn !== null && ended !== null
				? [entry('ended', run.endedOn, `Playbook ${ended}`, { note: run.note, run_id: run.runId })]
				: []),
		]
	})
}
