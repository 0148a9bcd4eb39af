import type { ClientBase, Pool } from 'pg'
import { predictChurn, shortenReasons } from '../../core/churn/predict-churn.ts'
import { expectAmount, learnAmounts } from '../../core/forecast/amount-model.ts'
import { renewalAtScore, type ScoredProbability } from '../../core/forecast/calibrated-renewal.ts'
import { estimateShock } from '../../core/forecast/common-shock.ts'
import { categoryOf } from '../../core/forecast/model-call.ts'
import { type NamedResidual, pastResiduals } from '../../core/forecast/past-residuals.ts'
import { chooseProbability, type RenewalProbability } from '../../core/forecast/renewal-probability.ts'
import type { Predictor } from '../../core/model/predictor.ts'
import type { RenewalSettings } from '../../core/model/renewal.ts'
import { listOutlook, type OutlookDecision } from '../../core/renewals/list-outlook.ts'
import { renewalRates } from '../../core/renewals/renewal-rates.ts'
import type { Day } from '../../core/time/day.ts'
import { readConversion } from '../sources/conversion-store.ts'
import { readFacts } from '../sources/fact-store.ts'
import { type AccountQuestion, type OutlookRow, type OutlookRun, outlookDaysBack } from './outlook-store.ts'
import { type RenewalInputs, readRenewalInputs } from './renewal-input-store.ts'
import { readScoreCalibration } from './score-calibration-store.ts'

/** The health score among what is stored of an account. */
const healthScoreColumn = 'health_score'

export interface MakeOutlookOptions {
	asOf: Day
	currency: string
	settings: RenewalSettings
	/** The renewal model that had learned by the date; undefined: none had. */
	predictor: Predictor | undefined
	/** Past quarters that were frozen by the date, against what had been told of them. */
	residuals: readonly NamedResidual[]
}

export interface Outlook {
	run: OutlookRun
	rows: OutlookRow[]
	questions: AccountQuestion[]
}

/** Decisions back to this are learned from, and ahead to this are foretold. */
const daysBack = outlookDaysBack
const daysAhead = 460
/** Reasons that are kept by name; the others are kept as one. */
const reasonsKept = 12
/** The renewal model learned up to so many days before a decision. */
const furthestDays = 180
const yearDays = 365

/**
 * Every decision around a date as the facts known at its end have it, with P(renew) and the amount expected. Nothing
 * that became known later changes it. Stores nothing.
 */
export async function makeOutlook(pool: Pool, options: MakeOutlookOptions): Promise<Outlook> {
	const { asOf } = options
	const client = await pool.connect()
	try {
		const found = (await readDecisionsOn(client, [asOf], options)).get(asOf)
		const inputs = await readRenewalInputs(pool, asOf)
		const calibration = await readScoreCalibration(client, asOf)
		return outlookOf(found?.decisions ?? [], found?.questions ?? [], inputs, { ...options, calibration })
	} finally {
		client.release()
	}
}

/** A decision and whose it is. */
export interface FoundDecision extends OutlookDecision {
	accountId: number
}

/** What the contracts of all accounts say as of a day. */
export interface FoundDecisions {
	decisions: FoundDecision[]
	questions: AccountQuestion[]
}

/** Decisions around each of the days, as the facts known at its end have them. Facts are read once for all days. */
export async function readDecisionsOn(
	client: ClientBase,
	days: readonly Day[],
	{ currency, settings }: Pick<MakeOutlookOptions, 'currency' | 'settings'>,
): Promise<Map<Day, FoundDecisions>> {
	const conversion = await readConversion(client, currency)
	const byDay = new Map(days.map(day => [day, startFound()]))
	const kinds = ['subscription', 'renewal', 'cancellation'] as const
	for await (const { accountId, facts } of readFacts(client, 0, Number.MAX_SAFE_INTEGER, kinds)) {
		for (const [asOf, { decisions, questions }] of byDay) {
			const [from, until] = [asOf - daysBack, asOf + daysAhead]
			const outlook = listOutlook(facts, { asOf, from, until, settings, conversion })
			for (const decision of outlook.decisions) decisions.push({ ...decision, accountId })
			for (const question of outlook.questions) questions.push({ ...question, accountId })
		}
	}
	return byDay
}

