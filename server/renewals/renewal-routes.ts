import type { ClientBase, Pool } from 'pg'
import { listAccountRenewals, listRenewals, readRenewal, readRenewalBoard } from '../../api/renewals.ts'
import { dayOfText } from '../../api/values.ts'
import { shippedMetrics } from '../../core/catalog/metrics.ts'
import { sayAmounts } from '../../core/forecast/amount-model.ts'
import type { Risk } from '../../core/model/health-model.ts'
import type { EditableRenewalField } from '../../core/model/renewal.ts'
import { renewalStages } from '../../core/model/renewal.ts'
import { listCheckpoints, listSteps } from '../../core/renewals/renewal-steps.ts'
import { type Day, formatDay, parseDay } from '../../core/time/day.ts'
import type { AccountList, AccountLists } from '../accounts/account-list-store.ts'
import { amountText } from '../accounts/account-row-store.ts'
import { getAccountFor } from '../accounts/get-account-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import { findOutlookRun } from '../forecast/outlook-store.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Asker, Mount } from '../http/mount.ts'
import { readModel } from '../model/model-store.ts'
import { Problem } from '../problem.ts'
import { listCalls } from './renewal-call-store.ts'
import { listChanges, type RenewalPostMortem, readPostMortems } from './renewal-change-store.ts'
import { callJson, type DescribeOptions, describeRenewals } from './renewal-json.ts'
import {
	type DetailedRenewal,
	listAccountDetailed,
	listDetailedRenewals,
	type RenewalFilter,
	sumByStage,
} from './renewal-list-store.ts'
import { readStepTasks } from './step-task-store.ts'
import { isCallUndoable } from './undo-call.ts'
import { isUndoable } from './undo-renewal.ts'

/** What renewals are described with, on a day. */
export async function describeOptions(
	client: Pool | ClientBase,
	lists: AccountLists | undefined,
	day: Day,
	now: Date,
): Promise<DescribeOptions> {
	const { model } = await readModel(client, now)
	return { day, steps: model.renewalSteps, list: await lists?.on(day) }
}

/** Decisions of contracts: what is due, and how it stands. */
export function mountRenewalRoutes(mount: Mount, lists: AccountLists): void {
	mount.read(listRenewals, async call => {
		const { query, pool, now } = call
		const { day, workspace } = await readShownDay(pool, now, query.as_of)
		const filter = filterOf(query, call, day, await lists.on(day))
		const totals = await sumByStage(pool, filter)
		const page = await readPage(pool, filter, query.limit, query.cursor)
		const targets = totals.flatMap(({ targetMinor }) => targetMinor ?? [])
		return {
			items: await describeRenewals(pool, page.items, await describeOptions(pool, lists, day, now)),
			next_cursor: page.nextCursor,
			as_of: formatDay(day),
			total: totals.reduce((sum, { count }) => sum + count, 0),
			target_amount: amountText(
				targets.length === 0 ? null : targets.reduce((sum, minor) => sum + minor, 0n),
				workspace.currency,
			),
			target_unknown: totals.reduce((sum, { targetUnknown }) => sum + targetUnknown, 0),
			currency: workspace.currency,
		}
	})
	mount.read(readRenewalBoard, async call => {
		const { query, pool, now } = call
		const { day, workspace } = await readShownDay(pool, now, query.as_of)
		const filter = filterOf(query, call, day, await lists.on(day))
		const totals = await sumByStage(pool, filter)
		const options = await describeOptions(pool, lists, day, now)
		const stages = query.stage === undefined ? renewalStages : [query.stage]
		const columns = []
		for (const stage of stages) {
			const total = totals.find(item => item.stage === stage)
			const page = total
				? await readPage(pool, { ...filter, stage }, query.cards, undefined)
				: { items: [], nextCursor: null }
			columns.push({
				stage,
				total: total?.count ?? 0,
				target_amount: amountText(total?.targetMinor ?? null, workspace.currency),
				expected_amount: amountText(total?.expectedMinor ?? null, workspace.currency),
				items: await describeRenewals(pool, page.items, options),
				next_cursor: page.nextCursor,
			})
		}
		return { as_of: formatDay(day), currency: workspace.currency, columns }
	})
	mount.read(listAccountRenewals, async call => {
		const account = await getAccountFor(call.pool, call, call.params.id)
		const { today } = await readShownDay(call.pool, call.now)
		const items = await listAccountDetailed(call.pool, account.accountId, today)
		const options = await describeOptions(call.pool, lists, today, call.now)
		return { items: await describeRenewals(call.pool, items, options) }
	})
	mount.read(readRenewal, async call => {
		const account = await getAccountFor(call.pool, call, call.params.id)
		const { today } = await readShownDay(call.pool, call.now)
		const renewalOn = dayOfText(call.params.renewal_on)
		const [found] = await listAccountDetailed(call.pool, account.accountId, today, renewalOn)
		if (!found) throw missing(renewalOn)
		const options = await describeOptions(call.pool, lists, today, call.now)
		return wholeRenewal(call.pool, found, options, { actor: call.actor.name, at: call.now })
	})
}

