import type { QualityHit, QualityRuleId } from '../../core/quality/quality-rule.ts'

/** An account that a finding is about. */
export interface FoundAccount {
	externalId: string
	/** null: rows name it, no accounts file has it. */
	name: string | null
	ownerEmail: string | null
	/** In the workspace's currency; null where unknown. */
	arrMinor: bigint | null
}

/** One account on which a rule is broken. */
export interface FoundRow extends FoundAccount {
	count: number
	what: string
	/** Of probable duplicates: the accounts that it looks like. */
	others: readonly FoundAccount[]
}

/** Every account of every finding, the most money first; unknown money last. */
export class FindingRows {
	readonly #rows = new Map<QualityRuleId, FoundRow[]>()

	add(account: FoundAccount, hits: readonly QualityHit[], others: readonly FoundAccount[] = []): void {
		for (const { rule, count, example } of hits) {
			const rows = this.#rows.get(rule) ?? []
			if (rows.length === 0) this.#rows.set(rule, rows)
			rows.push({ ...account, count, what: example, others })
		}
	}

	/** In their order. Sorted once, when all were added. */
	of(rule: QualityRuleId): readonly FoundRow[] {
		return this.#rows.get(rule) ?? []
	}

	sort(): void {
		for (const rows of this.#rows.values()) rows.sort(compareRows)
	}
}

/** Most money first, then by id; what money is not known of stands last. */
export function compareRows(
	a: Pick<FoundRow, 'arrMinor' | 'externalId'>,
	b: Pick<FoundRow, 'arrMinor' | 'externalId'>,
): number {
	if (a.arrMinor !== b.arrMinor) {
		if (a.arrMinor === null) return 1
		if (b.arrMinor === null) return -1
		return a.arrMinor > b.arrMinor ? -1 : 1
	}
	return a.externalId < b.externalId ? -1 : a.externalId > b.externalId ? 1 : 0
}
