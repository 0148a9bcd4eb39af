import type { ClientBase, Pool } from 'pg'
import type { z } from 'zod'
import type { ContractOutput } from '../../api/contract.ts'
import type { previewPlaybook, ReplaySummary } from '../../api/playbook-trial.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { PlaybookDefinition } from '../../core/model/playbook.ts'
import { checkModel, type ModelVocabulary } from '../../core/operating-model/check-model.ts'
import { capOf, capStarts } from '../../core/playbooks/cap-starts.ts'
import { findComputedSpans } from '../../core/playbooks/computed-spans.ts'
import { type FoundStart, findStart, neverMet } from '../../core/playbooks/find-starts.ts'
import { overlapOf, sumReplay } from '../../core/playbooks/sum-replay.ts'
import { watchPlaybook } from '../../core/playbooks/watch-playbooks.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { amountText } from '../accounts/account-row-store.ts'
import { readWorkspace, todayOf } from '../workspace/workspace-store.ts'
import { listEpisodesSince, readStandsBefore } from './account-state-store.ts'
import { type AccountValues, findComputedDay } from './account-values-store.ts'
import { previewSteps } from './preview-steps.ts'
import { replayPlaybooks } from './replay-playbooks.ts'
import { listDecisions, readReplayAccounts, toPlaybookAccount } from './replay-source-store.ts'
import { reasonOf } from './step-runs.ts'
import { findLookBefore, findStoppedDay } from './watch-store.ts'

/** The model as it would be with this playbook, and what is wrong with it then. */
export function withPlaybook(
	model: OperatingModel,
	definition: PlaybookDefinition,
	vocabulary: ModelVocabulary,
): { model: OperatingModel; problems: string[] } {
	const index = model.playbooks.findIndex(({ id }) => id === definition.id)
	const playbooks = index < 0 ? [...model.playbooks, definition] : model.playbooks.with(index, definition)
	const changed = { ...model, playbooks }
	const at = index < 0 ? playbooks.length - 1 : index
	const problems = checkModel(changed, vocabulary)
		.filter(({ path }) => path[0] === 'playbooks' && path[1] === at)
		.map(({ path, message }) => `${path.slice(2).join('.')}: ${message}`)
	return { model: changed, problems }
}

type Preview = ContractOutput<typeof previewPlaybook>

/** Who a playbook would catch on the latest computed date; starts nothing. */
export async function previewOn(
	client: ClientBase,
	definition: PlaybookDefinition,
	model: OperatingModel,
	now: Date,
	only: { mayRead: (ownerEmail: string | null) => boolean; accountId: string | null },
	vocabulary: ModelVocabulary,
): Promise<Preview> {
	const workspace = await readWorkspace(client)
	const today = todayOf(workspace, now)
	const date = await findComputedDay(client, today)
	const { problems } = withPlaybook(model, definition, vocabulary)
	const empty: Preview = {
		as_of: formatDay(today),
		problems,
		cap: 0,
		items: [],
		standing: [],
		standing_total: 0,
		steps: [],
		fields: null,
	}
	if (date === null || problems.length > 0) return empty
	const since = (await findLookBefore(client, date)) ?? date - 1
	const stoppedUntil = await findStoppedDay(client, date)
	const watched = { worksFrom: workspace.liveFrom ?? date, date, since, stoppedUntil }
	const running = watchPlaybook(definition, new Set(), { watchedFrom: since - 1, isTripped: false })
	const first = watchPlaybook(definition, new Set(), { watchedFrom: null, isTripped: false })
	const signals = definition.trigger.kind === 'signal' ? [definition.trigger.signal] : []
	const episodes = await listEpisodesSince(client, signals, since, date)
	const before = await readStandsBefore(client, since, model)
	const values = await readReplayAccounts(client, date, model)
	const byId = new Map(values.map(account => [account.accountId, account]))
	const accounts = values.map(account =>
		toPlaybookAccount(account, episodes.get(account.accountId) ?? [], before.get(account.accountId) ?? null),
	)
	const starts = accounts.flatMap(account => findStart(watched, running, account, neverMet) ?? [])
	const standing = accounts.flatMap(account => findStart(watched, first, account, neverMet) ?? [])
	const customers = values.filter(({ isCustomer }) => isCustomer).length
	const capped = capStarts(starts, new Map([[definition.id, definition]]), {
		customers,
		startedToday: new Map(),
		openRuns: new Map(),
	})
	const show = (found: readonly FoundStart[]) =>
		found.flatMap(start => {
			const account = byId.get(start.accountId)
			return account && only.mayRead(account.ownerEmail)
				? [caughtJson(start, account, model, workspace.currency)]
				: []
		})
	const items = show(capped.found)
	const shown = show(standing)
	const asked = values.find(({ externalId }) => externalId === only.accountId)
	return {
		...empty,
		as_of: formatDay(date),
		cap: capOf(definition, customers),
		items,
		standing: shown.slice(0, 200),
		standing_total: shown.length,
		...(asked && only.mayRead(asked.ownerEmail)
			? await previewSteps(client, definition, asked, { model, valuesOn: date, day: today, now })
			: {}),
	}
}