export function missing(renewalOn: Day): Problem {
	return new Problem(
		'renewal_missing',
		`expected a renewal of the account on ${formatDay(renewalOn)}, there is none`,
		'look at the list of renewals for its dates',
	)
}

async function readPage(pool: Pool, filter: RenewalFilter, limit: number, cursor: string | undefined) {
	const [renewalOn, accountId] = readCursor(cursor, 2) ?? []
	const after =
		renewalOn === undefined ? undefined : { renewalOn: Number(renewalOn), accountId: Number(accountId) }
	const read = await listDetailedRenewals(pool, filter, { limit: limit + 1, after })
	const items = read.slice(0, limit)
	const last = items.at(-1)
	const nextCursor =
		last && read.length > limit ? writeCursor([last.renewal.renewalOn, last.accountId]) : null
	return { items, nextCursor }
}

interface FilterQuery {
	owner?: string | undefined
	segment?: string | undefined
	stage?: RenewalFilter['stage']
	category?: RenewalFilter['category']
	open?: 'yes' | 'no' | undefined
	late?: 'yes' | 'no' | undefined
	call_due?: 'yes' | 'no' | undefined
	disagree?: 'yes' | 'no' | undefined
	risk?: Risk | undefined
	search?: string | undefined
	from?: string | undefined
	to?: string | undefined
}

/** `me`, `none`, an address; somebody who may see only what is theirs sees only that. */
export function ownerOf(asked: string | undefined, asker: Asker): string | null | undefined {
	if (!asker.may({ ownerEmail: null }) && !asker.may({ ownerEmail: 'somebody@else.invalid' })) {
		return asker.actor.email
	}
	return asked === 'me' ? asker.actor.email : asked === 'none' ? null : asked
}

function yes(text: 'yes' | 'no' | undefined): boolean | undefined {
	return text === undefined ? undefined : text === 'yes'
}

/** Accounts of the list that stand at a risk. */
function accountsAt(risk: Risk, list: AccountList | undefined): number[] {
	if (!list) return []
	return Array.from(list.columns.accountIds.subarray(0, list.columns.count)).filter(
		(_, at) => list.bandAt(at)?.risk === risk,
	)
}

function filterOf(query: FilterQuery, asker: Asker, asOf: Day, list: AccountList | undefined): RenewalFilter {
	return {
		asOf,
		ownerEmail: ownerOf(query.owner, asker),
		segment: query.segment,
		stage: query.stage,
		category: query.category,
		isOpen: yes(query.open),
		isLate: yes(query.late),
		isCallDue: yes(query.call_due),
		isDisputed: yes(query.disagree),
		accountIds: query.risk && accountsAt(query.risk, list),
		search: query.search,
		from: query.from === undefined ? undefined : parseDay(query.from),
		to: query.to === undefined ? undefined : parseDay(query.to),
	}
}

