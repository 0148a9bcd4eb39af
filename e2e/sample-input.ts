import type { z } from 'zod'
import type { Contract } from '../api/contract.ts'
import { renewalPlaybook } from '../core/catalog/playbooks/renewal.ts'

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
	addAgreement: { meeting: 'risk', week: '2026-06-29', text: 'Call their sponsor', due_on: '2026-07-03' },
	saveBusinessReviewPlan: { text: 'Roll out to sales' },
	markBusinessReview: { state: 'prepared' },
	changeRenewal: { stage: 'in_conversation' },
	releaseRenewal: { field: 'stage' },
	callRenewal: { as: 'csm', category: 'likely', amount: '12000.00', note: 'they like it' },
	closeRenewal: { outcome: 'renewed', final_amount: '12000.00' },
	reopenRenewal: { note: 'not decided after all' },
	savePostMortem: { category: 'price', note: 'too dear' },
	moveRenewals: { items: [{ account_id: 'nowhere', renewal_on: '2031-01-01' }], stage: 'at_risk' },
	undoMove: {},
	undoRenewalChange: {},
	undoCall: {},
	saveForecastTarget: { quarter: '2026-Q3', dimension: 'all', group: 'all', amount: '100000.00' },
	createOpportunity: { lever: 'seats', amount: '1200.00' },
	changeOpportunity: { is_influenced: true },
	releaseOpportunity: { field: 'stage' },
	acceptSuggestion: {},
	dismissSuggestion: { reason: 'not now' },
	undoSuggestionAnswer: {},
	saveExpansionSettings: { hand_off_from: '25000', questions: [] },
	startImport: {},
	runDay: { as_of: '2026-06-29' },
	planModel: { yaml: 'nonsense' },
	startModelHistory: { yaml: 'nonsense' },
	applyModel: { yaml: 'nonsense', base_version: 1 },
	setDefaultView: { page: 'accounts', view: 'mine' },
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
	decideSends: { decision: 'approve', sends: [{ id: 999_999 }] },
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
	testDelivery: { channel: 'smtp', to: 'somebody@example.com' },
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
	// Of a version that is long gone: refused, so that the model stays as it is.
	savePlaybook: { definition: renewalPlaybook, base_version: 999 },
	callPlaybookHook: { account_id: 'nowhere', key: 'k1' },
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
	openContractedAccount: 'until=2026-12-31',
	listCsExpansion: 'from=2025-06-29&to=2026-06-29',
	listLossReasons: 'from=2025-06-29&to=2026-06-29',
	exportRetention: 'table=groups&from=2025-06-29&to=2026-06-29',
	getRetentionWhatIf: 'churn=0.15&other=0.10',
	getWhatIf: 'metrics=active_users_28d',
	readRenewalCalendar: 'from=2026-06-01&to=2026-09-30',
	readRenewalRates: 'from=2025-06-29&to=2026-06-29',
	readForecastVariance: 'quarter=2026-Q2',
}

/** What a part of a path may be where it is not an account's id: the first that the operation takes. */
const otherParams: Readonly<Record<string, readonly string[]>> = {
	id: ['999999', '00000000-0000-4000-8000-000000000000'],
	other_id: ['nobodys'],
	renewal_on: ['2026-08-01'],
	day: ['2026-06-01'],
	playbook_id: ['usage_drop'],
	run_id: ['r0000000000000000'],
	email: ['nobody@example.com'],
	channel: ['smtp'],
	rule: ['unknown_account'],
	quarter: ['2026-Q2'],
}
const anyParam = ['x', '999999']

/** The path of an operation for an id, everything below it made up. */
export function samplePath(contract: Contract, id: string): string {
	const shape = contract.input.params?.shape as Record<string, z.ZodType> | undefined
	const path = contract.path.replaceAll(/:([a-z_]+)/g, (_, name: string) => {
		const given = name === 'id' ? [id] : []
		const tried = [...given, ...(otherParams[name] ?? anyParam)]
		return encodeURIComponent(tried.find(text => shape?.[name]?.safeParse(text).success) ?? 'x')
	})
	const query = sampleQueries[contract.name]
	return query ? `${path}?${query}` : path
}

/** Whether the operation is about one account. */
export function isAboutAccount(contract: Contract): boolean {
	return contract.path.startsWith('/accounts/:id')
}
