import { z } from 'zod'
import { contract } from './contract.ts'
import { Dimension, PolicyId } from './retention.ts'
import { DayText } from './values.ts'

/** Tables of Retention that can be taken along. */
export const retentionTables = [
	'groups',
	'months',
	'movements',
	'accounts',
	'cohorts',
	'survival',
	'reasons',
	'contracted',
	'won',
	'targets',
	'policies',
	'left_out',
	'definitions',
] as const

export const exportRetention = contract({
	name: 'exportRetention',
	method: 'GET',
	path: '/retention/export',
	access: 'accounts.read',
	group: 'Retention',
	says: 'A table of Retention as CSV, with all its rows; what a spreadsheet would take for a formula is text',
	input: {
		query: z.strictObject({
			table: z.enum(retentionTables),
			from: DayText,
			to: DayText,
			as_of: DayText.optional(),
			policy: PolicyId.optional(),
			other: PolicyId.optional(),
			by: Dimension.optional(),
			group: z.string().max(300).optional(),
			/** Of movements: their class; of accounts: which of them. */
			kind: z.string().max(20).optional(),
			/** Of movements: why, as the list of reasons has it. */
			reason: z.string().max(500).optional(),
			competitor: z.string().max(500).optional(),
			segment: z.string().max(500).optional(),
			every: z.enum(['month', 'quarter']).default('month'),
			measure: z.enum(['logos', 'grr', 'nrr']).default('nrr'),
			/** Of contracted changes: up to this day. */
			until: DayText.optional(),
		}),
	},
	output: z.string(),
})

export const retentionExportContracts = [exportRetention]
