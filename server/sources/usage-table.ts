import type { PreparedUsage } from '../../connectors/files/prepare-usage.ts'

/** Rows of usage in a table of DuckDB, as the file reader prepares them and the import takes them. */
export type UsageTable = Omit<PreparedUsage, 'rejects' | 'leftOut' | 'notes'>
