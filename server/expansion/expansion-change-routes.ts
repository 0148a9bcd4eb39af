import type { ClientBase } from 'pg'
import {
	acceptSuggestion,
	changeOpportunity as changeContract,
	createOpportunity,
	dismissSuggestion,
	releaseOpportunity,
} from '../../api/expansion.ts'
import { changeOpportunity, type OpportunityEdit } from '../../core/expansion/change-opportunity.ts'
import { leverOfSignal } from '../../core/expansion/suggest-opportunity.ts'
import type { EditableOpportunityField, Opportunity } from '../../core/model/opportunity.ts'
import { parseAmountMinor } from '../../core/money/amount.ts'
import { parseDay } from '../../core/time/day.ts'
import type { AccountLists } from '../accounts/account-list-store.ts'
import { type AccountRef, getAccountFor } from '../accounts/get-account-store.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import type { Mount } from '../http/mount.ts'
import { InputProblem } from '../http/problem-details.ts'
import { Problem } from '../problem.ts'
import { readWorkspace } from '../workspace/workspace-store.ts'
import { suggestionsOf } from './describe-suggestions.ts'
import { readContext } from './expansion-routes.ts'
import { opportunityJson } from './opportunity-json.ts'
import {
	listOpenGrowth,
	listOpportunities,
	lockOpportunity,
	nextOwnId,
	readExpansionSettings,
	saveOpportunities,
	saveSuggestionAnswer,
} from './opportunity-store.ts'

type Act = { actor: string; at: Date; day: number }

async function save(client: ClientBase, before: Opportunity | null, after: Opportunity, act: Act) {
	await saveOpportunities(client, [{ opportunity: after }])
	const subject = `opportunity ${after.accountId}/${after.opportunityId}`
	await saveAuditRow(client, { ...act, action: 'opportunity.change', subject, before, after })
}

async function answer(
	client: ClientBase,
	accountId: number,
	opportunityId: string,
	now: Date,
	lists?: AccountLists,
) {
	const all = await listOpportunities(client)
	const found = all.find(item => item.accountId === accountId && item.opportunityId === opportunityId)
	if (!found) throw missing(opportunityId)
	return opportunityJson(found, await readContext(client, lists, now, all))
}

function missing(opportunityId: string): Problem {
	return new Problem(
		'not_found',
		`expected an opportunity of the account with the id "${opportunityId}", there is none`,
	)
}

async function amountOf(client: ClientBase, text: string | null, at: string): Promise<bigint | null> {
	if (text === null) return null
	const { currency } = await readWorkspace(client)
	const minor = parseAmountMinor(text, currency ?? 'USD')
	if (minor !== undefined && minor >= 0n && minor < 2n ** 53n) return minor
	throw new InputProblem([{ at, message: 'expected an annual amount like 12000.00, not below 0' }])
}

function newOpportunity(account: AccountRef, opportunityId: string, day: number): Opportunity {
	return {
		accountId: account.accountId,
		opportunityId,
		origin: 'person',
		lever: 'seats',
		stage: 'identified',
		stageLabel: null,
		amountMinor: null,
		source: 'cs',
		isInfluenced: false,
		ownerEmail: account.ownerEmail,
		createdOn: day,
		expectedOn: null,
		closedOn: null,
		answers: {},
		reason: null,
		note: null,
		edited: [],
	}
}

const fieldOf = {
	stage: 'stage',
	amount: 'amountMinor',
	owner_email: 'ownerEmail',
	source: 'source',
	is_influenced: 'isInfluenced',
	expected_on: 'expectedOn',
	lever: 'lever',
} as const satisfies Record<string, EditableOpportunityField>

