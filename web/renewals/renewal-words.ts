import type { CallCategory, PostMortemCategory, RenewalQuestion } from '../../core/model/forecast.ts'
import type { RenewalStage } from '../../core/model/renewal.ts'
import type { Tone } from '../ui/Badge.tsx'

export const stageNames: Record<RenewalStage, string> = {
	open: 'Open',
	at_risk: 'At risk',
	in_conversation: 'In conversation',
	verbal_commit: 'Verbal commit',
	closed_renewed: 'Renewed',
	closed_churned: 'Churned',
}

/** Stages that a renewal moves between without being decided. */
export const openStages = ['open', 'at_risk', 'in_conversation', 'verbal_commit'] as const
export type OpenStage = (typeof openStages)[number]

export function findOpenStage(text: string): OpenStage | undefined {
	return openStages.find(stage => stage === text)
}

export const categoryTones: Record<CallCategory, Tone> = {
	commit: 'good',
	likely: 'fine',
	doubtful: 'watch',
	lost: 'alarm',
}

export const postMortemNames: Record<PostMortemCategory, string> = {
	price: 'Price',
	budget: 'Budget',
	product_gap: 'Product gap',
	low_adoption: 'Low adoption',
	no_value_seen: 'No value seen',
	support: 'Support',
	champion_left: 'Champion left',
	competitor: 'Competitor',
	company_change: 'Change in the company',
	other: 'Other',
}

/** What is asked about a renewal or a contract, in a few words. */
export const questionNames: Record<RenewalQuestion, string> = {
	no_outcome: 'No outcome',
	owner_left: 'Owner left',
	no_owner: 'No owner',
	far_date: 'Date far ahead',
	amount_unknown: 'Amount unknown',
	same_line_twice: 'Two renewals of a line',
	reopened: 'Opened again',
	renewed_with_nothing: 'Renewed with 0',
	no_end: 'No end',
}

export const fieldNames: Readonly<Record<string, string>> = {
	stage: 'Stage',
	target_amount: 'Target',
	forecast_amount: 'Forecast',
	final_amount: 'Final',
	owner_email: 'Owner',
	reason: 'Reason',
	competitor: 'Competitor',
	currency: 'Currency',
	lines: 'Contract lines',
	openedOn: 'Opened on',
	closedOn: 'Closed on',
	closedBy: 'Decided by',
	withdrawnOn: 'Withdrawn on',
}

/** Decimal text as a person types it: `48,000.5` → `48000.5`; undefined where it is no amount. */
export function readAmount(text: string): string | null | undefined {
	const plain = text.replaceAll(/[\s,]/g, '')
	if (plain === '') return null
	return /^\d{1,15}(\.\d{1,4})?$/.test(plain) ? plain : undefined
}
