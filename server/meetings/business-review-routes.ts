import type { ClientBase, Pool } from 'pg'
import { getBusinessReview, markBusinessReview, saveBusinessReviewPlan } from '../../api/meetings.ts'
import { dayOfText } from '../../api/values.ts'
import {
	type ComparedPeriods,
	comparedPeriods,
	type DayStretch,
} from '../../core/meetings/compared-periods.ts'
import { type QuarterUsage, sumUsage } from '../../core/meetings/sum-usage.ts'
import {
	openTicketsOf,
	reviewDaysOf,
	type SupportFigures,
	summarizeSupport,
	surveyAnswersOf,
} from '../../core/meetings/summarize-support.ts'
import type { Freshness } from '../../core/model/account-history.ts'
import type { Fact } from '../../core/model/fact.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import {
	contactsOf,
	goalsOf,
	linesOf,
	milestonesOf,
	readAccountFacts,
} from '../accounts/account-facts-store.ts'
import { getAccountFor, getReadableAccount } from '../accounts/get-account-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import { refuseChangedMeanwhile } from '../changed-meanwhile.ts'
import type { Mount } from '../http/mount.ts'
import { InputProblem } from '../http/problem-details.ts'
import { readModel } from '../model/model-store.ts'
import { readFreshness } from '../sources/source-store.ts'
import { listMeasures, readUsage } from '../usage/usage-store.ts'
import { agreementJson } from './agreement-json.ts'
import { listAgreements } from './agreement-store.ts'
import { askedQuarter, shownQuartersUntil } from './asked-quarter.ts'
import {
	type BusinessReviewMark,
	findMark,
	insertPlanVersion,
	listPlanVersions,
	lockPlan,
	type PlanVersion,
	saveMark,
} from './business-review-store.ts'

/** The pack of one account's business review: read, planned, prepared, held. */
export function mountBusinessReviewRoutes(mount: Mount): void {
	mount.read(getBusinessReview, async call => {
		const { params, query, pool, now } = call
		const account = await getReadableAccount(pool, call, params.id)
		const { accountId } = account
		const { today } = await readShownDay(pool, now)
		const quarter = askedQuarter(query.quarter, today)
		const periods = comparedPeriods(quarter, today)
		const { asOf } = periods
		const freshness = await readFreshness(pool, [asOf])
		const facts = await readAccountFacts(pool, accountId)
		const { model } = await readModel(pool, now)
		const usage = await readQuarterUsage(pool, accountId, {
			periods,
			keyFeatures: model.settings.events.key_features,
			reach: freshness.usage?.reachOn[0] ?? null,
		})
		const versions = await listPlanVersions(pool, accountId, quarter.name)
		const mark = await findMark(pool, accountId, quarter.name)
		const agreements = await listAgreements(pool, {
			meeting: 'business_review',
			periods: [quarter.name],
			accountId,
		})
		return {
			account: { id: account.externalId, name: account.name, owner_email: account.ownerEmail },
			quarter: quarter.name,
			quarters: shownQuartersUntil(today),
			is_complete: periods.isComplete,
			as_of: formatDay(asOf),
			now: stretchJson(periods.now),
			before: stretchJson(periods.before),
			freshness: freshnessJson(freshness),
			lines: linesOf(facts, asOf).filter(line => runsOn(line, formatDay(asOf))),
			usage: usageJson(usage, periods),
			goals: goalsWithBefore(facts, periods),
			milestones: milestonesOf(facts, asOf).map(item => ({
				milestone: item.milestone,
				reached_on: item.reached_on,
				in_quarter: item.reached_on >= formatDay(quarter.from),
			})),
			support: freshness.ticket ? supportOf(facts, periods) : null,
			open_tickets: openTicketsOf(facts, asOf).map(({ openedOn, ...ticket }) => ({
				...ticket,
				opened_on: formatDay(openedOn),
			})),
			surveys: freshness.survey
				? surveyAnswersOf(facts, periods.now, asOf).map(({ answeredOn, ...answer }) => ({
						...answer,
						answered_on: formatDay(answeredOn),
					}))
				: null,
			contacts: contactsOf(facts, today).filter(({ left_on }) => left_on === null),
			plan: planJson(versions[0]),
			plan_versions: versions.slice(1, 21).map(planJson),
			agreements: agreements.map(item => agreementJson(item, today)),
			...markJson(mark, lastReviewIn(facts, quarter, asOf)),
			prepared_by: mark?.preparedBy ?? null,
			may_change: call.may(account, 'accounts.change'),
		}
	})
	mountPlan(mount)
	mount.change(markBusinessReview, async call => {
		const { params, body, client, act } = call
		const { accountId } = await getAccountFor(client, call, params.id)
		const quarter = askedQuarter(params.quarter, act.day, 'params.quarter')
		const heldOn = body.held_on === undefined ? act.day : dayOfText(body.held_on)
		if (body.state === 'held' && (heldOn > act.day || heldOn < quarter.from)) {
			throw new InputProblem([
				{
					at: 'body.held_on',
					message: `expected a day from ${formatDay(quarter.from)} to ${formatDay(act.day)}`,
				},
			])
		}
		await lockPlan(client, accountId, quarter.name)
		const before = await findMark(client, accountId, quarter.name)
		const after = markAfter(before, body.state, heldOn, { day: act.day, by: call.actor.email })
		await saveMark(client, accountId, quarter.name, after)
		await saveAuditRow(client, {
			...act,
			action: 'business_review.mark',
			subject: `business review ${accountId}/${quarter.name}`,
			before: before ?? null,
			after,
		})
		return markJson(after)
	})
}

