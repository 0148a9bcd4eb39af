import { type AccountPlan, listStretches } from './account-plan.ts'
import { accountIdOf } from './account-profile.ts'
import { makeInvoiceRows, makeSubscriptionRows } from './contract-rows.ts'
import { makeCancellationRows, makeOpportunityRows, makeRenewalRows } from './decision-rows.ts'
import { makeContactRows, makeContacts } from './demo-contact.ts'
import { type DemoFlaws, makeDuplicateRow } from './demo-flaw.ts'
import { type DemoFileKind, type DemoRow, dayText } from './demo-row.ts'
import type { DemoWorld } from './demo-world.ts'
import { makeGoalRows, makeMilestoneRows } from './onboarding-rows.ts'
import { findLastContacts, makeEngagementRows, makeTouches } from './relation-rows.ts'
import { makeTicketRows } from './support-rows.ts'
import { makeSurveyRows } from './survey-rows.ts'
import type { TeamBook } from './team-book.ts'

/** All rows of one account but its usage. */
export type AccountRows = Record<Exclude<DemoFileKind, 'team' | 'fx_rates'>, DemoRow[]>

function makeAccountRow(plan: AccountPlan, flaws: DemoFlaws, team: TeamBook): DemoRow {
	const { profile } = plan
	const owner = team.ownerOf(profile)
	return {
		id: profile.id,
		name: profile.name,
		domain: profile.domain,
		industry: flaws.industryMissing ? null : profile.industry,
		employees: profile.employees,
		region: profile.region,
		country: profile.country,
		tier: profile.segment,
		channel: profile.channel,
		parent_id: profile.parentIndex === null ? null : accountIdOf(profile.parentIndex),
		owner_email: flaws.ownerMissing ? null : owner,
		executive_sponsor_email: profile.segment === 'strategic' ? team.managerOf(profile.segment) : null,
		created_on: dayText(profile.startedOn),
		onboarding_path: profile.onboardingPath,
	}
}

/** Makes the account's rows for every file. Takes the account's place in its CSM's book. */
export function makeAccountRows(
	world: DemoWorld,
	plan: AccountPlan,
	flaws: DemoFlaws,
	team: TeamBook,
): AccountRows {
	const account = makeAccountRow(plan, flaws, team)
	const contacts = makeContacts(world, plan)
	const touches = makeTouches(world, plan, contacts)
	const tickets = makeTicketRows(world, plan, contacts, flaws)
	const { rows: invoices, isPastDue } = makeInvoiceRows(world, plan, flaws)
	const wasActive = listStretches(world, plan).length > 0
	return {
		accounts: flaws.duplicate ? [account, makeDuplicateRow(account)] : [account],
		contacts: makeContactRows(
			world,
			plan,
			wasActive ? contacts : contacts.slice(0, 2),
			findLastContacts(touches),
		),
		subscriptions: makeSubscriptionRows(plan, isPastDue),
		invoices,
		tickets,
		engagements: makeEngagementRows(world, plan, touches),
		surveys: makeSurveyRows(world, plan, contacts, tickets),
		milestones: makeMilestoneRows(world, plan),
		goals: makeGoalRows(world, plan),
		renewals: makeRenewalRows(world, plan),
		cancellations: makeCancellationRows(world, plan),
		opportunities: makeOpportunityRows(world, plan),
	}
}
