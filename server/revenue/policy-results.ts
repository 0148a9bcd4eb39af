import { createHash } from 'node:crypto'
import type { ClientBase } from 'pg'
import { CohortTable } from '../../core/kpis/cohort-table.ts'
import { printFigures } from '../../core/kpis/figure-text.ts'
import { groupBy } from '../../core/kpis/ledger-place.ts'
import { MonthWaterfall } from '../../core/kpis/month-waterfall.ts'
import { PeriodFigures } from '../../core/kpis/period-figures.ts'
import { addDurations, type Durations } from '../../core/kpis/survival-durations.ts'
import { monthsBefore, usualPeriods } from '../../core/kpis/usual-periods.ts'
import {
	findDimension,
	type RetentionDimension,
	retentionDimensions,
} from '../../core/model/account-ledger.ts'
import { type LedgerBlock, unknownGroup } from '../../core/model/ledger-block.ts'
import type { RevenuePolicy } from '../../core/model/revenue-policy.ts'
import { encodeBlock } from '../../core/revenue/block-bytes.ts'
import { findReason } from '../../core/revenue/find-reason.ts'
import { type Day, monthStart } from '../../core/time/day.ts'
import { saveAnswers } from './answer-store.ts'
import { toCurves } from './compute-cohorts.ts'
import { figuresName } from './compute-kpis.ts'
import { ContractedAhead } from './contracted-ahead.ts'
import { type RetentionPoint, saveCohorts, saveMonths, savePoints, wholeDimension } from './figure-store.ts'
import {
	listBlockHashes,
	type MovementRow,
	removeBlocks,
	saveBlock,
	saveLeftOut,
	saveMovements,
} from './ledger-block-store.ts'
import { policyInForce, type RevenueInputs } from './revenue-inputs.ts'
import { type BlockAccount, type BlockVisitor, type LeftOutLine, packAccounts } from './visit-blocks.ts'

/** Month ends for which trailing retention is kept, and the dimensions that get a trend of it. */
const trendMonths = 24
const trendDimensions: (RetentionDimension | null)[] = [null, 'segment', 'csm']
/** What is kept of every other policy: it is there to be compared with, not to be lived in. */
const otherDimensions: (RetentionDimension | null)[] = [null]
/** Dimensions by which survival is kept ready. */
const survivalDimensions = [null, 'segment', 'size', 'tier', 'industry', 'region'] as const
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
	/** Periods that people look at every day, by every dimension. */
	readonly #usual: PeriodFigures[]
	readonly #survival: { dimension: (typeof survivalDimensions)[number]; durations: Map<string, Durations> }[]
	readonly #ahead: ContractedAhead | undefined
	readonly #inputs: RevenueInputs
	accounts = 0

	private constructor(
		client: ClientBase,
		policy: RevenuePolicy,
		span: { firstDay: Day; asOf: Day },
		hashes: Map<number, string>,
		inputs: RevenueInputs,
	) {
		this.#inputs = inputs
		this.policy = policy
		this.#client = client
		this.#asOf = span.asOf
		this.#hashes = hashes
		const isMain = policy.id === policyInForce(inputs)
		const dimensions = isMain ? [null, ...retentionDimensions] : otherDimensions
		const sliced = isMain ? [...dimensions, ...attributeDimensions(inputs)] : otherDimensions
		// In the first days of a quarter two of them are the same days.
		const periods = new Map(usualPeriods(span.asOf).map(period => [`${period.from} ${period.to}`, period]))
		this.#usual = [...periods.values()].flatMap(({ from, to }) =>
			sliced.map(dimension => new PeriodFigures({ from, to }, dimension)),
		)
		this.#survival = (isMain ? survivalDimensions : []).map(dimension => ({
			dimension,
			durations: new Map(),
		}))
		this.#ahead = isMain ? new ContractedAhead(inputs, policy, span.asOf) : undefined
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
		inputs: RevenueInputs,
	): Promise<PolicyResults> {
		return new PolicyResults(client, policy, span, await listBlockHashes(client, policy.id), inputs)
	}

	async block(number: number, accounts: readonly BlockAccount[]): Promise<void> {
		this.accounts += accounts.length
		for (const entry of accounts) {
			const { account, leftOut } = entry
			this.#ahead?.add(entry)
			for (const line of leftOut) this.#leftOut.push({ accountId: account.accountId, line })
		}
		const block = packAccounts(this.#inputs, accounts)
		for (const waterfall of this.#waterfalls.values()) waterfall.add(block)
		for (const { figures } of this.#trends) figures.add(block)
		for (const { table } of this.#cohorts) table.add(block)
		for (const figures of this.#usual) figures.add(block)
		for (const { dimension, durations } of this.#survival)
			addDurations(durations, block, this.#asOf, dimension)
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

	/** Writes what the blocks came to, with these answers too, and removes blocks that are there no longer. */
	async finish(answers: readonly (readonly [string, unknown])[]): Promise<void> {
		const gone = [...this.#hashes.keys()].filter(number => !this.#seen.has(number))
		await removeBlocks(this.#client, this.policy.id, gone)
		await saveLeftOut(this.#client, this.policy.id, this.#leftOut)
		await saveMonths(this.#client, this.policy.id, this.#asOf, this.#months())
		await savePoints(this.#client, this.policy.id, this.#points())
		const tables = this.#cohorts.map(({ every, table }) => ({ every, cohorts: table.list() }))
		await saveCohorts(this.#client, this.policy.id, tables)
		await saveAnswers(this.#client, this.policy.id, [...this.#answers(), ...answers])
	}

	*#answers(): Generator<readonly [string, unknown]> {
		for (const figures of this.#usual) yield [figuresName(figures), printFigures(figures.groups)]
		for (const { dimension, durations } of this.#survival) {
			yield [`survival ${dimension ?? wholeDimension}`, toCurves(durations)]
		}
		if (this.#ahead) yield ['ahead', this.#ahead.print()]
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

function attributeDimensions({ attributes }: RevenueInputs): RetentionDimension[] {
	return attributes.flatMap(name => findDimension(`attribute:${name}`) ?? [])
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
