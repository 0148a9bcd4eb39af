import type { ClientBase } from 'pg'
import { shippedMetrics } from '../../core/catalog/metrics.ts'
import type { ConditionLookup } from '../../core/conditions/evaluate-condition.ts'
import type { BandLevel } from '../../core/model/health-model.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { AccountForPlaybooks, StartsDay, WatchedPlaybook } from '../../core/playbooks/find-starts.ts'
import { causeDays } from '../../core/playbooks/find-starts.ts'
import { runIdOf } from '../../core/playbooks/occasion.ts'
import { dependenciesOf } from '../../core/playbooks/playbook-dependencies.ts'
import { signatureOf, watchPlaybook } from '../../core/playbooks/watch-playbooks.ts'
import type { Day } from '../../core/time/day.ts'
import { readWorkspace } from '../workspace/workspace-store.ts'
import { listEpisodesSince, readStandsBefore } from './account-state-store.ts'
import { followAll } from './follow-runs.ts'
import { type Candidate, findCandidates, judgeCandidates } from './look-for-starts.ts'
import { readPrograms } from './program-store.ts'
import { readTeam } from './run-people-store.ts'
import type { RunWork } from './run-work.ts'
import type { RunWriters } from './run-writers.ts'
import { startRuns } from './start-runs.ts'
import { tellOfWaitingMessages } from './tell-approvers.ts'
import { tellOfLoops } from './tell-of-loops.ts'
import { insertTriggers, listChanges } from './trigger-store.ts'
import { tripBreaker } from './trip-breaker.ts'
import {
	findLookBefore,
	findStoppedDay,
	keepWatches,
	lockAutomationStop,
	lockLastOutcome,
	lockStarts,
	readAutomationStop,
	readWatches,
	type StoredWatch,
	saveLastOutcome,
	savePlaybookDay,
	saveWatch,
	stoppedReason,
} from './watch-store.ts'

/** One account as the day has it, before what is remembered of it. */
export interface AccountOfDay {
	accountId: number
	isCustomer: boolean
	level: BandLevel | null
	stage: string | null
	isScoreHeld: boolean
	dates: AccountForPlaybooks['dates']
}

export interface PlaybookLook {
	date: Day
	now: Date
	worksFrom: Day
	model: OperatingModel
	accounts: readonly AccountOfDay[]
	/** A kind of data is in an outage: nothing starts or goes on, and the date is made up for later. */
	isOutage: boolean
	/** What conditions see, by account; asked for some accounts at a time. */
	lookupsOf: (accountIds: readonly number[]) => Promise<Map<number, ConditionLookup>>
	writers: RunWriters
}

export interface PlaybookTotals {
	started: number
	waiting: number
	baseline: number
	/** Why nothing was done at all; null where it was. */
	held: string | null
	/** Playbooks whose breaker went, with why. */
	tripped: Map<string, string>
}

/** Accounts per look: what conditions see of them waits in memory. */
const chunkAccounts = 2_000

/**
 * Playbooks of one date, after its signals and before its tasks, in the transaction that stores its scores: open
 * runs go on, new ones start. The same date again starts nothing again. Never called for dates of the past.
 */
export async function runPlaybooks(client: ClientBase, look: PlaybookLook): Promise<PlaybookTotals> {
	await lockStarts(client)
	await lockLastOutcome(client)
	let totals = startTotals(look.isOutage ? 'outage' : null)
	if (await readAutomationStop(client)) totals.held = stoppedReason
	if (totals.held === null) {
		await client.query('savepoint playbooks')
		const lastOutcomeId = await lookAndAct(client, look, totals)
		// Whoever stopped everything meanwhile did not wait for this: nothing of it happens.
		if (await lockAutomationStop(client)) {
			await client.query('rollback to savepoint playbooks')
			totals = startTotals(stoppedReason)
		} else if (lastOutcomeId !== null) await saveLastOutcome(client, lastOutcomeId)
	}
	await savePlaybookDay(client, { asOf: look.date, ...totals })
	return totals
}

function startTotals(held: string | null): PlaybookTotals {
	return { started: 0, waiting: 0, baseline: 0, held, tripped: new Map() }
}

/** Takes open runs further and starts new ones; up to which result of sends that was. */
async function lookAndAct(
	client: ClientBase,
	look: PlaybookLook,
	totals: PlaybookTotals,
): Promise<number | null> {
	const work: RunWork = {
		client,
		now: look.now,
		day: look.date,
		valuesOn: look.date,
		workspace: await readWorkspace(client),
		programs: await readPrograms(client, look.now),
		team: await readTeam(client),
		writers: look.writers,
	}
	const { lastOutcomeId } = await followAll(work, { ticks: 'all' })
	await startAll(work, look, totals)
	await tellOfWaitingMessages(client, work)
	return lastOutcomeId
}

