import type { AccountHistory } from '../model/account-history.ts'
import { type FactKind, holdsAsOf } from '../model/fact.ts'
import type { Day } from '../time/day.ts'

/** The fields that a kind should have filled (target: 90 %), beyond those without which a row is refused. */
export const wantedFields: Partial<Record<FactKind, readonly string[]>> = {
	account: ['name', 'domain', 'industry', 'owner_email', 'created_on'],
	contact: ['name', 'email', 'role'],
	subscription: ['product', 'quantity', 'unit_price', 'currency', 'term_ends_on'],
	invoice: ['amount', 'currency', 'due_on'],
	ticket: ['severity', 'subject'],
	engagement: ['contact_id'],
	survey: ['score'],
	renewal: ['target_amount', 'currency'],
	cancellation: ['reason'],
	opportunity: ['amount', 'currency', 'source'],
}

const partWithFields: Partial<Record<FactKind, string>> = {
	account: 'attributes',
	contact: 'profile',
	subscription: 'began',
	invoice: 'issued',
	ticket: 'opened',
	engagement: 'held',
	survey: 'answered',
	renewal: 'due',
	cancellation: 'effective',
	opportunity: 'created',
}

/** Filled and wanted cells by source and kind; completeness is their ratio. */
export class CompletenessCount {
	readonly #cells = new Map<string, { source: string; kind: FactKind; filled: number; wanted: number }>()

	/** Adds the rows of one account as they stand at the end of `asOf`. */
	add(history: AccountHistory, asOf: Day): void {
		for (const fact of history.facts) {
			const fields = wantedFields[fact.kind]
			if (!fields || fact.part !== partWithFields[fact.kind] || !holdsAsOf(fact, asOf)) continue
			const key = `${fact.source}\n${fact.kind}`
			let count = this.#cells.get(key)
			if (!count) {
				count = { source: fact.source, kind: fact.kind, filled: 0, wanted: 0 }
				this.#cells.set(key, count)
			}
			count.wanted += fields.length
			for (const field of fields) if (fact.body?.[field] != null) count.filled += 1
		}
	}

	/** Share of wanted cells that are filled, 0–1; null where the kind wants none or no row was seen. */
	shareOf(source: string, kind: string): number | null {
		const count = this.#cells.get(`${source}\n${kind}`)
		return count ? count.filled / count.wanted : null
	}
}
