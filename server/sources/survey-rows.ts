import { accountOfRow, externalIdOf } from '../../core/facts/cut-row.ts'
import {
	type FactImportKind,
	getImportKind,
	type ImportKindName,
	isFactImportKind,
	type RowValues,
} from '../../core/model/import-kind.ts'
import type { Collision } from './collision-store.ts'
import type { RejectedRow } from './load-store.ts'

/** Checked rows and refused ones, in the order of the file. */
export interface CheckedRows {
	rows: readonly { values: RowValues }[]
	rejects: readonly RejectedRow[]
}

/** What has to be known of all rows of one kind before the first of them is stored. */
export interface Survey {
	/** Ids that stand on two or more accounts, by id. */
	collisions: Collision[]
	/** Rows that come more than once: how often, by id, then by account ('' where the kind has none). */
	repeated: Map<string, Map<string, number>>
}

/** Whether ids of the kind can stand on several accounts: not where the account is part of what identifies a row. */
function mayCollide(kind: FactImportKind): boolean {
	return kind !== 'accounts' && !getImportKind(kind).key.includes('account_id')
}

/** What identifies a row within its source and kind. */
export function rowIdOf(kind: ImportKindName, values: RowValues): string {
	if (isFactImportKind(kind)) return externalIdOf(kind, values)
	return getImportKind(kind)
		.key.map(column => String(values[column] ?? ''))
		.join('|')
}

/**
 * Reads the files once, all of one kind and source, for what does not show in one row alone. So the outcome depends
 * neither on the order of the rows nor on where a load was cut off.
 */
export async function surveyRows(
	kind: ImportKindName,
	files: readonly AsyncIterable<CheckedRows>[],
	signal?: AbortSignal,
): Promise<Survey> {
	const firstAccount = new Map<string, string>()
	const repeated: Survey['repeated'] = new Map()
	const accountOf = isFactImportKind(kind) ? (values: RowValues) => accountOfRow(kind, values) : () => ''
	for (const file of files) {
		for await (const { rows } of file) {
			signal?.throwIfAborted()
			for (const { values } of rows) {
				const id = rowIdOf(kind, values)
				const account = accountOf(values)
				const first = firstAccount.get(id)
				if (first === undefined) {
					firstAccount.set(id, account)
					continue
				}
				const counts = repeated.get(id) ?? new Map([[first, 1]])
				counts.set(account, (counts.get(account) ?? 0) + 1)
				repeated.set(id, counts)
			}
		}
	}
	return { collisions: isFactImportKind(kind) && mayCollide(kind) ? collisionsOf(repeated) : [], repeated }
}

function collisionsOf(repeated: Survey['repeated']): Collision[] {
	return [...repeated]
		.filter(([, counts]) => counts.size > 1)
		.map(([externalId, counts]) => ({ externalId, accounts: [...counts.keys()].sort() }))
		.sort((one, other) => (one.externalId < other.externalId ? -1 : 1))
}
