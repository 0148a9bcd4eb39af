import type { ClientBase, Pool } from 'pg'
import type { z } from 'zod'
import type { RenewalCall as CallJson, RenewalEntry } from '../../api/renewal-entry.ts'
import { sayDisagreement } from '../../core/forecast/model-call.ts'
import type { CallSource, RenewalCall, RenewalQuestion } from '../../core/model/forecast.ts'
import type { RenewalStep } from '../../core/model/renewal.ts'
import { callDueSince, listSteps, resultOf } from '../../core/renewals/renewal-steps.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import type { AccountList } from '../accounts/account-list-store.ts'
import { amountText } from '../accounts/account-row-store.ts'
import { readLatestCalls } from './renewal-call-store.ts'
import { readPostMortems } from './renewal-change-store.ts'
import { type DetailedRenewal, readOpenTasks } from './renewal-list-store.ts'

export interface DescribeOptions {
	day: Day
	steps: readonly RenewalStep[]
	/** Health on the date; undefined where nothing is stored. */
	list: AccountList | undefined
}

function dayText(day: Day | null): string | null {
	return day === null ? null : formatDay(day)
}

export function callJson(call: RenewalCall, currency: string | null): z.input<typeof CallJson> {
	return {
		source: call.source,
		called_on: formatDay(call.calledOn),
		called_at: call.at?.toISOString() ?? null,
		by: call.by,
		category: call.category,
		amount: amountText(call.amountMinor, currency),
		probability: call.probability,
		note: call.note,
	}
}

/** Renewals as the API shows them, with calls, tasks and health of the day. */
export async function describeRenewals(
	client: Pool | ClientBase,
	items: readonly DetailedRenewal[],
	options: DescribeOptions,
): Promise<z.input<typeof RenewalEntry>[]> {
	const keys = items.map(({ accountId, renewal }) => ({ accountId, renewalOn: renewal.renewalOn }))
	const accountIds = [...new Set(keys.map(({ accountId }) => accountId))]
	const calls = await readLatestCalls(client, keys, options.day)
	const tasks = await readOpenTasks(client, accountIds)
	const postMortems = await readPostMortems(client, accountIds)
	return items.map(item => {
		const key = `${item.accountId}/${item.renewal.renewalOn}`
		return renewalJson(item, options, {
			calls: calls.get(key) ?? new Map(),
			openTasks: tasks.get(item.accountId)?.count ?? 0,
			hasPostMortem: postMortems.has(key),
		})
	})
}

interface Around {
	calls: ReadonlyMap<CallSource, RenewalCall>
	openTasks: number
	hasPostMortem: boolean
}

/** What the model says now, where it has been noted as no call yet. */
function modelCallOf({ renewal, outlook }: DetailedRenewal, noted: RenewalCall | undefined, day: Day) {
	if (renewal.closedOn !== null || !outlook || outlook.category === null) return noted ?? null
	return {
		source: 'model' as const,
		calledOn: day,
		category: outlook.category,
		amountMinor: outlook.amountMinor,
		probability: outlook.probability,
		by: null,
		at: noted?.at ?? null,
		note: null,
	}
}

/** What somebody has to answer about a renewal before its numbers can be trusted. */
export function questionsOf(
	{ renewal, outlook, isOwnerHere }: Pick<DetailedRenewal, 'renewal' | 'outlook' | 'isOwnerHere'>,
	day: Day,
): RenewalQuestion[] {
	const questions = new Set(outlook?.questions ?? [])
	if (renewal.closedOn === null && renewal.renewalOn < day) questions.add('no_outcome')
	else questions.delete('no_outcome')
	if (renewal.closedOn === null && renewal.ownerEmail === null) questions.add('no_owner')
	else questions.delete('no_owner')
	if (renewal.closedOn === null && !isOwnerHere) questions.add('owner_left')
	else questions.delete('owner_left')
	if (renewal.targetMinor !== null) questions.delete('amount_unknown')
	if (renewal.closedOn === null && renewal.closedBy === 'person') questions.add('reopened')
	return [...questions]
}

function expectedMinorOf({ renewal, outlook }: DetailedRenewal, amountMinor: bigint | null): bigint | null {
	if (renewal.closedOn !== null) return renewal.finalMinor
	if (amountMinor === null || !outlook || outlook.probability === null) return null
	return BigInt(Math.round(Number(amountMinor) * outlook.probability))
}