function startFound(): FoundDecisions {
	return { decisions: [], questions: [] }
}

/** The outlook of decisions that were found by the date, from what was stored of their accounts. Reads nothing. */
export function outlookOf(
	found: readonly FoundDecision[],
	questions: AccountQuestion[],
	inputs: RenewalInputs,
	{
		asOf,
		currency,
		predictor,
		residuals,
		calibration,
	}: MakeOutlookOptions & { calibration: readonly ScoredProbability[] | null },
): Outlook {
	const decided = found.filter(({ state, renewalOn }) => state !== 'open' && renewalOn <= asOf)
	const amounts = learnAmounts(
		decided.flatMap(({ state, targetMinor, finalMinor, earlierShare }) =>
			state === 'renewed' && targetMinor !== null && finalMinor !== null && finalMinor > 0n
				? [{ targetMinor, finalMinor, earlierShare }]
				: [],
		),
	)
	const overall = {
		renewed: decided.filter(({ state }) => state === 'renewed').length,
		decided: decided.length,
	}
	const tell = (decision: FoundDecision): RenewalProbability | null => {
		const given = { ...inputs.of(decision.accountId), predictor }
		const made = given.predictor && given.read ? predictAt(given.predictor, decision, given, asOf) : null
		return chooseProbability({
			model: predictor?.method === 'logistic' ? made : null,
			bandRates: predictor?.method === 'band rates' ? made : null,
			calibrated:
				calibration && given.read ? renewalAtScore(calibration, given.read(healthScoreColumn, 0)) : null,
			overall,
			isNotified: decision.isNotified,
		})
	}
	const lastYear = found.filter(({ renewalOn }) => renewalOn > asOf - yearDays && renewalOn <= asOf)
	const rows = found.map((decision): OutlookRow => {
		const told = decision.state === 'open' ? tell(decision) : null
		const { segment, ownerEmail } = inputs.of(decision.accountId)
		const { targetMinor, renewalOn } = decision
		return {
			...decision,
			segment,
			ownerEmail,
			probability: told?.probability ?? null,
			low: told?.low ?? null,
			high: told?.high ?? null,
			from: told?.from ?? null,
			reasons: shortenReasons(told?.reasons ?? [], reasonsKept),
			amountMinor: targetMinor === null ? null : expectAmount(targetMinor, amounts, renewalOn - asOf),
			category: told ? categoryOf(told.probability) : null,
			questions: withOwner(decision, ownerEmail, inputs.hasLeft(ownerEmail)),
		}
	})
	const run = {
		asOf,
		currency,
		amounts,
		shock: estimateShock(allResiduals(found, residuals, asOf)),
		lastYearRate: renewalRates(lastYear).netRate,
	}
	return { run, rows, questions }
}

/** Quarters that were foretold count by that; earlier ones by how far they lay from the rate of all. */
function allResiduals(
	found: readonly FoundDecision[],
	foretold: readonly NamedResidual[],
	asOf: Day,
): NamedResidual[] {
	const names = new Set(foretold.map(({ quarter }) => quarter))
	const earlier = pastResiduals(found, asOf - daysBack, asOf)
	return [...earlier.filter(({ quarter }) => !names.has(quarter)), ...foretold]
}

function withOwner(decision: FoundDecision, ownerEmail: string | null, hasLeft: boolean) {
	if (decision.state !== 'open') return decision.questions
	if (ownerEmail === null) return [...decision.questions, 'no_owner' as const]
	return hasLeft ? [...decision.questions, 'owner_left' as const] : decision.questions
}

function predictAt(
	predictor: Predictor,
	decision: FoundDecision,
	{ read, band }: ReturnType<RenewalInputs['of']>,
	asOf: Day,
) {
	if (!read) return null
	const toGo = decision.decidesOn >= asOf ? decision.decidesOn - asOf : Math.max(0, decision.renewalOn - asOf)
	const days = Math.min(furthestDays, toGo)
	return predictChurn(predictor, { read: metric => read(metric, days), band })
}
