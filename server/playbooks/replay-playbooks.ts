import type { ClientBase } from 'pg'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { PlaybookDefinition } from '../../core/model/playbook.ts'
import type { AccountForPlaybooks, FoundStart } from '../../core/playbooks/find-starts.ts'
import {
	type Replay,
	type ReplayPeople,
	replayDay,
	startReplay,
} from '../../core/playbooks/replay-playbook.ts'
import { watchPlaybook } from '../../core/playbooks/watch-playbooks.ts'
import type { Day } from '../../core/time/day.ts'
import {
	episodesOn,
	judgeAnew,
	listReplayDates,
	readLivedEpisodes,
	readReplayAccounts,
	toPlaybookAccount,
} from './replay-source-store.ts'

export interface ReplaySpan {
	from: Day
	to: Day
	people: ReplayPeople
	/** Nothing before it starts anything; for looking back usually `from`. */
	worksFrom: Day
}

/** Replays write nothing, so nothing that starts in them was led to by a run. */
const nothing: ReadonlySet<string> = new Set()

export interface Replayed {
	definition: PlaybookDefinition
	found: (FoundStart & { startedOn: Day })[]
}

/**
 * Replays playbooks over the computed dates of a span, all in one pass over what was stored: metrics and scores as
 * of each date, episodes as they were lived, or judged anew for dates before that. Changes nothing.
 */
export async function replayPlaybooks(
	client: ClientBase,
	definitions: readonly PlaybookDefinition[],
	model: OperatingModel,
	span: ReplaySpan,
): Promise<{ days: Day[]; replays: Replayed[] }> {
	const dates = await listReplayDates(client, span.from, span.to)
	const signalIds = definitions.flatMap(({ trigger }) => (trigger.kind === 'signal' ? [trigger.signal] : []))
	const lived = await readLivedEpisodes(client, signalIds)
	const judge = judgeAnew(model, signalIds)
	const replays = definitions.map(definition => ({
		definition,
		replay: startReplay(
			watchPlaybook(definition, nothing, { watchedFrom: null, isTripped: false }),
			span.people,
			span.worksFrom,
		),
		startedOn: [] as Day[],
	}))
	let before = new Map<number, AccountForPlaybooks['before']>()
	for (const { date, isHeld } of dates) {
		const isLived = lived.firstDay !== null && date >= lived.firstDay
		const since = replays[0]?.replay.since ?? date - 1
		const accounts = (await readReplayAccounts(client, date, model)).map(account => {
			const episodes = isLived
				? episodesOn(lived.byAccount.get(account.accountId) ?? [], since, date)
				: judge(account, date)
			return toPlaybookAccount(account, episodes, before.get(account.accountId) ?? null)
		})
		for (const item of replays) noteDay(item, { date, accounts, isHeld })
		if (isHeld) continue
		before = new Map(
			accounts
				.filter(({ isCustomer }) => isCustomer)
				.map(({ accountId, level, stage }) => [accountId, { level, stage }]),
		)
	}
	return {
		days: dates.map(({ date }) => date),
		replays: replays.map(({ definition, replay, startedOn }) => ({
			definition,
			found: replay.found.map((start, index) => ({
				...start,
				startedOn: startedOn[index] ?? start.occurredOn,
			})),
		})),
	}
}

function noteDay(
	{ replay, startedOn }: { replay: Replay; startedOn: Day[] },
	day: Parameters<typeof replayDay>[1],
): void {
	replayDay(replay, day)
	while (startedOn.length < replay.found.length) startedOn.push(day.date)
}