async function startAll(work: RunWork, look: PlaybookLook, totals: PlaybookTotals): Promise<void> {
	const { client } = work
	const { date } = look
	const watches = await renewWatches(client, look)
	const metrics = [...shippedMetrics, ...look.model.metrics]
	// One that was switched off since the day began starts nothing any more.
	const { present } = work.programs
	const stillOn = new Set(present.model.playbooks.flatMap(({ id, enabled }) => (enabled ? [id] : [])))
	const playbooks = look.model.playbooks
		.filter(({ id, enabled }) => enabled && stillOn.has(id))
		.map(definition => {
			const watch = watches.get(definition.id)
			return watchPlaybook(definition, dependenciesOf(definition, look.model, metrics), {
				watchedFrom: watch?.watchedFrom ?? null,
				isTripped: watch?.tripped != null,
			})
		})
	if (playbooks.length === 0) return
	const day: StartsDay = {
		date,
		since: await findLookBefore(client, date),
		worksFrom: look.worksFrom,
		stoppedUntil: await findStoppedDay(client, date),
	}
	const candidates = await lookAtAll(client, day, look, playbooks)
	const customers = look.accounts.filter(({ isCustomer }) => isCustomer).length
	const { found, tripped } = await judgeCandidates(client, day, candidates, customers)
	const starting = found.filter(({ outcome }) => outcome === 'started')
	await insertTriggers(
		client,
		found.map(item => ({
			...item,
			foundOn: date,
			runId: item.outcome === 'started' ? runIdOf(item.accountId, item.playbookId, item.occasion) : null,
		})),
	)
	totals.started += (await startRuns(work, starting)).length
	await tellOfLoops(work, found)
	totals.waiting += found.filter(({ outcome }) => outcome === 'waiting').length
	totals.baseline += found.filter(({ outcome }) => outcome === 'baseline').length
	for (const [playbookId, reason] of tripped) {
		totals.tripped.set(playbookId, reason)
		await tripBreaker(work, watches.get(playbookId), reason)
	}
}

/** Notes playbooks that are new, changed or on again: this date is their first look. */
async function renewWatches(client: ClientBase, look: PlaybookLook): Promise<Map<string, StoredWatch>> {
	const enabled = look.model.playbooks.filter(playbook => playbook.enabled)
	await keepWatches(
		client,
		enabled.map(({ id }) => id),
	)
	const watches = await readWatches(client)
	for (const definition of enabled) {
		const signature = signatureOf(definition)
		const known = watches.get(definition.id)
		if (known?.signature === signature) continue
		const watch = { playbookId: definition.id, signature, watchedFrom: look.date, tripped: null }
		await saveWatch(client, watch)
		watches.set(definition.id, watch)
	}
	return watches
}

async function lookAtAll(
	client: ClientBase,
	day: StartsDay,
	look: PlaybookLook,
	playbooks: readonly WatchedPlaybook[],
): Promise<Candidate[]> {
	const since = day.since ?? day.date - 1
	const signalsOf = (some: readonly WatchedPlaybook[]) =>
		some.flatMap(({ program: { definition } }) =>
			definition.trigger.kind === 'signal' ? [definition.trigger.signal] : [],
		)
	// What is open already only counts while it goes on, and at a first look.
	const standing = playbooks.filter(({ program: { definition }, watchedFrom }) => {
		const isFirstLook = watchedFrom === null || watchedFrom >= day.date
		return isFirstLook || (definition.trigger.kind === 'signal' && definition.trigger.on === 'is_in')
	})
	const kinds = new Set(playbooks.map(({ program }) => program.definition.trigger.kind))
	const before =
		kinds.has('band') || kinds.has('stage')
			? await readStandsBefore(client, since, look.model)
			: new Map<number, AccountForPlaybooks['before']>()
	const episodes = await listEpisodesSince(client, signalsOf(playbooks), since, day.date, signalsOf(standing))
	const changes = await listChanges(client, Math.min(since, day.date - causeDays), day.date)
	// Values are dear: they are asked for only where there is an occasion that a condition may still refuse.
	const anywhere = playbooks.map(playbook => ({ ...playbook, program: { ...playbook.program, when: null } }))
	const withConditions = new Set(
		playbooks.filter(({ program }) => program.when !== null).map(({ program }) => program.definition.id),
	)
	const around = (account: AccountOfDay, lookup: ConditionLookup): AccountForPlaybooks => ({
		...account,
		before: before.get(account.accountId) ?? null,
		episodes: episodes.get(account.accountId) ?? [],
		changes: changes.get(account.accountId) ?? [],
		lookup,
	})
	const candidates: Candidate[] = []
	for (let start = 0; start < look.accounts.length; start += chunkAccounts) {
		const chunk = look.accounts.slice(start, start + chunkAccounts)
		const possible = findCandidates(
			day,
			anywhere,
			chunk.map(account => around(account, () => null)),
		)
		const asked = new Set(
			possible
				.filter(({ playbook }) => withConditions.has(playbook.program.definition.id))
				.map(({ account }) => account.accountId),
		)
		const lookups = asked.size > 0 ? await look.lookupsOf([...asked]) : undefined
		const caught = new Set(possible.map(({ account }) => account.accountId))
		const accounts = chunk
			.filter(({ accountId }) => caught.has(accountId))
			.map(account => around(account, lookups?.get(account.accountId) ?? (() => null)))
		for (const candidate of findCandidates(day, playbooks, accounts)) candidates.push(candidate)
	}
	return candidates
}
