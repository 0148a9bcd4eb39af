import type { Pool } from 'pg'
import type { ContractOutput } from '../../api/contract.ts'
import type { listCohortMembers, listMrrMovements } from '../../api/retention.ts'
import type { Member, MemberKind } from '../../core/kpis/list-members.ts'
import type { GroupMovement } from '../../core/kpis/list-movements.ts'
import type { Period } from '../../core/kpis/period-figures.ts'
import type { FlowKind, RetentionDimension } from '../../core/model/account-ledger.ts'
import { formatDay } from '../../core/time/day.ts'
import { cutPage, readNumberCursor } from '../http/cursor.ts'
import { type AccountName, readAccountNames } from './account-name-store.ts'
import { exactAmount } from './kpi-answer.ts'
import { listCohortAccounts } from './list-cohort-accounts.ts'
import { listGroupMovements } from './list-group-movements.ts'
import { type MovementReason, readMovementReasons } from './reason-store.ts'
import { readAsOf } from './retention-scope.ts'
import { getPolicy } from './revenue-inputs.ts'

/** Which part of the figures is opened, and which page of what is behind it. */
export interface DrillRequest {
	period: Period
	/** `YYYY-MM-DD` */
	asOf?: string | undefined
	policy?: string | undefined
	dimension: RetentionDimension | null
	group?: string | undefined
	scope?: ReadonlySet<number> | undefined
	limit: number
	cursor?: string | undefined
	now: Date
}

/** Of movements what somebody asks for: empty text stands for "nobody said". */
export type AskedWhy = Partial<Record<'reason' | 'competitor' | 'segment', string | undefined>>

/** The movements that happened for a reason, and what they sum to. */
async function chooseByReason(
	pool: Pool,
	policy: string,
	listed: { movements: GroupMovement[]; amount: bigint },
	why: AskedWhy,
): Promise<{ movements: GroupMovement[]; amount: bigint }> {
	const asked = (['reason', 'competitor', 'segment'] as const).filter(name => why[name] !== undefined)
	if (asked.length === 0) return listed
	const reasonOf = await readMovementReasons(pool, policy, listed.movements)
	const movements = listed.movements.filter(movement => {
		const known = reasonOf(movement)
		return asked.every(name => (known?.[name] ?? '') === why[name])
	})
	return { movements, amount: movements.reduce((sum, { amount }) => sum + amount, 0n) }
}

type MovementsAnswer = ContractOutput<typeof listMrrMovements>

/** The movements behind a figure, a page of them, with why they happened. */
export async function answerMovements(
	pool: Pool,
	request: DrillRequest & { kind?: FlowKind | 'lost' | undefined; why?: AskedWhy },
): Promise<MovementsAnswer> {
	const { inputs, asOf } = await readAsOf(pool, request.now, request.asOf)
	const policy = getPolicy(inputs, request.policy)
	const listed = await listGroupMovements(pool, inputs, { ...request, policy, asOf })
	const { movements, amount } = await chooseByReason(pool, policy.id, listed, request.why ?? {})
	const offset = readNumberCursor(request.cursor) ?? 0
	const rows = movements.slice(offset, offset + request.limit + 1)
	const page = cutPage(rows, request.limit, () => [offset + request.limit])
	const nameOf = await readAccountNames(
		pool,
		page.items.map(({ accountId }) => accountId),
	)
	const reasonOf = await readMovementReasons(pool, policy.id, page.items)
	const { currency } = inputs
	return {
		currency,
		total: movements.length,
		amount: exactAmount(amount, currency),
		next_cursor: page.next_cursor,
		items: page.items.map(row => showMovement(row, nameOf(row.accountId), reasonOf(row), currency)),
	}
}

function showMovement(
	row: GroupMovement,
	name: AccountName,
	why: MovementReason | undefined,
	currency: string,
): MovementsAnswer['items'][number] {
	const exact = (units: bigint) => exactAmount(units, currency)
	return {
		...name,
		day: formatDay(row.day),
		kind: row.kind,
		amount: exact(row.amount),
		mrr_before: exact(row.from),
		mrr_after: exact(row.to),
		levers: row.levers && {
			seats: exact(row.levers.seats),
			price: exact(row.levers.price),
			product: exact(row.levers.product),
		},
		reason: why?.reason ?? null,
		competitor: why?.competitor ?? null,
		note: why?.note ?? null,
		segment: why?.segment ?? null,
		owner_email: why?.ownerEmail ?? null,
	}
}

type MembersAnswer = ContractOutput<typeof listCohortMembers>
const isAmong: Record<'lost' | 'less' | 'more', (member: Member) => boolean> = {
	lost: ({ isLost }) => isLost,
	less: ({ isLost, start, end }) => !isLost && end < start,
	more: ({ start, end }) => end > start,
}

/** The accounts behind a figure, a page of them, and what all of them sum to. */
export async function answerMembers(
	pool: Pool,
	request: DrillRequest & { kind: MemberKind; only?: 'lost' | 'less' | 'more' | undefined },
): Promise<MembersAnswer> {
	const { inputs, asOf } = await readAsOf(pool, request.now, request.asOf)
	const policy = getPolicy(inputs, request.policy)
	const { dimension, group, only, kind, period, scope } = request
	const slice = dimension !== null && group !== undefined ? { dimension, group } : null
	const all = await listCohortAccounts(pool, inputs, { policy, asOf, scope, period, kind, slice })
	const members = only ? all.filter(isAmong[only]) : all
	const offset = readNumberCursor(request.cursor) ?? 0
	const rows = members.slice(offset, offset + request.limit + 1)
	const page = cutPage(rows, request.limit, () => [offset + request.limit])
	const nameOf = await readAccountNames(
		pool,
		page.items.map(({ accountId }) => accountId),
	)
	return {
		...sumMembers(members, inputs.currency),
		next_cursor: page.next_cursor,
		items: page.items.map(member => ({
			...nameOf(member.accountId),
			start_mrr: exactAmount(member.start, inputs.currency),
			end_mrr: exactAmount(member.end, inputs.currency),
			lost: member.isLost,
		})),
	}
}

function lossOf({ start, end }: Member): bigint {
	return end < start ? start - end : 0n
}

function sumMembers(members: readonly Member[], currency: string) {
	let [start, end, kept, lost] = [0n, 0n, 0n, 0]
	for (const member of members) {
		start += member.start
		end += member.end
		kept += member.start - lossOf(member)
		if (member.isLost) lost += 1
	}
	const exact = (units: bigint) => exactAmount(units, currency)
	return {
		currency,
		total: members.length,
		lost,
		start_mrr: exact(start),
		end_mrr: exact(end),
		kept_mrr: exact(kept),
	}
}
