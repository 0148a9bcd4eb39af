import type { Contract } from '../api/contract.ts'

/** A body that an operation accepts, by its name; operations without a body have none. */
export const sampleBodies: Readonly<Record<string, unknown>> = {
	signIn: { email: 'nobody@example.com', password: 'wrong password' },
	verifySecondFactor: { code: '123456' },
	startSingleSignOn: {},
	signInToDemo: {},
	setUp: { token: 'x', email: 'a@example.com', name: 'A', password: 'a long password' },
	acceptInvitation: { token: 'x', name: 'A', password: 'a long password' },
	changePassword: { current: 'wrong password', password: 'a longer password' },
	startSecondFactor: { password: 'wrong password' },
	confirmSecondFactor: { code: '123456' },
	endSecondFactor: { password: 'wrong password' },
	logEngagement: { kind: 'call', occurred_at: '2026-06-29', notes: 'all is well' },
	addContact: { name: 'Eve', email: 'eve@example.com', role: 'user' },
	markContactLeft: { left_on: '2026-06-28' },
	recordGoal: { goal: 'hours saved', target: 100, progress: 40, measured_on: '2026-06-29' },
	recordMilestone: { milestone: 'first_value', reached_on: '2026-06-01' },
	setOverride: { band: 'critical', reason: 'their sponsor said so' },
	changeAccount: { tier: 'gold' },
	releaseAccountField: { field: 'tier' },
	changeAccounts: { accounts: [{ id: 'nowhere', stage: 'adoption' }] },
	mergeAccounts: { merged_id: 'nowhere' },
	undoMerge: {},
	addNote: { text: 'spoke with @viewer@example.com' },
	changeNote: { text: 'changed' },
	readMentions: {},
	addTask: { title: 'Call them', due_on: '2026-07-02' },
	actOnTask: { kind: 'complete' },
	changeRenewal: { stage: 'in_conversation' },
	releaseRenewal: { field: 'stage' },
	startImport: {},
	runDay: { as_of: '2026-06-29' },
	planModel: { yaml: 'nonsense' },
	applyModel: { yaml: 'nonsense', base_version: 1 },
	addView: { page: 'accounts', name: 'Mine', settings: { filter: 'score < 60' } },
	changeView: { name: 'Renamed' },
	changePerson: { name: 'Someone' },
	invite: { email: 'new@example.com', role: 'viewer' },
	requestPasswordReset: { email: 'nobody@example.com' },
	resetPassword: { token: 'x', password: 'a long password' },
	makeResetLink: {},
	editSend: { body: 'changed' },
	approveSend: {},
	refuseSend: { reason: 'not now' },
	settleUnknown: { as: 'sent' },
	replaySend: {},
	saveSmtp: {
		host: 'mail.invalid',
		port: 587,
		security: 'starttls',
		user: 'cs',
		from_name: 'CS',
		from_address: 'cs@example.com',
		reply_to: '',
		password: 'secret',
	},
	saveSlack: { kind: 'slack_bot', secret: 'xoxb-test' },
	testDelivery: { channel: 'slack', to: '' },
	changeDeliveryRules: { quiet_from_hour: 21 },
	addWebhookEndpoint: { name: 'Ours', url: 'https://hooks.example.com/in' },
	changeWebhookEndpoint: { is_enabled: false },
	replaceWebhookSecret: {},
	testWebhookEndpoint: {},
	addSuppression: { recipient: 'no@example.com' },
	makeKey: { name: 'nightly', scopes: ['read'] },
	changeWorkspace: { file_cadence_days: 9 },
	runValidation: {},
	addReview: {},
	previewPlaybook: { playbook_id: 'usage_drop' },
	replayPlaybook: { playbook_id: 'usage_drop' },
	switchPlaybook: { to: 'off', open_runs: 'finish' },
	startPlaybookRun: { playbook_id: 'usage_drop' },
	actOnPlaybookRun: { kind: 'pause' },
	decideWaitingOccasions: { decision: 'drop' },
	stopAutomation: { reason: 'a test' },
	startAutomation: {},
	makePlaybookHookSecret: {},
	saveWorkCalendar: { weekdays: [1, 2, 3, 4, 5] },
	recordLossReason: { reason: 'their sponsor left' },
	setRevenueTarget: { quarter: '2026-Q3', dimension: 'all', group: 'all', measure: 'nrr', value: '1.05' },
}

/** Queries without which an operation does not answer. */
export const sampleQueries: Readonly<Record<string, string>> = {
	checkCondition: 'text=score%20%3C%2060',
	search: 'q=a',
	getRetention: 'from=2025-06-29&to=2026-06-29',
	listRetentionMonths: 'from=2025-06-29&to=2026-06-29',
	listMrrMovements: 'from=2025-06-29&to=2026-06-29',
	listCohortMembers: 'from=2025-06-29&to=2026-06-29',
	openRetentionAccount: 'from=2025-06-29&to=2026-06-29',
	comparePolicyFigures: 'from=2025-06-29&to=2026-06-29',
	getReportedMonth: 'month=2026-05-31',
	getContractedMrr: 'until=2026-12-31',
	listLossReasons: 'from=2025-06-29&to=2026-06-29',
	getWhatIf: 'churn=0.15&other=0.10',
}

const otherParams: Readonly<Record<string, string>> = {
	contact_id: 'nobody',
	note_id: '999999',
	task_id: '999999',
	renewal_on: '2031-01-01',
	day: '2026-06-01',
	version: '999',
	playbook_id: 'usage_drop',
	run_id: 'r0000000000000000',
	email: 'nobody@example.com',
}

/** The path of an operation for an id, everything below it made up. */
export function samplePath(contract: Contract, id: string): string {
	const path = contract.path.replaceAll(/:([a-z_]+)/g, (_, name: string) =>
		encodeURIComponent(name === 'id' ? id : (otherParams[name] ?? 'x')),
	)
	const query = sampleQueries[contract.name]
	return query ? `${path}?${query}` : path
}

/** Whether the operation is about one account. */
export function isAboutAccount(contract: Contract): boolean {
	return contract.path.startsWith('/accounts/:id')
}
