import { createHash } from 'node:crypto'
import type { ClientBase } from 'pg'
import { milestoneOverdueDays } from '../../core/lifecycle/milestone-overdue.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import { type CompiledSignal, compileSignals } from '../../core/signals/compile-signal.ts'
import { deriveValues, type ScorePoint } from '../../core/signals/derived-values.ts'
import { findHolds } from '../../core/signals/missing-days.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import type { HeldAccount, ScoredDate } from '../days/compute-dates.ts'
import { type AccountOfDay, runPlaybooks } from '../playbooks/run-playbooks.ts'
import type { RunWriters } from '../playbooks/run-writers.ts'
import { type AccountForRenewals, startRenewalTotals, updateRenewals } from '../renewals/update-renewals.ts'
import {
	type AccountForSignals,
	closeAbsentAccounts,
	evaluateSignals,
	finishSignals,
	type SignalRun,
	startTotals,
} from '../signals/evaluate-signals.ts'
import { saveOutages } from '../signals/outage-store.ts'
import { type LevelLookup, noteSignalHistory, readScorePoints } from '../signals/score-point-store.ts'
import { readConversion } from '../sources/conversion-store.ts'
import { readFacts } from '../sources/fact-store.ts'
import { recordHandFact } from '../sources/record-hand-fact.ts'
import { makeTasks } from '../tasks/make-tasks.ts'

/** How far what a day opens may reach. */
export interface DayWorkOptions {
	/** Whether signals of the date may fire and tasks be made; false for dates that are only caught up with. */
	makesTasks: boolean
	/** First day of the workspace's working life: contract decisions and steps before it are history. */
	worksFrom: Day
	currency: string
	now: Date
	zone: string
}

export interface DayWorkTotals {
	signalsOpened: number
	signalsClosed: number
	runsStarted: number
	tasksCreated: number
	held: Map<string, number>
	/** Seconds by stage. */
	seconds: Record<string, number>
}

export function startDayTotals(): DayWorkTotals {
	return { signalsOpened: 0, signalsClosed: 0, runsStarted: 0, tasksCreated: 0, held: new Map(), seconds: {} }
}

/** Why playbooks started nothing for what they caught at their first look. */
export const playbookBaselineReason = 'first look of a playbook: caught, but nothing is started'

/** Why signals of a first evaluation opened without firing. */
export const firstLookReason = 'first look: open, but nothing is fired'

/** Accounts per statement: what is read of them waits in memory. */
const chunkAccounts = 2_000

/** Renewals, signals and tasks of one scored date, in the transaction that stores its scores. */
export async function workDay(
	client: ClientBase,
	scored: ScoredDate,
	options: DayWorkOptions,
	totals: DayWorkTotals,
): Promise<void> {
	const timed = async (stage: string, work: () => Promise<void>) => {
		const start = performance.now()
		await work()
		totals.seconds[stage] = (totals.seconds[stage] ?? 0) + Math.round(performance.now() - start) / 1000
	}
	// What is held is a state, not an event: only the last date's counts.
	totals.held.clear()
	await timed('renewals', () => updateAllRenewals(client, scored, options))
	await timed('signals', () => evaluateAllSignals(client, scored, totals))
	if (options.makesTasks) await timed('playbooks', () => runAllPlaybooks(client, scored, options, totals))
	if (options.makesTasks) await timed('tasks', () => makeAllTasks(client, scored, options, totals))
}

async function updateAllRenewals(
	client: ClientBase,
	scored: ScoredDate,
	options: DayWorkOptions,
): Promise<void> {
	const run = {
		asOf: scored.date,
		openFrom: options.worksFrom,
		settings: scored.model.settings.renewals,
		conversion: await readConversion(client, options.currency),
	}
	const totals = startRenewalTotals()
	for (const chunk of chunksOf(scored.accounts)) {
		const owners = new Map(chunk.map(account => [account.accountId, account.fields.owner_email]))
		const accounts: AccountForRenewals[] = []
		const [first, last] = [chunk[0]!.accountId, chunk.at(-1)!.accountId]
		for await (const { accountId, facts } of readFacts(client, first, last, [
			'subscription',
			'renewal',
			'cancellation',
		])) {
			if (!owners.has(accountId)) continue
			const owner = owners.get(accountId)
			accounts.push({ accountId, facts, ownerEmail: typeof owner === 'string' ? owner : null })
		}
		await updateRenewals(client, run, accounts, totals)
	}
}

