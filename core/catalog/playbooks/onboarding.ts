import type { PlaybookDefinitionInput } from '../../model/playbook.ts'
import type { PlainStepInput } from '../../model/playbook-step.ts'

/** A milestone of the onboarding plan as work: agreed in time, and raised when it is late. */
function milestone(
	id: string,
	title: string,
	text: string,
	doneWhen: string,
	due: number,
	hours: number,
): PlainStepInput {
	return { id, kind: 'task', title, text, doneWhen, dueInWorkingDays: due, hours }
}

const raise: PlainStepInput[] = [
	{
		id: 'tell_manager',
		kind: 'slack',
		to: { team: 'manager' },
		body: '{{ account.name }} has no first value after four weeks. {{ owner.name }} owns the onboarding; please look at what stands in the way.',
	},
	{
		id: 'unblock',
		kind: 'task',
		owner: 'manager',
		title: 'Clear what keeps {{ account.name }} from its first value',
		text: 'Find the cause with the CSM: missing data, missing people, wrong scope. Agree one thing that changes this week.',
		doneWhen: 'Cause, owner and a new date for the first value are written down',
		dueInWorkingDays: 22,
		hours: 1,
		waits: false,
		atMostPerWeek: 5,
	},
]

export const onboardingPlaybook: PlaybookDefinitionInput = {
	id: 'onboarding_90d',
	name: 'Onboarding 30-60-90',
	purpose: 'A new customer reaches its first value within four weeks and works by itself after twelve.',
	trigger: { kind: 'date', of: 'contract_start', days: 0 },
	when: 'tenure_days <= 14',
	reEntry: { kind: 'once' },
	exitWhen: 'tenure_days > 150',
	done: { says: 'All six milestones are reached' },
	level: 'fine',
	hours: 14,
	steps: [
		milestone(
			'kickoff',
			'Hold the kickoff with {{ account.name }}',
			'Agree the outcome that they bought, how it is measured, who decides, who uses it, and the date of the first value. Send the notes the same day.',
			'Goals with numbers, roles and dates are written down and confirmed',
			0,
			2,
		),
		{
			id: 'welcome',
			kind: 'email',
			to: { contact: ['champion', 'decision_maker', 'admin'] },
			subject: 'Welcome: your first twelve weeks',
			body: "Hello {{ contact.first_name | default: 'there' }},\n\nthank you for the kickoff. The plan in short: set up in the first week, training in the second, your first result in week four, the whole team by week eight, and a review of the outcome in week twelve.\n\nThe next step is on our side: we prepare your set-up and send you a time for the training.\n\n{{ owner.name }}",
			waits: false,
		},
		milestone(
			'configuration',
			'Finish the configuration of {{ account.name }}',
			'Accounts, roles, single sign-on, integrations, and their own data in it. Test with one real case.',
			'One real case works from end to end',
			5,
			3,
		),
		milestone(
			'training',
			'Train the first users of {{ account.name }}',
			'By role, with their own data, at most an hour. Record it. Those who missed it get the recording and a call.',
			'Those who work with it every day have done their main task once by themselves',
			10,
			2,
		),
		{
			id: 'first_value_wait',
			kind: 'wait',
			until: 'first_value_reached',
			limitDays: 14,
		},
		{
			id: 'first_value_check',
			kind: 'branch',
			arms: [
				{
					when: 'first_value_reached',
					steps: [
						milestone(
							'confirm_value',
							'Write down the first value of {{ account.name }} in their words',
							'What changed, in a number, and who says so. It goes into the business review.',
							'A number and a name stand in the notes',
							20,
							0.5,
						),
					],
				},
			],
			otherwise: raise,
		},
		milestone(
			'full_adoption',
			'Check that everybody at {{ account.name }} who should use it does',
			'Compare who uses it each week with who was meant to. Invite the rest through their manager.',
			'Most of the people meant to use it do so each week',
			40,
			2,
		),
		milestone(
			'complete',
			'Close the onboarding of {{ account.name }} with a review',
			'Outcome against the goal of the kickoff, what is next, who the contacts are from here on.',
			'The customer has said that the goal is reached, or which date replaces it',
			60,
			2,
		),
	],
}
