import type { PlaybookDefinitionInput } from '../../model/playbook.ts'

export const championLeftPlaybook: PlaybookDefinitionInput = {
	id: 'champion_left',
	name: 'Champion left',
	purpose: 'A new champion is found and won within three weeks, before habits and budget follow the old one.',
	trigger: { kind: 'signal', signal: 'champion_left', on: 'enters' },
	done: {
		says: 'A champion is there again, and was met',
		when: 'champion_present and stakeholders_met_90d >= 1',
	},
	level: 'alarm',
	hours: 5,
	steps: [
		{
			id: 'handover',
			kind: 'task',
			title: 'Thank the leaving champion of {{ account.name }} and ask who takes over',
			text: 'Ask for an introduction while they are still there, and where they go: a champion at a new company is a lead.',
			doneWhen: 'The successor is known, or it is known that there is none',
			dueInWorkingDays: 1,
			hours: 0.5,
		},
		{
			id: 'map',
			kind: 'task',
			title: 'Draw the people of {{ account.name }} anew: who decides, who uses, who pays',
			doneWhen: 'At least two people with their roles are in the contacts',
			dueInWorkingDays: 3,
			hours: 1,
		},
		{
			id: 'introduce',
			kind: 'email',
			to: { contact: ['decision_maker', 'executive_sponsor', 'admin'] },
			subject: 'Introducing myself, and a short look at your results',
			body: "Hello {{ contact.first_name | default: 'there' }},\n\nour contact in your team has moved on, so I would like to introduce myself: I look after your team here. I would like to show you in twenty minutes what your colleagues have reached with us so far, and hear what matters to you now.\n\nWould next week suit you?\n\n{{ owner.name }}",
		},
		{
			id: 'meet',
			kind: 'task',
			title: 'Meet the new champion of {{ account.name }} and agree what success is for them',
			doneWhen: 'They have said in their own words what they want from it',
			dueInWorkingDays: 10,
			hours: 1.5,
		},
		{ id: 'settled', kind: 'wait', until: 'champion_present', limitDays: 14 },
		{
			id: 'no_champion',
			kind: 'branch',
			arms: [
				{
					when: 'champion_present',
					steps: [{ id: 'note', kind: 'set_field', field: 'champion_replaced', value: 'yes' }],
				},
			],
			otherwise: [
				{
					id: 'executive_contact',
					kind: 'task',
					owner: 'executive_sponsor',
					title: 'Open a door at {{ account.name }}: they have no champion',
					doneWhen: 'A meeting with their decision maker is in the calendar',
					dueInWorkingDays: 18,
					hours: 1,
					atMostPerWeek: 3,
				},
			],
		},
	],
}
