import type { PlaybookDefinitionInput } from '../../model/playbook.ts'

export const usageDropPlaybook: PlaybookDefinitionInput = {
	id: 'usage_drop',
	name: 'Usage drop',
	purpose:
		'When log-ins fall by 40 % in two weeks, somebody knows why within two days and it recovers or is raised.',
	trigger: { kind: 'signal', signal: 'logins_down_14d', on: 'enters' },
	reEntry: { kind: 'every', days: 30 },
	exitsWithSignal: true,
	done: { says: 'Log-ins are back to within 10 % of what they were', when: 'logins_change_28d >= -0.1' },
	level: 'alarm',
	hours: 3,
	steps: [
		{
			id: 'look',
			kind: 'task',
			title: 'Find out who at {{ account.name }} stopped logging in, and what they did before',
			text: 'By team and by feature. Holidays, a project that ended, a person who left, a release of ours, a fault of ours?',
			doneWhen: 'One sentence says who stopped and since when',
			dueInWorkingDays: 1,
			hours: 0.5,
		},
		{
			id: 'call',
			kind: 'task',
			title: 'Call the champion at {{ account.name }} about the drop',
			text: 'Ask what changed for them before you offer anything. Agree one next step with a date.',
			doneWhen: 'Cause and next step are written down',
			dueInWorkingDays: 2,
			hours: 1,
		},
		{
			id: 'offer_help',
			kind: 'email',
			to: { contact: ['champion', 'admin', 'decision_maker'] },
			subject: 'Can we help your team get going again?',
			body: "Hello {{ contact.first_name | default: 'there' }},\n\nwe noticed that fewer people of your team have worked with us over the last two weeks. If something changed on your side, I would like to understand it; if something does not work as it should, I would like to mend it.\n\nWould twenty minutes this week suit you?\n\n{{ owner.name }}",
		},
		{ id: 'recovery', kind: 'wait', until: 'logins_change_14d >= 0', limitDays: 14 },
		{
			id: 'still_down',
			kind: 'branch',
			arms: [
				{
					when: 'logins_change_28d <= -0.3',
					steps: [
						{
							id: 'raise',
							kind: 'task',
							owner: 'manager',
							title: 'Decide what is done about {{ account.name }}: usage has not come back',
							doneWhen: 'A plan with an owner and a date, or the risk is in the forecast',
							dueInWorkingDays: 15,
							hours: 1,
							atMostPerWeek: 5,
						},
					],
				},
			],
		},
	],
}

export const noActivityPlaybook: PlaybookDefinitionInput = {
	id: 'no_activity',
	name: 'No activity for 14 days',
	purpose: 'An account that nobody uses is reached by a person before it has been silent for three weeks.',
	trigger: { kind: 'signal', signal: 'no_activity', on: 'enters' },
	reEntry: { kind: 'every', days: 30 },
	exitsWithSignal: true,
	done: { says: 'Somebody uses the product again', when: 'days_since_activity <= 3' },
	level: 'alarm',
	hours: 3,
	steps: [
		{
			id: 'check',
			kind: 'task',
			title: 'Make sure that {{ account.name }} is really silent: log-ins, integrations, tracking',
			doneWhen: 'It is known whether they or our data are silent',
			dueInWorkingDays: 0,
			hours: 0.25,
		},
		{
			id: 'reach',
			kind: 'task',
			title: 'Reach somebody at {{ account.name }}, by two ways at least',
			text: 'Champion first, then decision maker. Telephone before e-mail.',
			doneWhen: 'Somebody at the customer has answered',
			dueInWorkingDays: 2,
			hours: 1,
		},
		{ id: 'answer', kind: 'wait', until: 'days_since_activity <= 3', limitDays: 7 },
		{
			id: 'silent',
			kind: 'branch',
			arms: [
				{
					when: 'days_since_activity > 14',
					steps: [
						{
							id: 'sponsor',
							kind: 'task',
							owner: 'executive_sponsor',
							title: 'Write to the decision maker of {{ account.name }}: nobody uses what they pay for',
							doneWhen: 'The decision maker has answered or was reached by telephone',
							dueInWorkingDays: 8,
							hours: 1,
							atMostPerWeek: 3,
						},
						{ id: 'risk', kind: 'renewal', action: 'advance', stage: 'at_risk' },
					],
				},
			],
		},
	],
}
