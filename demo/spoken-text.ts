/** What tickets, answers and notes say: made up, by theme, so that themes can be found again. */
export const ticketThemes: readonly { theme: string; subject: string; body: string }[] = [
	{
		theme: 'integration',
		subject: 'Sync with our ERP stops',
		body: 'Since this morning the ERP sync stops after a few hundred records and nothing says why.',
	},
	{
		theme: 'integration',
		subject: 'Webhook not delivered',
		body: 'Our endpoint receives no webhook for completed workflows although it answers test calls.',
	},
	{
		theme: 'performance',
		subject: 'Dashboard takes a minute to load',
		body: 'The regional dashboard takes more than a minute to load; it was seconds last month.',
	},
	{
		theme: 'performance',
		subject: 'Export times out',
		body: 'Exporting a quarter of data times out. Smaller ranges work.',
	},
	{
		theme: 'reporting',
		subject: 'Numbers in two reports differ',
		body: 'The monthly report and the dashboard show different totals for the same period.',
	},
	{
		theme: 'reporting',
		subject: 'Scheduled report not sent',
		body: 'The Monday report has not arrived for two weeks.',
	},
	{
		theme: 'permissions',
		subject: 'New colleague cannot see projects',
		body: 'A new team lead sees an empty project list although the role is right.',
	},
	{
		theme: 'permissions',
		subject: 'Single sign-on loop',
		body: 'After our certificate was renewed people are sent in circles when they sign in.',
	},
	{
		theme: 'billing',
		subject: 'Invoice shows wrong seats',
		body: 'The last invoice lists more seats than we agreed on.',
	},
	{
		theme: 'billing',
		subject: 'Change of billing address',
		body: 'Please put our new address on the next invoice.',
	},
	{
		theme: 'usability',
		subject: 'How do I copy a workflow?',
		body: 'I would like to reuse a workflow in another team and cannot find how.',
	},
	{
		theme: 'usability',
		subject: 'Undo for bulk edits',
		body: 'Somebody changed 300 records at once. Is there a way back?',
	},
	{ theme: 'mobile', subject: 'App signs me out', body: 'The mobile app signs me out every hour.' },
	{
		theme: 'data',
		subject: 'Import rejects dates',
		body: 'The import rejects our dates although they follow the template.',
	},
]

export const requestNotes: readonly string[] = [
	'Wants comments on dashboards.',
	'Asks for an integration with their warehouse system.',
	'Wants approvals on mobile.',
	'Asks for finer permissions by team.',
	'Needs exports to their own data warehouse.',
	'Would like templates for their industry.',
	'Asks for a sandbox to try workflows.',
	'Wants scheduled reports as spreadsheets.',
]

export const meetingNotes = {
	positive: [
		'Good progress; showed us what the team built.',
		'Happy with the last quarter, wants to involve a second team.',
		'Praised the support team.',
	],
	neutral: ['Went through open points.', 'Routine check-in.', 'Talked about the plan for the quarter.'],
	negative: [
		'Frustrated with open tickets.',
		'Says that people fall back to spreadsheets.',
		'Questions what they get for the money.',
	],
}

export const npsComments = {
	positive: [
		'Saves us hours every week.',
		'The team loves the workflows.',
		'Support answers fast and knows the product.',
		'Reports that our management actually reads.',
	],
	neutral: ['Does what it should.', 'Good, but reporting could be easier.', 'Fine once it was set up.'],
	negative: [
		'Too slow with our amount of data.',
		'The integration keeps breaking.',
		'Too expensive for what we use.',
		'Hard to learn for new colleagues.',
	],
}
