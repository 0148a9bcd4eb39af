import type { ClientBase } from 'pg'
import {
	acceptSuggestion,
	changeOpportunity as changeContract,
	createOpportunity,
	dismissSuggestion,
	releaseOpportunity,
	undoSuggestionAnswer as undoContract,
} from '../../api/expansion.ts'
import { changeOpportunity, leadOf, type OpportunityEdit } from '../../core/expansion/change-opportunity.ts'
import { leverOfSignal } from '../../core/expansion/suggest-opportunity.ts'
import type { EditableOpportunityField, Opportunity } from '../../core/model/opportunity.ts'
import { currencyExponent } from '../../core/money/currency.ts'
import { parseDay } from '../../core/time/day.ts'
import { type AccountRef, getAccountFor } from '../accounts/get-account-store.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import type { Mount } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import { readWorkspace } from '../workspace/workspace-store.ts'
import { sayWhy, suggestFor } from './describe-suggestions.ts'
import { readContext } from './expansion-routes.ts'
import { opportunityJson } from './opportunity-json.ts'
import {
	listOpenGrowth,
	listWorkedLevers,
	readAccountStanding,
	readLearnedShares,
} from './opportunity-list-store.ts'
import {
	lockOpportunity,
	nextOwnId,
	readExpansionSettings,
	readOpportunities,
	saveOpportunities,
} from './opportunity-store.ts'
import { saveSuggestionAnswer } from './suggestion-answer-store.ts'
import { takeAmount } from './take-amount.ts'
import { undoAnswer } from './undo-answer.ts'

type Act = { actor: string; at: Date; day: number }

async function save(client: ClientBase, before: Opportunity | null, after: Opportunity, act: Act) {
	await saveOpportunities(client, [{ opportunity: after }])
	const subject = `opportunity ${after.accountId}/${after.opportunityId}`
	await saveAuditRow(client, { ...act, action: 'opportunity.change', subject, before, after })
}

async function answer(client: ClientBase, account: AccountRef, opportunityId: string, now: Date) {
	const [found] = await readOpportunities(client, [{ accountId: account.accountId, opportunityId }])
	if (!found) throw missing(opportunityId)
	const context = await readContext(client, undefined, now)
	const { segment } = await readAccountStanding(client, account.accountId, context.day)
	return opportunityJson(found, context, { segment, ownerEmail: account.ownerEmail })
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
	return takeAmount(text, at, currency)
}

/** Saves a new one; from the hand-off amount on it goes to the hand-off owner, where nobody else was named. */
async function saveNew(
	client: ClientBase,
	made: Opportunity,
	namedOwner: string | null | undefined,
	act: Act,
): Promise<void> {
	const owned = namedOwner === undefined ? made : { ...made, ownerEmail: namedOwner }
	await save(client, null, owned, act)
	const { handOffFrom, handOffOwner } = await readExpansionSettings(client)
	if (namedOwner !== undefined || handOffOwner === null || handOffOwner === owned.ownerEmail) return
	const { currency } = await readWorkspace(client)
	if (leadOf(made.amountMinor, handOffFrom, 10 ** currencyExponent(currency ?? 'USD')) !== 'sales') return
	const after: Opportunity = { ...owned, ownerEmail: handOffOwner }
	await saveOpportunities(client, [{ opportunity: after }])
	const subject = `opportunity ${made.accountId}/${made.opportunityId}`
	const said = ({ ownerEmail, amountMinor }: Opportunity) => ({ ownerEmail, amountMinor })
	await saveAuditRow(client, {
		...act,
		action: 'opportunity.hand_off',
		subject,
		before: said(owned),
		after: said(after),
	})
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
export function mountExpansionChangeRoutes(mount: Mount): void {
	mount.change(createOpportunity, async ({ client, act, now, body, params, ...asker }) => {
		const account = await getAccountFor(client, { ...asker, now }, params.id)
		const made: Opportunity = {
			...newOpportunity(account, await nextOwnId(client), act.day),
			lever: body.lever,
			amountMinor: await amountOf(client, body.amount, 'body.amount'),
			source: body.source,
			expectedOn: body.expected_on === null ? null : (parseDay(body.expected_on) ?? null),
			note: body.note,
		}
		await saveNew(client, made, body.owner_email, act)
		return answer(client, account, made.opportunityId, now)
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
		return answer(client, account, params.opportunity_id, now)
	})
	mount.change(releaseOpportunity, async ({ client, act, now, body, params, ...asker }) => {
		const account = await getAccountFor(client, { ...asker, now }, params.id)
		const before = await lockOpportunity(client, account.accountId, params.opportunity_id)
		if (!before) throw missing(params.opportunity_id)
		const field = fieldOf[body.field]
		await save(client, before, { ...before, edited: before.edited.filter(name => name !== field) }, act)
		return answer(client, account, params.opportunity_id, now)
	})
	mount.change(acceptSuggestion, async ({ client, act, now, body, params, ...asker }) => {
		const account = await getAccountFor(client, { ...asker, now }, params.id)
		const signal = await findSignal(client, account, params.signal)
		const { arrMinor } = await readAccountStanding(client, account.accountId, act.day)
		const suggested = suggestFor(signal, arrMinor, {
			shares: await readLearnedShares(client, act.day),
			worked: await listWorkedLevers(client, account.accountId),
		})
		if (!suggested) throw alreadyWorked()
		const made: Opportunity = {
			...newOpportunity(account, await nextOwnId(client), act.day),
			origin: 'suggestion',
			lever: suggested.lever,
			amountMinor:
				body.amount === undefined
					? suggested.amountMinor
					: await amountOf(client, body.amount, 'body.amount'),
			reason: sayWhy(signal),
		}
		await saveAnswer(
			client,
			signal,
			{ answer: 'accepted', reason: null, opportunityId: made.opportunityId },
			act,
		)
		await saveNew(client, made, body.owner_email, act)
		return answer(client, account, made.opportunityId, now)
	})
	mount.change(dismissSuggestion, async ({ client, act, now, body, params, ...asker }) => {
		const account = await getAccountFor(client, { ...asker, now }, params.id)
		const signal = await findSignal(client, account, params.signal)
		await saveAnswer(client, signal, { answer: 'dismissed', reason: body.reason, opportunityId: null }, act)
		const subject = `suggestion ${account.accountId}/${signal.signalId}`
		await saveAuditRow(client, { ...act, action: 'suggestion.dismiss', subject, before: null, after: body })
		return { dismissed: true as const }
	})
	mount.change(undoContract, async ({ client, act, now, params, ...asker }) => {
		const account = await getAccountFor(client, { ...asker, now }, params.id)
		await undoAnswer(client, account.accountId, params.signal, act)
		return { undone: true as const }
	})
}

function alreadyWorked(): Problem {
	return new Problem(
		'already_there',
		'The account has an open opportunity of this kind already.',
		'Change that one, or close it first.',
	)
}

async function saveAnswer(...given: Parameters<typeof saveSuggestionAnswer>): Promise<void> {
	if (await saveSuggestionAnswer(...given)) return
	throw new Problem('already_there', 'Somebody has answered this suggestion already.')
}

async function findSignal(client: ClientBase, account: AccountRef, signalId: string) {
	const [signal] = await listOpenGrowth(client, [signalId], account.accountId)
	if (signal && leverOfSignal[signalId] !== undefined) return signal
	throw new Problem(
		'not_found',
		`expected an open growth signal "${signalId}" that was not answered yet, there is none`,
	)
}
