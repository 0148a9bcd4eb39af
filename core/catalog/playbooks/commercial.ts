import type { PlaybookDefinitionInput } from '../../model/playbook.ts'

export const paymentLatePlaybook: PlaybookDefinitionInput = {
	id: 'payment_late',
	name: 'Payment late',
	purpose:
		'A payment over 15 days late is understood as a process or as a warning, and not left to reminders.',
	trigger: { kind: 'signal', signal: 'payment_late', on: 'enters' },
	exitsWithSignal: true,
	done: { says: 'Nothing is overdue', when: 'invoices_late = 0' },
	level: 'watch',
	hours: 1.5,
	steps: [
		{
			id: 'finance',
			kind: 'task',
			owner: 'ops',
			title: 'Check the late invoice of {{ account.name }}: right address, order number, amount?',
			doneWhen: 'It is known that the invoice is right, or it was mended',
			dueInWorkingDays: 1,
			hours: 0.25,
		},
		{
			id: 'ask',
			kind: 'task',
			title: 'Ask {{ account.name }} what holds the payment back',
			text: 'A process, a person on holiday, or a doubt about the product? Only the first two are finance.',
			doneWhen: 'The reason is written down',
			dueInWorkingDays: 3,
			hours: 0.5,
		},
		{ id: 'paid', kind: 'wait', until: 'invoices_late = 0', limitDays: 14 },
		{
			id: 'risk',
			kind: 'branch',
			arms: [
				{
					when: 'days_payment_late > 30',
					steps: [
						{ id: 'at_risk', kind: 'renewal', action: 'advance', stage: 'at_risk' },
						{
							id: 'manager',
							kind: 'task',
							owner: 'manager',
							title: 'Talk with {{ account.name }} about 30 days of unpaid invoices',
							doneWhen: 'A date of payment is agreed, or the account is in the risk review',
							dueInWorkingDays: 14,
							hours: 0.5,
							atMostPerWeek: 5,
						},
					],
				},
			],
		},
	],
}

export const downgradePlaybook: PlaybookDefinitionInput = {
	id: 'downgrade_request',
	name: 'Downgrade request',
	purpose: 'Before a downgrade is done we know why, and have offered what fits.',
	trigger: { kind: 'signal', signal: 'downgrade_requested', on: 'enters' },
	done: { says: 'The customer has decided with a reason that is written down' },
	level: 'alarm',
	hours: 4,
	steps: [
		{
			id: 'prepare',
			kind: 'task',
			title: 'Look at what {{ account.name }} uses of what they pay for',
			text: 'Seats, features, people. Which part of the plan would they miss, and which never?',
			doneWhen: 'Value and waste stand side by side in numbers',
			dueInWorkingDays: 0,
			hours: 1,
		},
		{
			id: 'talk',
			kind: 'task',
			title: 'Talk with {{ account.name }} about the downgrade before it is done',
			text: 'Listen first: budget, value, people, a competitor? Do not offer a discount in this talk.',
			doneWhen: 'The real reason is known',
			dueInWorkingDays: 2,
			hours: 1,
		},
		{
			id: 'offer',
			kind: 'approval',
			owner: 'manager',
			title: 'Offer for {{ account.name }} instead of the downgrade',
			text: 'What is offered, for how long, and what we get for it.',
			escalateAfterWorkingDays: 2,
			escalateTo: 'executive_sponsor',
			onRefuse: 'continue',
		},
		{ id: 'renewal', kind: 'renewal', action: 'advance', stage: 'at_risk' },
		{
			id: 'decide',
			kind: 'task',
			title: 'Agree with {{ account.name }} what they keep, and write down why',
			doneWhen: 'Signed, with the reason in the notes',
			dueInWorkingDays: 7,
			hours: 1,
		},
	],
}