export function postMortemJson(found: RenewalPostMortem) {
	return {
		category: found.category,
		competitor: found.competitor,
		could_have_done: found.couldHaveDone,
		signals_seen: found.signalsSeen,
		note: found.note,
		written_by: found.writtenBy,
		written_at: found.writtenAt.toISOString(),
	}
}

const amountFields = new Set(['targetMinor', 'forecastMinor', 'finalMinor'])
const shownField: Readonly<Partial<Record<EditableRenewalField, string>>> = {
	targetMinor: 'target_amount',
	forecastMinor: 'forecast_amount',
	finalMinor: 'final_amount',
	ownerEmail: 'owner_email',
}

function shownName(field: string): string {
	return shownField[field as EditableRenewalField] ?? field
}

/** The reasons of a model's probability with what their metrics are called. */
async function nameReasons<Reason extends { metric: string }>(
	pool: Pool,
	at: Date,
	reasons: readonly Reason[],
): Promise<(Reason & { name: string; unit: string | null })[]> {
	if (reasons.length === 0) return []
	const { model } = await readModel(pool, at)
	const definitions = new Map([...shippedMetrics, ...model.metrics].map(item => [item.id, item]))
	return reasons.map(reason => {
		const { name = reason.metric, unit = null } = definitions.get(reason.metric) ?? {}
		return { ...reason, name, unit }
	})
}

async function wholeRenewal(
	pool: Pool,
	found: DetailedRenewal,
	options: DescribeOptions,
	asker: { actor: string; at: Date },
) {
	const { renewal, accountId, outlook } = found
	const { renewalOn, currency } = renewal
	const [entry] = await describeRenewals(pool, [found], options)
	if (!entry) throw missing(renewalOn)
	const calls = await listCalls(pool, accountId, renewalOn)
	const tasks = await readStepTasks(pool, accountId, renewalOn, options.steps)
	const run = await findOutlookRun(pool)
	const postMortem = (await readPostMortems(pool, [accountId])).get(`${accountId}/${renewalOn}`)
	const shown = (field: string, text: string | null) =>
		text !== null && amountFields.has(field) ? amountText(BigInt(text), currency) : text
	const byCsm = calls.filter(({ source }) => source === 'csm').map(({ calledOn }) => calledOn)
	return {
		renewal: entry,
		reasons: await nameReasons(pool, asker.at, outlook?.reasons ?? []),
		amount_says: run ? sayAmounts(run.amounts) : null,
		steps: listSteps(renewal, options.steps, tasks, options.day).map(({ step, on, state, task }) => ({
			id: step.id,
			name: step.name,
			on: formatDay(on),
			days_before: step.daysBefore,
			owner: step.owner,
			done_when: step.doneWhen,
			state,
			done_by: task?.ownerEmail ?? null,
			done_on: task === undefined || task.closedOn === null ? null : formatDay(task.closedOn),
			task_id: task?.taskId ?? null,
		})),
		checkpoints: listCheckpoints(renewalOn, byCsm, options.day).map(item => ({
			on: formatDay(item.on),
			days_before: item.daysBefore,
			called: item.isCalled,
		})),
		calls: calls.map(item => ({
			...callJson(item, currency),
			id: item.id,
			may_undo: isCallUndoable(item, calls, renewal.closedOn === null, { ...asker, day: options.day }),
		})),
		post_mortem: postMortem ? postMortemJson(postMortem) : null,
		changes: (await listChanges(pool, accountId, renewalOn)).map((item, index) => ({
			id: item.id,
			may_undo: isUndoable(item, index === 0, asker),
			note: item.kind === 'released' ? null : item.note,
			released: item.kind === 'released' && item.note !== null ? shownName(item.note) : null,
			at: item.at.toISOString(),
			on: formatDay(item.on),
			by: item.by,
			kind: item.kind,
			batch_id: item.batchId,
			fields: Object.keys(item.after).map(field => ({
				field: shownName(field),
				before: shown(field, item.before[field] ?? null),
				after: shown(field, item.after[field] ?? null),
			})),
		})),
	}
}
