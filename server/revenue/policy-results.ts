import { createHash } from 'node:crypto'
import type { ClientBase } from 'pg'
import { CohortTable } from '../../core/kpis/cohort-table.ts'
import { groupBy } from '../../core/kpis/ledger-place.ts'
import { MonthWaterfall } from '../../core/kpis/month-waterfall.ts'
import { PeriodFigures } from '../../core/kpis/period-figures.ts'
import { type RetentionDimension, retentionDimensions } from '../../core/model/account-ledger.ts'
import { type LedgerBlock, unknownGroup } from '../../core/model/ledger-block.ts'
import type { RevenuePolicy } from '../../core/model/revenue-policy.ts'
import { encodeBlock } from '../../core/revenue/block-bytes.ts'
import { findReason } from '../../core/revenue/find-reason.ts'
import { packLedgers } from '../../core/revenue/pack-ledgers.ts'
import { addMonths, type Day, monthEnd, monthStart } from '../../core/time/day.ts'
import { type RetentionPoint, saveCohorts, saveMonths, savePoints, wholeDimension } from './figure-store.ts'
import {
	listBlockHashes,
	type MovementRow,
	removeBlocks,
	saveBlock,
	saveLeftOut,
	saveMovements,
} from './ledger-block-store.ts'
import type { BlockAccount, BlockVisitor, LeftOutLine } from './visit-blocks.ts'

/** Month ends for which trailing retention is kept, and the dimensions that get a trend of it. */
const trendMonths = 24
const trendDimensions: (RetentionDimension | null)[] = [null, 'segment', 'csm']
/** What is kept of every other policy: it is there to be compared with, not to be lived in. */
const otherDimensions: (RetentionDimension | null)[] = [null]
const mainPolicy = 'standard'
const trendLengths = [12]

/** Everything that the day stores of one policy, filled block by block; only blocks that changed are written. */
export class PolicyResults implements BlockVisitor {
	readonly policy: RevenuePolicy
	readonly #client: ClientBase
	readonly #asOf: Day
	readonly #hashes: Map<number, string>
	readonly #seen = new Set<number>()
	readonly #leftOut: LeftOutLine[] = []
	readonly #waterfalls: Map<RetentionDimension | null, MonthWaterfall>
	readonly #trends: { dimension: RetentionDimension | null; months: number; figures: PeriodFigures }[]
	readonly #cohorts: { every: 'month' | 'quarter'; table: CohortTable }[]
	accounts = 0

