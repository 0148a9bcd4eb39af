import { z } from 'zod'
import { renewalStages } from './renewal.ts'
import { ownerRoles } from './task.ts'

const StepId = z.string().regex(/^[a-z][a-z0-9_]*$/, 'expected an id of small letters, digits and _')
const Template = z.string().min(1).max(20_000)

/** Roles of people at the customer, as `contacts` files name them. */
export const contactRoles = ['champion', 'executive_sponsor', 'decision_maker', 'admin', 'user'] as const
export type ContactRole = (typeof contactRoles)[number]

/** Whom a message goes to: somebody of the team by role, or somebody at the customer. */
export const MessageRecipient = z.union([
	z.strictObject({ team: z.enum(['owner', ...ownerRoles]) }),
	/** The first of these roles that is still there and has an address. */
	z.strictObject({ contact: z.array(z.enum(contactRoles)).min(1) }),
])
export type MessageRecipient = z.infer<typeof MessageRecipient>

const common = {
	/** Unique within the playbook, branches included. */
	id: StepId,
	/** Whose step it is; left out: the playbook's owner. */
	owner: z.enum(ownerRoles).optional(),
	/** Working days of its owner after the start of the run. Left out: at once when the run comes to it. */
	dueInWorkingDays: z.int().min(0).max(500).optional(),
}

const message = {
	...common,
	body: Template,
	/** Words to a customer wait for a person unless a step says otherwise; the team's own go at once. */
	approval: z.enum(['needed', 'not_needed']).optional(),
	/** Hour of the workspace's day before which it is not sent. */
	fromHour: z.int().min(0).max(23).default(8),
	/** Whether the run goes on only once it was sent or refused. */
	waits: z.boolean().default(true),
}

const TaskStep = z.strictObject({
	...common,
	kind: z.literal('task'),
	/** May hold template fields. */
	title: Template,
	text: z.string().max(20_000).default(''),
	hours: z.number().min(0).max(200).default(0.5),
	/** How this task is known to be finished. */
	doneWhen: z.string().default(''),
	/** Whether the run goes on only once it is closed. */
	waits: z.boolean().default(true),
	/** New ones of this step for one person in seven days; more wait. Left out: no limit of its own. */
	atMostPerWeek: z.int().min(1).optional(),
})
const EmailStep = z.strictObject({
	...message,
	kind: z.literal('email'),
	to: MessageRecipient,
	subject: Template,
})
const SlackStep = z.strictObject({
	...message,
	kind: z.literal('slack'),
	/** `#channel`, or somebody of the team. */
	to: z.union([
		z.strictObject({ channel: z.string().regex(/^#[^\s#]{1,79}$/, 'expected a channel like #success') }),
		z.strictObject({ team: z.enum(['owner', ...ownerRoles]) }),
	]),
})
const WebhookStep = z.strictObject({
	...common,
	kind: z.literal('webhook'),
	/** Id of an endpoint that is set up under Settings: its address and secret are kept there. */
	endpoint: z.string().min(1).max(200),
	event: z
		.string()
		.regex(/^[a-z][a-z0-9_.]*$/, 'expected a name like account.at_risk')
		.default('playbook.step'),
	waits: z.boolean().default(true),
})
const SurveyStep = z.strictObject({
	...message,
	kind: z.literal('survey'),
	survey: z.enum(['nps', 'csat', 'ces']),
	to: MessageRecipient,
	subject: Template,
})
const CalendarStep = z.strictObject({
	...message,
	kind: z.literal('calendar'),
	to: MessageRecipient,
	title: Template,
	/** Working days from the step to the meeting. */
	inWorkingDays: z.int().min(0).max(200),
	atHour: z.int().min(0).max(23).default(10),
	minutes: z.int().min(5).max(600).default(30),
})
const SetFieldStep = z.strictObject({
	...common,
	kind: z.literal('set_field'),
	/** Custom attribute of the account: conditions read it as `attributes.<field>`. */
	field: z.string().regex(/^[a-z][a-z0-9_]*$/, 'expected a name of small letters, digits and _'),
	value: z.union([z.string().max(500), z.number(), z.boolean()]),
})
const RenewalStep = z.strictObject({
	...common,
	kind: z.literal('renewal'),
	/** `create`: opens the next renewal if none is open; `advance`: moves it to the stage, never backwards. */
	action: z.enum(['create', 'advance']),
	stage: z.enum(renewalStages).optional(),
})
const OpportunityStep = z.strictObject({
	...common,
	kind: z.literal('opportunity'),
	action: z.enum(['create', 'advance']),
	opportunityKind: z.enum(['seats', 'product', 'price']).default('seats'),
	/** Estimated annual amount as a share of the account's ARR. */
	arrShare: z.number().min(0).max(10).default(0.1),
	stageLabel: z.string().min(1).max(100).default('qualified'),
})
const WaitStep = z.strictObject({
	...common,
	kind: z.literal('wait'),
	days: z.int().min(1).max(1_000).optional(),
	workingDays: z.int().min(1).max(500).optional(),
	/** Goes on as soon as this is true; `limitDays` is how long it waits at most. */
	until: z.string().optional(),
	limitDays: z.int().min(1).max(1_000).optional(),
	/** What happens at the limit. */
	atLimit: z.enum(['continue', 'exit']).default('continue'),
})
const ApprovalStep = z.strictObject({
	...common,
	kind: z.literal('approval'),
	title: Template,
	text: z.string().max(20_000).default(''),
	/** Without an answer after so many working days the next role is asked. */
	escalateAfterWorkingDays: z.int().min(1).optional(),
	escalateTo: z.enum(ownerRoles).optional(),
	onRefuse: z.enum(['exit', 'continue']).default('exit'),
})

const plain = [
	TaskStep,
	EmailStep,
	SlackStep,
	WebhookStep,
	SurveyStep,
	CalendarStep,
	SetFieldStep,
	RenewalStep,
	OpportunityStep,
	WaitStep,
	ApprovalStep,
] as const

const PlainStep = z.discriminatedUnion('kind', [...plain])
export type PlainStep = z.infer<typeof PlainStep>
export type PlainStepInput = z.input<typeof PlainStep>

/** The first arm whose condition is true is taken, `otherwise` where none is or it is not known. */
function branchOf<Inner extends z.ZodType>(inner: Inner) {
	return z.strictObject({
		id: StepId,
		kind: z.literal('branch'),
		arms: z.array(z.strictObject({ when: z.string().min(1), steps: z.array(inner).min(1) })).min(1),
		otherwise: z.array(inner).default([]),
	})
}

const InnerStep = z.discriminatedUnion('kind', [...plain, branchOf(PlainStep)])
/** Branches stand within branches at most twice: deeper ones nobody can read. */
export const PlaybookStep = z.discriminatedUnion('kind', [...plain, branchOf(InnerStep)])

export interface BranchStep {
	id: string
	kind: 'branch'
	arms: { when: string; steps: PlaybookStep[] }[]
	otherwise: PlaybookStep[]
}
export type PlaybookStep = PlainStep | BranchStep
export type PlaybookStepInput = z.input<typeof PlaybookStep>
export type StepKind = PlaybookStep['kind']
export type StepOf<Kind extends StepKind> = Extract<PlaybookStep, { kind: Kind }>
