import { type Movement, type MovementKind, movementKinds } from '../../core/model/account-ledger.ts'
import type { RevenuePolicy } from '../../core/model/revenue-policy.ts'
import { contractedMrr, hasChangesAhead } from '../../core/revenue/contracted-mrr.ts'
import type { LedgerOptions } from '../../core/revenue/line-series.ts'
import type { Day } from '../../core/time/day.ts'
import type { RevenueInputs } from './revenue-inputs.ts'
import type { BlockAccount } from './visit-blocks.ts'

/** What is signed already for the days after a date. MRR units. */
export interface ContractedRevenue {
	now: bigint
	contracted: bigint
	/** By account, in the order of their days. */
	movements: { accountId: number; movement: Movement }[]
}

/** So many days after the day are kept ready. */
const keptDays = 1_830

/** As JSON holds it; amounts are MRR units as text, kinds positions in `movementKinds`. */
interface StoredAhead {
	until: Day
	now: string
	movements: [accountId: number, day: Day, kind: number, from: string, to: string][]
}

/** What is signed for the years after a day, collected while the ledgers are made. */
export class ContractedAhead {
	readonly #asOf: Day
	readonly #options: LedgerOptions
	readonly #movements: StoredAhead['movements'] = []
	#now = 0n

	constructor(inputs: RevenueInputs, policy: RevenuePolicy, asOf: Day) {
		this.#asOf = asOf
		this.#options = {
			asOf,
			policy,
			meteredProducts: new Set(inputs.model.settings.revenue.meteredProducts),
			conversion: inputs.conversion,
		}
	}

	add({ account, ledger, leftOut }: BlockAccount): void {
		if (leftOut.length > 0) return
		if (!hasChangesAhead(account.facts, this.#asOf)) {
			this.#now += ledger.movements.at(-1)?.to ?? 0n
			return
		}
		const found = contractedMrr(account.facts, this.#asOf + keptDays, this.#options)
		this.#now += found.now
		for (const { day, kind, from, to } of found.movements) {
			const row = [account.accountId, day, movementKinds.indexOf(kind), String(from), String(to)] as const
			this.#movements.push([...row])
		}
	}

	print(): StoredAhead {
		return { until: this.#asOf + keptDays, now: String(this.#now), movements: this.#movements }
	}
}

/** What was stored, cut off at a day; undefined where it does not reach so far. */
export function readAhead(stored: unknown, until: Day): ContractedRevenue | undefined {
	// Written by the day from the same type.
	const ahead = stored as StoredAhead | undefined
	if (!ahead || ahead.until < until) return undefined
	const now = BigInt(ahead.now)
	const movements = ahead.movements
		.filter(([, day]) => day <= until)
		.map(([accountId, day, kind, from, to]) => ({
			accountId,
			movement: {
				day,
				kind: movementKinds[kind] ?? ('fx' satisfies MovementKind),
				from: BigInt(from),
				to: BigInt(to),
				isActive: BigInt(to) > 0n,
				levers: null,
			},
		}))
		.sort((a, b) => a.movement.day - b.movement.day || a.accountId - b.accountId)
	const contracted = movements.reduce((sum, { movement }) => sum + movement.to - movement.from, now)
	return { now, contracted, movements }
}