function mountPlan(mount: Mount): void {
	mount.change(saveBusinessReviewPlan, async call => {
		const { params, body, client, act } = call
		const { accountId } = await getAccountFor(client, call, params.id)
		const quarter = askedQuarter(params.quarter, act.day, 'params.quarter')
		await lockPlan(client, accountId, quarter.name)
		const [latest] = await listPlanVersions(client, accountId, quarter.name)
		const present = { text: latest?.text ?? '' }
		refuseChangedMeanwhile(body.seen, present, { text: body.text })
		if (present.text === body.text) return planJson(latest)
		const plan = {
			version: (latest?.version ?? 0) + 1,
			text: body.text,
			savedBy: call.actor.email,
			savedAt: act.at,
		}
		await insertPlanVersion(client, accountId, quarter.name, plan)
		await saveAuditRow(client, {
			...act,
			action: 'business_review.plan',
			subject: `business review ${accountId}/${quarter.name}`,
			before: present,
			after: { text: plan.text },
		})
		return planJson(plan)
	})
}

async function readQuarterUsage(
	pool: Pool,
	accountId: number,
	options: { periods: ComparedPeriods; keyFeatures: readonly string[]; reach: Day | null },
): Promise<QuarterUsage> {
	const measures = await listMeasures(pool)
	const { keyFeatures, periods, reach } = options
	const client = await pool.connect()
	try {
		return await sumOf(client)
	} finally {
		client.release()
	}
	async function sumOf(connection: ClientBase): Promise<QuarterUsage> {
		let sum: QuarterUsage | undefined
		for await (const { usage } of readUsage(connection, accountId, accountId, { toDay: periods.asOf })) {
			sum = sumUsage(usage, measures, keyFeatures, periods, reach)
		}
		return sum ?? sumUsage(undefined, measures, keyFeatures, periods, reach)
	}
}

const stretchJson = ({ from, to }: DayStretch) => ({ from: formatDay(from), to: formatDay(to) })

const shownKinds = ['usage', 'subscription', 'ticket', 'survey', 'goal', 'milestone']

function freshnessJson(freshness: Freshness) {
	return shownKinds.map(kind => {
		const reach = freshness[kind]?.reachOn[0] ?? null
		return {
			kind,
			reach: reach === null ? null : formatDay(reach),
			stale: freshness[kind]?.stale[0] ?? false,
		}
	})
}

const notBought = ['cancelled', 'unpaid', 'paused', 'trialing']

function runsOn(line: ReturnType<typeof linesOf>[number], day: string): boolean {
	return (line.ended_on === null || day < line.ended_on) && !notBought.includes(line.status ?? '')
}

function usageJson({ basis, features, users, firstUseOn }: QuarterUsage, { months }: ComparedPeriods) {
	return {
		basis,
		months: months.map(stretchJson),
		first_use_on: firstUseOn === null ? null : formatDay(firstUseOn),
		features,
		users,
	}
}

function goalsWithBefore(facts: readonly Fact[], { asOf, now }: ComparedPeriods) {
	const before = new Map(goalsOf(facts, now.from - 1).map(({ goal, progress }) => [goal, progress]))
	return goalsOf(facts, asOf).map(({ goal, target, progress, measured_on }) => ({
		goal,
		target,
		progress,
		progress_before: before.get(goal) ?? null,
		measured_on,
	}))
}

function supportOf(facts: readonly Fact[], { asOf, now, before }: ComparedPeriods) {
	return {
		now: supportJson(summarizeSupport(facts, now, asOf)),
		before: supportJson(summarizeSupport(facts, before, asOf)),
	}
}

function supportJson({ opened, resolved, medianDaysToResolve, satisfaction }: SupportFigures) {
	return { opened, resolved, days_to_resolve: medianDaysToResolve, satisfaction }
}

function planJson(plan: PlanVersion | undefined) {
	return {
		version: plan?.version ?? 0,
		text: plan?.text ?? '',
		saved_by: plan?.savedBy ?? null,
		saved_at: plan?.savedAt.toISOString() ?? null,
	}
}

/** A review that a source says the customer came to settles it as well. */
function markJson(mark: BusinessReviewMark | undefined, seenOn: Day | null = null) {
	const text = (day: Day | null | undefined) => (day === null || day === undefined ? null : formatDay(day))
	const heldOn = mark?.heldOn ?? seenOn
	const state =
		heldOn !== null ? ('held' as const) : mark?.preparedOn ? ('prepared' as const) : ('due' as const)
	return { state, prepared_on: text(mark?.preparedOn), held_on: text(heldOn) }
}

function lastReviewIn(facts: readonly Fact[], { from }: DayStretch, asOf: Day): Day | null {
	const days = reviewDaysOf(facts, asOf).filter(day => day >= from)
	return days.length === 0 ? null : Math.max(...days)
}

function markAfter(
	before: BusinessReviewMark | undefined,
	state: 'due' | 'prepared' | 'held',
	heldOn: Day,
	{ day, by }: { day: Day; by: string },
): BusinessReviewMark {
	if (state === 'due') return { preparedOn: null, preparedBy: null, heldOn: null, heldBy: null }
	const prepared = {
		preparedOn: before?.preparedOn ?? day,
		preparedBy: before?.preparedBy ?? by,
	}
	if (state === 'prepared') return { ...prepared, heldOn: null, heldBy: null }
	return { ...prepared, heldOn, heldBy: by }
}