const outcomes = { started: 'starts', control: 'control', waiting: 'waits', baseline: 'starts' } as const

function caughtJson(
	start: FoundStart,
	account: AccountValues,
	model: OperatingModel,
	currency: string | null,
) {
	const { outcome } = start
	return {
		account_id: account.externalId,
		account_name: account.name,
		owner_email: account.ownerEmail,
		occasion: start.occasion,
		reason: reasonOf(start.occasion, model),
		outcome: outcome === 'refused' || outcome === 'dropped' ? ('refused' as const) : outcomes[outcome],
		note: start.note,
		arr: amountText(account.arrMinor, currency),
		currency,
	}
}

/** What a playbook would have done over a span, beside the version in force where another one is tried. */
export async function replayTried(
	pool: Pool,
	definition: PlaybookDefinition,
	model: OperatingModel,
	now: Date,
	asked: { from: Day | null; to: Day | null },
	vocabulary: ModelVocabulary,
): Promise<{ problems: string[]; replay: Summary | null; present: Summary | null }> {
	const { problems } = withPlaybook(model, definition, vocabulary)
	const client = await pool.connect()
	try {
		const workspace = await readWorkspace(client)
		const to = await findComputedDay(
			client,
			Math.min(asked.to ?? todayOf(workspace, now), todayOf(workspace, now)),
		)
		if (problems.length > 0 || to === null) return { problems, replay: null, present: null }
		const from = Math.max(asked.from ?? to - 365, to - 3 * 365)
		const inForce = model.playbooks.find(({ id }) => id === definition.id)
		const isOther = inForce !== undefined && JSON.stringify(inForce) !== JSON.stringify(definition)
		const others = model.playbooks.filter(other => other.enabled && other.id !== definition.id)
		const definitions = [definition, ...(isOther ? [inForce] : []), ...others]
		const { days, replays } = await replayPlaybooks(client, definitions, model, {
			from,
			to,
			people: 'on_time',
			worksFrom: from,
		})
		const owners = new Map(
			(await readReplayAccounts(client, to, model)).map(item => [item.accountId, item.ownerEmail]),
		)
		const decisions = await listDecisions(client, from, to)
		const runsOf = (index: number) =>
			(replays[index]?.found ?? []).filter(({ outcome }) => outcome === 'started')
		const summary = (index: number): Summary => {
			const replayed = replays[index]
			if (!replayed) throw new Error('a playbook was not replayed')
			const sums = sumReplay(replayed.definition, replayed.found, id => owners.get(id) ?? null, decisions)
			const overlap = others.map((other, place) => {
				const accounts = overlapOf(runsOf(index), runsOf(definitions.length - others.length + place))
				return {
					playbook_id: other.id,
					name: other.name,
					accounts,
					share: sums.accounts === 0 ? 0 : accounts / sums.accounts,
				}
			})
			return {
				playbook_id: replayed.definition.id,
				from: formatDay(from),
				to: formatDay(to),
				days: days.length,
				computed: findComputedSpans(days).map(span => ({
					from: formatDay(span.from),
					to: formatDay(span.to),
					days: span.days,
					every_days: span.everyDays,
				})),
				triggers: sums.triggers,
				runs: sums.runs,
				control: sums.control,
				waiting: sums.waiting,
				accounts: sums.accounts,
				hours: sums.hours,
				by_week: sums.byWeek.map(week => ({ ...week, week: formatDay(week.week) })),
				by_owner: sums.byOwner.map(({ ownerEmail, runs, hours }) => ({
					owner_email: ownerEmail,
					runs,
					hours,
				})),
				overlap: overlap.filter(({ accounts }) => accounts > 0),
				churned: sums.churned,
				renewed: sums.renewed,
			}
		}
		return { problems, replay: summary(0), present: isOther ? summary(1) : null }
	} finally {
		client.release()
	}
}

type Summary = z.input<typeof ReplaySummary>
