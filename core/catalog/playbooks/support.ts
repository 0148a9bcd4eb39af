import type { PlaybookDefinitionInput } from '../../model/playbook.ts'

/**
 * CSM to manager to executive to product. Too little: each level has a limit of working days after which the next
 * one is asked. Too much: an account goes through it at most every 21 days, and managers, executives and product get
 * only so many a week; more wait.
 */
export const escalationPlaybook: PlaybookDefinitionInput = {
	id: 'escalation',
	name: 'Escalation',
	purpose:
		'An escalated customer has one owner, hears from us every day, and no level sits on it longer than agreed.',
	trigger: { kind: 'signal', signal: 'escalation', on: 'enters' },
	reEntry: { kind: 'every', days: 21 },
	done: { says: 'Nothing is escalated or critical any more and the customer said so' },
	level: 'alarm',
	hours: 8,
	caps: { openRuns: 60 },
	steps: [
		{
			id: 'own',
			kind: 'task',
			title: 'Own the escalation of {{ account.name }}: call them today',
			text: 'Say who is responsible, what happens next and when they hear from you again. Every day from here on, also when nothing is new.',
			doneWhen: 'The customer knows your name, the next step and the next time',
			dueInWorkingDays: 0,
			hours: 1,
			waits: false,
		},
		{
			id: 'channel',
			kind: 'slack',
			to: { channel: '#escalations' },
			body: "{{ account.name }} is escalated ({{ run.reason }}). Owner: {{ owner.name }}. ARR {{ account.arr | default: 'not known' }}, renewal {{ account.renewal_on | default: 'not known' }}.",
		},
		{ id: 'csm_limit', kind: 'wait', until: 'tickets_open_critical = 0', limitDays: 3 },
		{
			id: 'to_manager',
			kind: 'branch',
			arms: [
				{
					when: 'tickets_open_critical = 0',
					steps: [
						{
							id: 'solved_early',
							kind: 'task',
							title: 'Ask {{ account.name }} whether it is solved for them',
							doneWhen: 'They said yes',
							hours: 0.25,
						},
					],
				},
			],
			otherwise: [
				{
					id: 'manager',
					kind: 'task',
					owner: 'manager',
					title: 'Take over the escalation of {{ account.name }}: three days without a solution',
					text: 'Get support and product into one room. One plan, one owner, one date that the customer gets.',
					doneWhen: 'The customer has a date for the solution from you',
					dueInWorkingDays: 3,
					hours: 1.5,
					waits: false,
					atMostPerWeek: 5,
				},
				{ id: 'manager_limit', kind: 'wait', until: 'tickets_open_critical = 0', limitDays: 5 },
				{
					id: 'to_executive',
					kind: 'branch',
					arms: [
						{
							when: 'tickets_open_critical > 0 or level = "alarm"',
							steps: [
								{
									id: 'executive',
									kind: 'task',
									owner: 'executive_sponsor',
									title: 'Call the decision maker of {{ account.name }}: eight days escalated',
									doneWhen: 'Their decision maker has heard from you what we do, and by when',
									dueInWorkingDays: 6,
									hours: 1,
									waits: false,
									atMostPerWeek: 3,
								},
								{
									id: 'product',
									kind: 'task',
									owner: 'ops',
									title: 'Get a decision from product about what keeps {{ account.name }} escalated',
									text: 'Mend it, work around it, or say no. A no is an answer that the customer gets too.',
									doneWhen: 'Product has decided, with a date, and the CSM knows',
									dueInWorkingDays: 8,
									hours: 1.5,
									atMostPerWeek: 2,
								},
							],
						},
					],
				},
			],
		},
		{
			id: 'learn',
			kind: 'task',
			title: 'Write down what led to the escalation of {{ account.name }} and what we change',
			doneWhen: 'Cause and change are written down and the customer has read them',
			dueInWorkingDays: 10,
			hours: 1,
		},
	],
}

export const criticalTicketPlaybook: PlaybookDefinitionInput = {
	id: 'critical_ticket',
	name: 'Critical ticket open',
	purpose: 'A critical ticket that is open for a week gets a plan that the customer knows.',
	trigger: { kind: 'signal', signal: 'critical_ticket_open', on: 'enters' },
	exitsWithSignal: true,
	done: { says: 'No critical ticket is open', when: 'tickets_open_critical = 0' },
	level: 'alarm',
	hours: 2.5,
	steps: [
		{
			id: 'status',
			kind: 'task',
			title: 'Get from support when the critical ticket of {{ account.name }} is solved',
			doneWhen: 'Support has named a person and a date',
			dueInWorkingDays: 1,
			hours: 0.5,
		},
		{
			id: 'inform',
			kind: 'email',
			to: { contact: ['champion', 'admin', 'decision_maker'] },
			subject: 'Where your open case stands',
			body: "Hello {{ contact.first_name | default: 'there' }},\n\nyour case has been open for too long. I have spoken with our support today and follow it myself until it is solved; you hear from me again within two working days, also if there is nothing new by then.\n\n{{ owner.name }}",
		},
		{ id: 'solved', kind: 'wait', until: 'tickets_open_critical = 0', limitDays: 4 },
		{
			id: 'manager',
			kind: 'task',
			owner: 'manager',
			title: 'Raise the critical ticket of {{ account.name }} with the head of support',
			doneWhen: 'It has a date that the customer knows',
			dueInWorkingDays: 4,
			hours: 1,
			atMostPerWeek: 5,
		},
	],
}
