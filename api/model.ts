import { z } from 'zod'
import { OperatingModel } from '../core/model/operating-model.ts'
import { contract } from './contract.ts'
import { AmountText, ExternalId, InstantText, Level } from './values.ts'

const group = 'Operating model'

const VersionHead = z.object({
	version: z.int(),
	applied_at: InstantText,
	applied_by: z.string(),
	note: z.string().nullable(),
})
const Version = VersionHead.extend({
	/** As people edit it. */
	yaml: z.string(),
	/** As programs read it. */
	model: OperatingModel,
})
const Yaml = z.strictObject({ yaml: z.string().max(900_000) })
const PlacedProblem = z.object({ message: z.string(), line: z.int(), column: z.int(), path: z.string() })
const ModelChange = z.object({
	path: z.string(),
	kind: z.enum(['added', 'removed', 'changed', 'moved']),
	text: z.string(),
})

export const getModel = contract({
	name: 'getModel',
	method: 'GET',
	path: '/model',
	access: 'model.read',
	group,
	says: 'The operating model in force',
	input: {},
	output: Version,
})
export const listModelVersions = contract({
	name: 'listModelVersions',
	method: 'GET',
	path: '/model/versions',
	access: 'model.read',
	group,
	says: 'All versions, the latest first',
	input: {},
	output: z.object({ items: z.array(VersionHead.extend({ changes: z.array(ModelChange) })) }),
})
export const getModelVersion = contract({
	name: 'getModelVersion',
	method: 'GET',
	path: '/model/versions/:version',
	access: 'model.read',
	group,
	says: 'One version as it was',
	input: {
		params: z.strictObject({
			version: z.coerce
				.number<string>()
				.int()
				.min(1)
				.max(2 ** 31 - 1),
		}),
	},
	output: Version,
})
export const planModel = contract({
	name: 'planModel',
	method: 'POST',
	path: '/model/plan',
	access: 'model.read',
	group,
	says: 'Check a model and see what it would change, in itself and for the accounts; changes nothing',
	input: { body: Yaml },
	output: z.object({
		ok: z.boolean(),
		problems: z.array(PlacedProblem),
		/** The version that it was compared with. */
		base_version: z.int(),
		changes: z.array(ModelChange),
		/** On the latest computed date; null where it is wrong, or nothing was computed, or new metrics are needed. */
		impact: z
			.object({
				accounts: z.int(),
				accounts_rebanded: z.int(),
				arr_rebanded: AmountText.nullable(),
				before: z.array(z.object({ level: Level, accounts: z.int() })),
				after: z.array(z.object({ level: Level, accounts: z.int() })),
				/** Those whose level changes, the largest first; at most 50. */
				examples: z.array(
					z.object({
						account_id: ExternalId,
						account_name: z.string(),
						level_before: Level,
						level_after: Level,
						score_before: z.int().nullable(),
						score_after: z.int().nullable(),
					}),
				),
			})
			.nullable(),
	}),
})
export const applyModel = contract({
	name: 'applyModel',
	method: 'POST',
	path: '/model/versions',
	access: 'model.change',
	group,
	says: 'Make the model a new version, in force from today on',
	input: {
		body: Yaml.extend({
			note: z.string().trim().max(500).optional(),
			/** The version that was edited: refused where another one came in between. */
			base_version: z
				.int()
				.min(0)
				.max(2 ** 31 - 1),
		}),
	},
	output: VersionHead.extend({ changes: z.array(ModelChange) }),
})

export const modelContracts = [getModel, listModelVersions, getModelVersion, planModel, applyModel]
