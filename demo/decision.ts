import type { Day } from '../core/time/day.ts'
import type { AccountProfile } from './account-profile.ts'
import type { AccountScript } from './account-script.ts'
import type { ChurnReason } from './churn-reason.ts'
import type { DemoWorld } from './demo-world.ts'
import type { LatentPath } from './latent-path.ts'
import type { RenewalQuestion } from './renewal-probability.ts'

/** Nothing hints at an outcome earlier than so many days before its decision. */
export const earliestSignDays = 80

/** One renewal decision, with what nobody can know about it. */
export interface Decision {
	spell: number
	termStartedOn: Day
	termEndsOn: Day
	/** The notice day of auto-renewing contracts, else the term's end. */
	decidesOn: Day
	question: RenewalQuestion
	/** null: not decided by today, not even early. */
	outcome: 'renewed' | 'churned' | null
	pAtDecision: number
	p90DaysBefore: number
	/** When the outcome was closed in the CRM; may lie after today, then it still looks open. */
	closedOn: Day | null
	/** A churn: when the customer said so, and the first day without the contract. */
	notifiedOn: Day | null
	endsOn: Day | null
	targetMinor: number
	finalMinor: number | null
	reason: ChurnReason | null
}

/** What an account's contracts follow from. */
export interface TimelineInput {
	world: DemoWorld
	profile: AccountProfile
	path: LatentPath
	script: AccountScript
}
