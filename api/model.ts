import { z } from 'zod'
import { OperatingModel } from '../core/model/operating-model.ts'
import { contract } from './contract.ts'
import { AmountText, DayText, ExternalId, InstantText, Level, listText } from './values.ts'

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

export const getWhatIf = contract({
	name: 'getWhatIf',
	method: 'GET',
	path: '/model/customers',
	access: 'model.read',
	group,
	says: 'The customers of the latest computed date with the metrics named, column by column: what a draft is tried on',
	input: { query: z.strictObject({ metrics: listText(120) }) },
	output: z.object({
		/** Null: nothing was computed yet. */
		as_of: DayText.nullable(),
		ids: z.array(ExternalId),
		names: z.array(z.string()),
		segments: z.array(z.string().nullable()),
		stages: z.array(z.string().nullable()),
		arr: z.array(AmountText.nullable()),
		/** Level that a person set; null where the score's holds. */
		overridden: z.array(Level.nullable()),
		/** By metric: a value per customer; null where unknown. Metrics that there are not are absent. */
		metrics: z.record(z.string(), z.array(z.number().nullable())),
	}),
})

const Interval = z.object({ value: z.number(), low: z.number(), high: z.number() })
const ValidationShort = z.object({
	population: z.string(),
	cases: z.int(),
	churns: z.int(),
	verdict: z.string(),
	auc: Interval.nullable(),
	flagged_share: z.number().nullable(),
	recall: z.number().nullable(),
	/** Renewal rate of good less that of watch and alarm; null with too little history. */
	renewal_gap: Interval.nullable(),
})
const Fired = z.object({
	episodes: z.int(),
	accounts: z.int(),
	/** Of the accounts: those that stopped paying after it first fired, and of the others those that renewed. */
	churned: z.int(),
	renewed: z.int(),
	by_month: z.array(z.object({ month: z.string(), episodes: z.int() })),
})
const FiredRule = z.object({
	id: z.string(),
	name: z.string(),
	/** Null in a model that does not have it, or has it switched off. */
	before: Fired.nullable(),
	after: Fired.nullable(),
})
export const ModelHistory = z.object({
	/** On the decisions of the last year; both models are asked the same. Null where it cannot be said. */
	validation_before: ValidationShort.nullable(),
	validation_after: ValidationShort.nullable(),
	/** AUC after less before, on the same accounts. */
	validation_change: Interval.nullable(),
	/** The twelve months over which signals and playbooks were replayed; null without any date. */
	fired_from: DayText.nullable(),
	fired_to: DayText.nullable(),
	fired_looked: z.enum(['weekly', 'monthly']),
	signals: z.array(FiredRule),
	playbooks: z.array(FiredRule),
	notes: z.array(z.string()),
})
const HistoryWork = z.object({
	id: z.string(),
	state: z.enum(['running', 'done', 'failed']),
	progress: z.object({ doing: z.string(), share: z.number().nullable() }),
	error: z.string().nullable(),
	history: ModelHistory.nullable(),
})
const WorkParams = z.strictObject({ id: z.uuid() })

export const startModelHistory = contract({
	name: 'startModelHistory',
	method: 'POST',
	path: '/model/plan/history',
	access: 'model.read',
	group,
	says: 'Begin to see what history says of a model: validation before and after, and what would have fired over the last twelve months; changes nothing. One at a time for each person: the one before is stopped',
	input: { body: Yaml },
	output: HistoryWork,
})
export const getModelHistory = contract({
	name: 'getModelHistory',
	method: 'GET',
	path: '/model/plan/history/:id',
	access: 'model.read',
	group,
	says: 'How far it is, and what came out; kept for ten minutes',
	input: { params: WorkParams },
	output: HistoryWork,
})
export const stopModelHistory = contract({
	name: 'stopModelHistory',
	method: 'POST',
	path: '/model/plan/history/:id/stop',
	access: 'model.read',
	group,
	says: 'Stop it; nothing was changed',
	input: { params: WorkParams },
	output: z.object({ stopped: z.boolean() }),
})

export const modelContracts = [
	getModel,
	listModelVersions,
	getModelVersion,
	planModel,
	applyModel,
	getWhatIf,
	startModelHistory,
	getModelHistory,
	stopModelHistory,
]
