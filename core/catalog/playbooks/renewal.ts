import type { PlaybookDefinitionInput } from '../../model/playbook.ts'

export const renewalPlaybook: PlaybookDefinitionInput = {
	id: 'renewal_120d',
	name: 'Renewal 120/90/60/30/0',
	purpose:
		'Every renewal is opened in time, walked through its steps, and closed with a signature or a reason.',
	trigger: { kind: 'date', of: 'renewal', days: -120, graceDays: 14 },
	continuesAfterChurn: true,
	done: { says: 'Signed, or a post-mortem with its reason is written' },
	level: 'watch',
	hours: 8,
	steps: [
		{ id: 'open', kind: 'renewal', action: 'create' },
		{
			id: 'plan',
			kind: 'task',
			title: 'Make the renewal plan of {{ account.name }}: contract, people, health, target',
			doneWhen: 'Decision maker, target amount and risks are written down',
			dueInWorkingDays: 5,
			hours: 0.5,
		},
		{ id: 'until_90', kind: 'wait', until: 'days_to_renewal <= 90', limitDays: 45 },
		{
			id: 'review',
			kind: 'task',
			title: 'Hold the business review with {{ account.name }}',
			text: 'Outcome in numbers, goals for the next year, who decides on the renewal and how. The pack of their quarter is ready to print: {{ account.review }}',
			doneWhen: 'The review was held with the decision maker',
			dueInWorkingDays: 30,
			hours: 3,
			waits: false,
		},
		{ id: 'until_60', kind: 'wait', until: 'days_to_renewal <= 60', limitDays: 45 },
		{
			id: 'proposal',
			kind: 'task',
			title: 'Send the renewal proposal to {{ account.name }}',
			doneWhen: 'The proposal was sent to the decision maker',
			dueInWorkingDays: 50,
			hours: 1,
			waits: false,
		},
		{ id: 'in_conversation', kind: 'renewal', action: 'advance', stage: 'in_conversation' },
		{ id: 'until_30', kind: 'wait', until: 'days_to_renewal <= 30', limitDays: 45 },
		{
			id: 'terms',
			kind: 'task',
			title: 'Agree the terms with {{ account.name }}',
			doneWhen: 'The customer agreed to the terms, or said what stands against them',
			dueInWorkingDays: 70,
			hours: 1,
			waits: false,
		},
		{
			id: 'until_0',
			kind: 'wait',
			until: 'days_to_renewal <= 0 or days_to_renewal > 120 or mrr = 0',
			limitDays: 60,
		},
		{
			id: 'outcome',
			kind: 'branch',
			arms: [
				{
					when: 'mrr = 0',
					steps: [
						{
							id: 'post_mortem',
							kind: 'task',
							title: 'Write the post-mortem of {{ account.name }}',
							text: 'What did they buy it for, when did we first see that it would not come, what would have changed it? Speak with them, not only about them.',
							doneWhen: 'The reason is on the renewal and the customer was asked for it',
							dueInWorkingDays: 95,
							hours: 1.5,
						},
					],
				},
				{
					when: 'days_to_renewal > 120',
					steps: [
						{
							id: 'thanks',
							kind: 'task',
							title: 'Thank {{ account.name }} for renewing and agree the goals of the new year',
							doneWhen: 'Goals with numbers are written down',
							dueInWorkingDays: 95,
							hours: 0.5,
						},
					],
				},
			],
			otherwise: [
				{
					id: 'signature',
					kind: 'task',
					title: 'Get the signature of {{ account.name }}: the date is here',
					doneWhen: 'The contract is signed, or the renewal is closed as churned with a reason',
					dueInWorkingDays: 90,
					hours: 1,
				},
			],
		},
	],
}