function* chunksOf(accounts: readonly HeldAccount[]): Generator<readonly HeldAccount[]> {
	for (let start = 0; start < accounts.length; start += chunkAccounts) {
		yield accounts.slice(start, start + chunkAccounts)
	}
}

async function evaluateAllSignals(
	client: ClientBase,
	scored: ScoredDate,
	totals: DayWorkTotals,
): Promise<void> {
	const run: SignalRun = {
		date: scored.date,
		signals: compileAll(scored),
		holds: findHolds(scored.date, scored.sources),
		fires: true,
	}
	await saveKnownOutages(client, scored)
	await noteSignalHistory(client, scored.date)
	const day = startTotals(run)
	const { levelOf, goodBands } = bandsOf(scored.model)
	for (const chunk of chunksOf(scored.accounts)) {
		const ids = chunk.map(({ accountId }) => accountId)
		const points = await readScorePoints(client, ids, scored.date, goodBands, levelOf, 'lived')
		const accounts = chunk.map(account => forSignals(scored, account, points.get(account.accountId) ?? []))
		await evaluateSignals(client, run, accounts, day)
	}
	const present = new Set(scored.accounts.map(({ accountId }) => accountId))
	await closeAbsentAccounts(client, run, [0, Number.MAX_SAFE_INTEGER], present, day)
	await finishSignals(client, day)
	totals.signalsOpened += day.opened + day.baseline
	totals.signalsClosed += day.closed
	if (day.baseline > 0) addHeld(totals, firstLookReason, day.baseline)
	for (const [reason, count] of Object.entries(day.held)) addHeld(totals, `signal held: ${reason}`, count)
}

function addHeld(totals: DayWorkTotals, reason: string, count: number): void {
	totals.held.set(reason, (totals.held.get(reason) ?? 0) + count)
}

function compileAll(scored: ScoredDate): CompiledSignal[] {
	const loaded = [...scored.sources].filter(([, { reachOn }]) => reachOn !== null).map(([kind]) => kind)
	const health = createHash('sha256').update(JSON.stringify(scored.model.healthModels)).digest('hex')
	const compiled = compileSignals(scored.model.signals, {
		loadedSources: new Set(loaded),
		healthSignature: health.slice(0, 16),
	})
	if (!compiled.ok) throw new Error(`the model's signals are wrong: ${compiled.problems.join('; ')}`)
	return compiled.signals
}

function bandsOf(model: OperatingModel): { levelOf: LevelLookup; goodBands: string[] } {
	const levels = new Map(
		model.healthModels.flatMap(health => health.bands.map(band => [`${health.id}/${band.id}`, band.level])),
	)
	return {
		levelOf: (healthModel, band) => levels.get(`${healthModel}/${band}`),
		goodBands: [...levels].filter(([, level]) => level === 'good').map(([band]) => band),
	}
}

/** What an account's signals may ask for: fields, metrics, its score and what follows from earlier scores. */
function forSignals(
	scored: ScoredDate,
	account: HeldAccount,
	points: readonly ScorePoint[],
): AccountForSignals {
	const { model, metricIndex, date } = scored
	const stage = model.lifecycleStages.find(({ id }) => id === account.stage)
	const stayedDays = account.stageSince === null ? null : date - account.stageSince
	const tenure = account.values[metricIndex.get('tenure_days') ?? -1]
	const startedOn = tenure === undefined || Number.isNaN(tenure) ? null : date - tenure
	const reached = account.milestones && new Set(account.milestones.map(({ milestone }) => milestone))
	const derived = deriveValues({
		asOf: date,
		points,
		stageOverdueDays: stage && stayedDays !== null ? Math.max(0, stayedDays - stage.usualDurationDays) : null,
		milestoneOverdueDays: reached && milestoneOverdueDays(model.onboardingPlan, reached, startedOn, date),
		milestones: account.milestones,
	})
	const band = account.model.bands.find(({ id }) => id === account.band)
	const lookup = (name: string) => {
		if (derived.has(name)) return derived.get(name)
		const index = metricIndex.get(name)
		if (index !== undefined) return account.values[index]
		if (name === 'segment') return account.segment
		if (name === 'stage') return account.stage
		if (name === 'band') return account.band
		if (name === 'coverage') return account.health.coverage
		if (name === 'risk') return band?.risk
		return account.fields[name]
	}
	const { accountId, isCustomer, segment } = account
	return { accountId, isCustomer, segment, lookup }
}