	private constructor(
		client: ClientBase,
		policy: RevenuePolicy,
		span: { firstDay: Day; asOf: Day },
		hashes: Map<number, string>,
	) {
		this.policy = policy
		this.#client = client
		this.#asOf = span.asOf
		this.#hashes = hashes
		const isMain = policy.id === mainPolicy
		const dimensions = isMain ? [null, ...retentionDimensions] : otherDimensions
		this.#waterfalls = new Map(
			dimensions.map(dimension => [dimension, new MonthWaterfall(span.firstDay, span.asOf, dimension)]),
		)
		this.#trends = trendsOf(span, isMain ? trendDimensions : otherDimensions)
		this.#cohorts = (['month', 'quarter'] as const).map(every => ({
			every,
			table: new CohortTable(every, span.asOf),
		}))
	}

	/** `firstDay`: the month from which months are kept; what was before it is the opening of the first. */
	static async start(
		client: ClientBase,
		policy: RevenuePolicy,
		span: { firstDay: Day; asOf: Day },
	): Promise<PolicyResults> {
		return new PolicyResults(client, policy, span, await listBlockHashes(client, policy.id))
	}

	async block(number: number, accounts: readonly BlockAccount[]): Promise<void> {
		this.accounts += accounts.length
		for (const { account, leftOut } of accounts) {
			for (const line of leftOut) this.#leftOut.push({ accountId: account.accountId, line })
		}
		const block = packLedgers(accounts.map(({ ledger }) => ledger))
		for (const waterfall of this.#waterfalls.values()) waterfall.add(block)
		for (const { figures } of this.#trends) figures.add(block)
		for (const { table } of this.#cohorts) table.add(block)
		await this.#save(number, block, accounts)
	}

	async #save(number: number, block: LedgerBlock, accounts: readonly BlockAccount[]): Promise<void> {
		this.#seen.add(number)
		const bytes = encodeBlock(block)
		const rows = movementRows(block, accounts, this.#asOf)
		const reasons = rows.map(row => [row.reason, row.competitor, row.reasonFrom])
		const hash = createHash('sha256').update(bytes).update(JSON.stringify(reasons)).digest('hex')
		if (this.#hashes.get(number) === hash) return
		await saveBlock(this.#client, this.policy.id, number, { hash, bytes })
		await saveMovements(this.#client, this.policy.id, number, rows)
	}

	/** Writes what the blocks came to and removes blocks that are there no longer. */
	async finish(): Promise<void> {
		const gone = [...this.#hashes.keys()].filter(number => !this.#seen.has(number))
		await removeBlocks(this.#client, this.policy.id, gone)
		await saveLeftOut(this.#client, this.policy.id, this.#leftOut)
		await saveMonths(this.#client, this.policy.id, this.#asOf, this.#months())
		await savePoints(this.#client, this.policy.id, this.#points())
		const tables = this.#cohorts.map(({ every, table }) => ({ every, cohorts: table.list() }))
		await saveCohorts(this.#client, this.policy.id, tables)
	}

	*#months() {
		for (const [dimension, waterfall] of this.#waterfalls) {
			for (const month of waterfall.list()) yield { ...month, dimension: dimension ?? wholeDimension }
		}
	}

	#points(): RetentionPoint[] {
		return this.#trends.flatMap(({ dimension, months, figures }) =>
			[...figures.groups].map(([group, { cohort }]) => ({
				dimension: dimension ?? wholeDimension,
				group,
				months,
				periodEnd: figures.period.to,
				cohort,
			})),
		)
	}
}

/** Month ends up to the last complete one, and the day itself. */
function trendsOf(
	{ firstDay, asOf }: { firstDay: Day; asOf: Day },
	dimensions: readonly (RetentionDimension | null)[],
) {
	const ends = [asOf]
	for (
		let end = monthStart(asOf) - 1;
		end >= firstDay && ends.length <= trendMonths;
		end = monthStart(end) - 1
	) {
		ends.push(end)
	}
	return dimensions.flatMap(dimension =>
		trendLengths.flatMap(months =>
			ends.map(to => ({
				dimension,
				months,
				figures: new PeriodFigures({ from: monthsBefore(to, months), to }, dimension),
			})),
		),
	)
}

/** The same day so many months earlier; of a month end the month end. */
export function monthsBefore(day: Day, months: number): Day {
	return monthEnd(day) === day ? monthEnd(addMonths(monthStart(day), -months)) : addMonths(day, -months)
}

function movementRows(block: LedgerBlock, accounts: readonly BlockAccount[], asOf: Day): MovementRow[] {
	const segmentOf = groupBy('segment')
	const ownerOf = groupBy('csm')
	const known = (name: string) => (name === unknownGroup ? null : name)
	return accounts.flatMap(({ account, ledger }, position) =>
		ledger.movements.map((movement): MovementRow => {
			const on = movement.kind === 'new' || movement.kind === 'reactivation' ? movement.day : movement.day - 1
			const reason = findReason(account.facts, movement.kind, movement.day, asOf)
			return {
				accountId: account.accountId,
				movement,
				reason: reason?.reason ?? null,
				competitor: reason?.competitor ?? null,
				reasonFrom: reason && reason.from !== 'person' ? reason.from : null,
				segment: known(segmentOf(block, position, on)),
				ownerEmail: known(ownerOf(block, position, on)),
			}
		}),
	)
}
