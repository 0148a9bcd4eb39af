import { z } from 'zod'
import { bandLevels } from './health-model.ts'
import { PlaybookStep } from './playbook-step.ts'
import { ownerRoles } from './task.ts'

export const signalMoments = ['enters', 'is_in', 'exits'] as const
export type SignalMoment = (typeof signalMoments)[number]

/** What makes a run start. */
export const PlaybookTrigger = z.discriminatedUnion('kind', [
	z.strictObject({
		kind: z.literal('signal'),
		signal: z.string().min(1),
		on: z.enum(signalMoments).default('enters'),
	}),
	/** The band in force came to one of these levels from another one. */
	z.strictObject({ kind: z.literal('band'), to: z.array(z.enum(bandLevels)).min(1) }),
	/** The lifecycle stage came to this one, from `from` where that is given. */
	z.strictObject({ kind: z.literal('stage'), to: z.string().min(1), from: z.string().min(1).optional() }),
	/** So many days after a date of the account; a negative number is before it. */
	z.strictObject({
		kind: z.literal('date'),
		of: z.enum(['renewal', 'contract_start', 'milestone']),
		/** As `milestones` files name it. */
		milestone: z.string().min(1).optional(),
		days: z.int().min(-730).max(3_650),
		/** A date that became known late still counts for so many days. */
		graceDays: z.int().min(0).max(60).default(7),
	}),
	z.strictObject({ kind: z.literal('hand') }),
	/** Another program calls the playbook's own address with its secret. */
	z.strictObject({ kind: z.literal('webhook') }),
])
export type PlaybookTrigger = z.infer<typeof PlaybookTrigger>
export type TriggerKind = PlaybookTrigger['kind']

/** When the same account may go through it again. */
export const ReEntry = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('once') }),
	z.strictObject({ kind: z.literal('once_per_episode') }),
	/** At most every so many days, from the start of the last run. */
	z.strictObject({ kind: z.literal('every'), days: z.int().min(1).max(3_650) }),
])
export type ReEntry = z.infer<typeof ReEntry>

/** What is done when a signal, a stage or a date calls for it, always the same way. */
export const PlaybookDefinition = z.strictObject({
	id: z.string().regex(/^[a-z][a-z0-9_]*$/, 'expected an id of small letters, digits and _'),
	name: z.string().min(1),
	/** What it is for, in a sentence. */
	purpose: z.string().min(1),
	trigger: PlaybookTrigger,
	/** Condition that must be true on the day of the trigger as well. */
	when: z.string().min(1).optional(),
	reEntry: ReEntry.prefault({ kind: 'once_per_episode' }),
	/** A run ends without being done once this is true. */
	exitWhen: z.string().min(1).optional(),
	/** A run ends once the signal's episode that started it has closed. */
	exitsWithSignal: z.boolean().default(false),
	/** Runs go on for accounts that have stopped paying (post-mortems). */
	continuesAfterChurn: z.boolean().default(false),
	/** Definition of done, in words; where a condition says it too, the run is done as soon as that is true. */
	done: z.strictObject({ says: z.string().min(1), when: z.string().min(1).optional() }),
	owner: z.enum(ownerRoles).default('csm'),
	/** `account`: who has the role at the account. `least_loaded`: of all who have the role, who has least to do. */
	ownerChoice: z.enum(['account', 'least_loaded']).default('account'),
	/** How urgent its tasks are. */
	level: z.enum(bandLevels).default('watch'),
	steps: z.array(PlaybookStep).min(1).max(60),
	/** Share of accounts that are held back at random to see what it does; never those in the alarm level. */
	control: z
		.strictObject({ share: z.number().min(0).max(0.5).default(0), seed: z.int().min(0).default(1) })
		.prefault({}),
	caps: z
		.strictObject({
			/** New runs a day; left out: 5 % of the accounts or 25, whichever is more. */
			runsPerDay: z.int().min(1).optional(),
			/** Runs open at once; more wait for a person. */
			openRuns: z.int().min(1).optional(),
		})
		.prefault({}),
	enabled: z.boolean().default(false),
	/** Usual effort of one run, for replays and the load of a team. */
	hours: z.number().min(0).max(1_000),
})
export type PlaybookDefinition = z.infer<typeof PlaybookDefinition>
/** As people write it: fields with a usual value may be left out. */
export type PlaybookDefinitionInput = z.input<typeof PlaybookDefinition>