async function runAllPlaybooks(
	client: ClientBase,
	scored: ScoredDate,
	options: DayWorkOptions,
	totals: DayWorkTotals,
): Promise<void> {
	const { levelOf, goodBands } = bandsOf(scored.model)
	const accounts = new Map(scored.accounts.map(account => [account.accountId, account]))
	const holds = findHolds(scored.date, scored.sources)
	const look = await runPlaybooks(client, {
		date: scored.date,
		now: options.now,
		worksFrom: options.worksFrom,
		model: scored.model,
		accounts: scored.accounts.map(account => accountOfDay(scored, account)),
		isOutage: [...holds.sources.values()].includes('outage'),
		writers: runWriters,
		lookupsOf: async ids => {
			const points = await readScorePoints(client, ids, scored.date, goodBands, levelOf, 'lived')
			return new Map(
				ids.flatMap(id => {
					const account = accounts.get(id)
					return account ? [[id, forSignals(scored, account, points.get(id) ?? []).lookup] as const] : []
				}),
			)
		},
	})
	totals.runsStarted += look.started
	if (look.held !== null) addHeld(totals, `playbooks held: ${look.held}`, 1)
	if (look.baseline > 0) addHeld(totals, playbookBaselineReason, look.baseline)
	if (look.waiting > 0) addHeld(totals, 'playbook waits for a person', look.waiting)
	for (const [playbook, reason] of look.tripped)
		addHeld(totals, `playbook ${playbook} stands still: ${reason}`, 1)
}

function accountOfDay(scored: ScoredDate, account: HeldAccount): AccountOfDay {
	const tenure = account.values[scored.metricIndex.get('tenure_days') ?? -1]
	return {
		accountId: account.accountId,
		isCustomer: account.isCustomer,
		level: account.model.bands.find(({ id }) => id === account.band)?.level ?? null,
		stage: account.stage,
		isScoreHeld: account.heldFrom !== null,
		dates: {
			renewalOn: account.renewalOn,
			contractStartedOn: tenure === undefined || Number.isNaN(tenure) ? null : scored.date - tenure,
			milestones: account.milestones ?? [],
		},
	}
}

/** What runs write in domains that are not theirs. */
export const runWriters: RunWriters = {
	writeOpportunity: (client, opportunity) =>
		recordHandFact(client, {
			account: opportunity,
			kind: 'opportunities',
			values: {
				id: opportunity.id,
				kind: opportunity.kind,
				amount: opportunity.amount,
				currency: opportunity.currency,
				stage: 'open',
				stage_label: opportunity.stageLabel,
				source: 'cs',
				created_on: formatDay(opportunity.createdOn),
				closed_on: null,
			},
			today: opportunity.today,
			zone: opportunity.zone,
		}),
}

/** Outages are looked for this far back. */
const outageDaysKept = 60

async function saveKnownOutages(client: ClientBase, scored: ScoredDate): Promise<void> {
	const usage = scored.sources.get('usage')
	if (!usage) return
	const from = scored.date - outageDaysKept
	const days = [...usage.outageDays].filter(day => day >= from && day <= scored.date)
	await saveOutages(
		client,
		'usage',
		from,
		scored.date,
		days.map(day => ({ day, volumeShare: null })),
	)
}

async function makeAllTasks(
	client: ClientBase,
	scored: ScoredDate,
	options: DayWorkOptions,
	totals: DayWorkTotals,
): Promise<void> {
	const made = await makeTasks(client, {
		asOf: scored.date,
		firesFrom: options.worksFrom,
		definitions: scored.model.signals,
		renewalSteps: scored.model.renewalSteps,
		currency: options.currency,
		cap: { newTasksPerOwnerPerDay: scored.model.settings.automaticTasksPerDay },
	})
	totals.tasksCreated += made.made
	for (const { reason, count } of made.held) addHeld(totals, `task held: ${reason}`, count)
}
