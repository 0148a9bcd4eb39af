import type { RetentionDimension } from '../model/account-ledger.ts'
import type { LedgerBlock } from '../model/ledger-block.ts'
import type { Day } from '../time/day.ts'
import { cohortName } from './cohort-table.ts'
import { firstPaidOn, groupBy, isActiveAfter, lastOnOrBefore, movementOn, mrrAfter } from './ledger-place.ts'
import type { Period } from './period-figures.ts'

/**
 * Which accounts: `cohort` who were customers at the start (NRR, GRR, logo retention come from them); `start` and `end`
 * whose money makes the balance on that day; `started` everybody of a start cohort, whether or not they stayed.
 */
export const memberKinds = ['cohort', 'start', 'end', 'started'] as const
export type MemberKind = (typeof memberKinds)[number]

/** An account's, or a product's of an account, part of two balances. MRR units. */
export interface Member {
	accountId: number
	start: bigint
	end: bigint
	isLost: boolean
}

export interface MemberRequest {
	period: Period
	kind: MemberKind
	/** null: the whole book. */
	slice: { dimension: RetentionDimension; group: string } | null
}

/** The accounts of a block behind a figure: their starts and ends sum to it. */
export function visitMembers(
	block: LedgerBlock,
	{ period, kind, slice }: MemberRequest,
	visit: (member: Member) => void,
): void {
	const isWanted = wanted(kind, period, slice)
	const product = slice?.dimension === 'product' ? slice.group : undefined
	for (let account = 0; account < block.accountIds.length; account += 1) {
		const [first, last] = [movementOn(block, account, period.from), movementOn(block, account, period.to)]
		const [wasActive, isActive] = [isActiveAfter(block, first), isActiveAfter(block, last)]
		if (kind === 'cohort' && !wasActive) continue
		if (!isWanted(block, account)) continue
		const accountId = block.accountIds[account]!
		if (product !== undefined) {
			const [start, end] = [
				productOn(block, account, product, period.from),
				productOn(block, account, product, period.to),
			]
			const isThere =
				kind === 'start' ? start !== 0n : kind === 'end' ? end !== 0n : start !== 0n || end !== 0n
			if (isThere) visit({ accountId, start, end, isLost: start > 0n && end <= 0n })
			continue
		}
		const [start, end] = [mrrAfter(block, first), mrrAfter(block, last)]
		if (kind === 'start' && start === 0n && !wasActive) continue
		if (kind === 'end' && end === 0n && !isActive) continue
		visit({ accountId, start, end, isLost: !isActive })
	}
}

function wanted(
	kind: MemberKind,
	period: Period,
	slice: MemberRequest['slice'],
): (block: LedgerBlock, account: number) => boolean {
	if (slice === null || slice.dimension === 'product') {
		if (kind !== 'started') return () => true
		return (block, account) => (firstPaidOn(block, account) ?? period.to + 1) <= period.to
	}
	const { dimension, group } = slice
	if (dimension === 'cohort') {
		const every = group.includes('Q') ? 'quarter' : 'month'
		const names = new Map<Day, string>()
		return (block, account) => {
			const day = firstPaidOn(block, account)
			if (day === undefined) return false
			const name = names.get(day) ?? cohortName(day, every)
			names.set(day, name)
			return name === group
		}
	}
	const groupOf = groupBy(dimension)
	if (kind === 'started') {
		return (block, account) => groupOf(block, account, firstPaidOn(block, account) ?? period.from) === group
	}
	const day = kind === 'end' ? period.to : period.from
	return (block, account) => groupOf(block, account, day) === group
}

/** MRR of one product of an account at the end of a day. */
function productOn(block: LedgerBlock, account: number, product: string, day: Day): bigint {
	const end = block.productStart[account + 1]!
	for (let start = block.productStart[account]!; start < end; ) {
		let next = start
		while (next < end && block.productName[next] === block.productName[start]) next += 1
		if (block.names[block.productName[start]!] === product) {
			const step = lastOnOrBefore(block.productDay, start, next, day)
			return step < 0 ? 0n : block.productMrr[step]!
		}
		start = next
	}
	return 0n
}
