import type { DuckDBConnection } from '@duckdb/node-api'

/**
 * Rows of usage files in a table of DuckDB, as the import takes them:
 *
 * | column | content |
 * |---|---|
 * | line | bigint, of the file: the later of two rows with one key holds |
 * | account, event | text |
 * | day | int, days since 1970-01-01 in the workspace's zone |
 * | amount | double: how often |
 * | user_id, row_id | text or null; `usage` only |
 * | row_key | ubigint, hash of all the row's values; `usage` only. Must never change between versions |
 * | line_id | text or null: the subscription that the row names; where `namesLines` |
 * | one per property | double or null |
 */
export interface UsageTable {
	connection: DuckDBConnection
	kind: 'usage' | 'usage_daily'
	/** Quoted where it has to be. */
	name: string
	/** Named as in the file, or `$users` for the distinct users of usage_daily; with the column that holds it. */
	properties: { name: string; column: string }[]
	rows: number
	namesLines?: boolean
}