/** What people do with expansions. */
export function mountExpansionChangeRoutes(mount: Mount, lists: AccountLists): void {
	mount.change(createOpportunity, async ({ client, act, now, body, params, ...asker }) => {
		const account = await getAccountFor(client, { ...asker, now }, params.id)
		const made: Opportunity = {
			...newOpportunity(account, await nextOwnId(client), act.day),
			lever: body.lever,
			amountMinor: await amountOf(client, body.amount, 'body.amount'),
			source: body.source,
			ownerEmail: body.owner_email === undefined ? account.ownerEmail : body.owner_email,
			expectedOn: body.expected_on === null ? null : (parseDay(body.expected_on) ?? null),
			note: body.note,
		}
		await save(client, null, made, act)
		return answer(client, account.accountId, made.opportunityId, now)
	})
	mount.change(changeContract, async ({ client, act, now, body, params, ...asker }) => {
		const account = await getAccountFor(client, { ...asker, now }, params.id)
		const before = await lockOpportunity(client, account.accountId, params.opportunity_id)
		if (!before) throw missing(params.opportunity_id)
		const { amount, expected_on, owner_email, is_influenced, ...rest } = body
		const edit = {
			...rest,
			...(amount === undefined ? {} : { amountMinor: await amountOf(client, amount, 'body.amount') }),
			...(expected_on === undefined
				? {}
				: { expectedOn: expected_on === null ? null : (parseDay(expected_on) ?? null) }),
			...(owner_email === undefined ? {} : { ownerEmail: owner_email }),
			...(is_influenced === undefined ? {} : { isInfluenced: is_influenced }),
		}
		const given = Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined))
		const result = changeOpportunity(
			before,
			given satisfies OpportunityEdit,
			await readExpansionSettings(client),
			act.day,
		)
		if (!result.ok) throw new Problem(result.code, result.message)
		await save(client, before, result.opportunity, act)
		return answer(client, account.accountId, params.opportunity_id, now)
	})
	mount.change(releaseOpportunity, async ({ client, act, now, body, params, ...asker }) => {
		const account = await getAccountFor(client, { ...asker, now }, params.id)
		const before = await lockOpportunity(client, account.accountId, params.opportunity_id)
		if (!before) throw missing(params.opportunity_id)
		const field = fieldOf[body.field]
		await save(client, before, { ...before, edited: before.edited.filter(name => name !== field) }, act)
		return answer(client, account.accountId, params.opportunity_id, now)
	})
	mount.change(acceptSuggestion, async ({ client, act, now, body, params, ...asker }) => {
		const account = await getAccountFor(client, { ...asker, now }, params.id)
		const all = await listOpportunities(client)
		const context = await readContext(client, undefined, now, all)
		const signal = await findSignal(client, account, params.signal)
		const [suggested] = suggestionsOf([signal], all, { ...context, list: await lists.on(act.day) })
		const made: Opportunity = {
			...newOpportunity(account, await nextOwnId(client), act.day),
			origin: 'suggestion',
			lever: leverOfSignal[signal.signalId] ?? 'seats',
			amountMinor:
				body.amount === undefined
					? (suggested?.amountMinor ?? null)
					: await amountOf(client, body.amount, 'body.amount'),
			ownerEmail: body.owner_email === undefined ? account.ownerEmail : body.owner_email,
			reason: suggested?.json.reason ?? null,
		}
		await saveSuggestionAnswer(client, signal, { answer: 'accepted', reason: null }, act)
		await save(client, null, made, act)
		return answer(client, account.accountId, made.opportunityId, now)
	})
	mount.change(dismissSuggestion, async ({ client, act, now, body, params, ...asker }) => {
		const account = await getAccountFor(client, { ...asker, now }, params.id)
		const signal = await findSignal(client, account, params.signal)
		await saveSuggestionAnswer(client, signal, { answer: 'dismissed', reason: body.reason }, act)
		const subject = `suggestion ${account.accountId}/${signal.signalId}`
		await saveAuditRow(client, { ...act, action: 'suggestion.dismiss', subject, before: null, after: body })
		return { dismissed: true as const }
	})
}

async function findSignal(client: ClientBase, account: AccountRef, signalId: string) {
	const [signal] = await listOpenGrowth(client, [signalId], account.accountId)
	if (signal && leverOfSignal[signalId] !== undefined) return signal
	throw new Problem(
		'not_found',
		`expected an open growth signal "${signalId}" that was not answered yet, there is none`,
	)
}