/** Health of an account on the list's date. */
export function healthOf(list: AccountList | undefined, accountId: number) {
	const at = list?.positionOf(accountId) ?? -1
	const band = at >= 0 ? list?.bandAt(at) : undefined
	const score = at >= 0 ? list?.columns.scores[at] : undefined
	return {
		score: score === undefined || Number.isNaN(score) ? null : score,
		band: at >= 0 ? (list?.columns.bands[at] ?? null) : null,
		level: band?.level ?? ('unknown' as const),
		risk: band?.risk ?? null,
		segment: at >= 0 ? (list?.columns.segments[at] ?? null) : null,
	}
}

function renewalJson(
	item: DetailedRenewal,
	{ day, steps, list }: DescribeOptions,
	{ calls, openTasks, hasPostMortem }: Around,
): z.input<typeof RenewalEntry> {
	const { renewal, outlook, externalId } = item
	const { currency } = renewal
	const csm = calls.get('csm') ?? null
	const manager = calls.get('manager') ?? null
	const model = modelCallOf(item, calls.get('model'), day)
	const setMinor = renewal.edited.includes('forecastMinor') ? renewal.forecastMinor : null
	const amountMinor = setMinor ?? manager?.amountMinor ?? csm?.amountMinor ?? outlook?.amountMinor ?? null
	const standing = listSteps(renewal, steps, [], day)
	const step = standing.findLast(({ on }) => on <= day)
	const next = standing.find(({ on }) => on > day)
	const { segment, ...health } = healthOf(list, item.accountId)
	const isOpen = renewal.closedOn === null
	return {
		id: `${externalId}/${formatDay(renewal.renewalOn)}`,
		account_id: externalId,
		account_name: item.accountName,
		renewal_on: formatDay(renewal.renewalOn),
		days_to_renewal: renewal.renewalOn - day,
		stage: renewal.stage,
		opened_on: formatDay(renewal.openedOn),
		target_amount: amountText(renewal.targetMinor, currency),
		forecast_amount: amountText(amountMinor, currency),
		final_amount: amountText(renewal.finalMinor, currency),
		currency,
		segment: outlook?.segment ?? segment,
		owner_email: renewal.ownerEmail,
		outcome:
			renewal.stage === 'closed_renewed' ? 'renewed' : renewal.stage === 'closed_churned' ? 'churned' : null,
		result: resultOf(renewal),
		closed_on: dayText(renewal.closedOn),
		closed_by: renewal.closedBy,
		reason: renewal.reason,
		competitor: renewal.competitor,
		...health,
		probability: isOpen ? (outlook?.probability ?? null) : null,
		probability_low: isOpen ? (outlook?.low ?? null) : null,
		probability_high: isOpen ? (outlook?.high ?? null) : null,
		probability_from: isOpen ? (outlook?.from ?? null) : null,
		expected_amount: amountText(expectedMinorOf(item, amountMinor), currency),
		category: isOpen ? (manager?.category ?? csm?.category ?? model?.category ?? null) : null,
		calls: {
			csm: csm && callJson(csm, currency),
			manager: manager && callJson(manager, currency),
			model: model && callJson(model, currency),
		},
		disagreement: isOpen ? sayDisagreement({ csm, manager, model }) : null,
		call_due_since: dayText(callDueSince(renewal, csm?.calledOn ?? null, day)),
		step: isOpen && step ? { ...stepJson(step), done_when: step.step.doneWhen } : null,
		next_step: isOpen && next ? stepJson(next) : null,
		auto_renews: outlook?.autoRenews ?? false,
		notice_on: dayText(outlook?.noticeOn ?? null),
		is_late: isOpen && renewal.renewalOn < day,
		questions: questionsOf(item, day),
		open_tasks: openTasks,
		has_post_mortem: hasPostMortem,
		lines: renewal.lines.map(line => ({
			id: line.lineId,
			product: line.product,
			arr: amountText(line.arrMinor, currency),
		})),
		edited: renewal.edited,
	}
}

function stepJson({ step, on }: { step: RenewalStep; on: Day }) {
	return { id: step.id, name: step.name, on: formatDay(on), days_before: step.daysBefore }
}
