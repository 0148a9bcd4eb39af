import { type LabelledDay, labelDecisions } from '../core/churn/label-days.ts'
import type { TrainingTable } from '../core/churn/training-table.ts'
import type { Conversion } from '../core/contracts/account-mrr.ts'
import { rateLookup } from '../core/contracts/rate-lookup.ts'
import { type Period, quarterAfter, quarterOf } from '../core/forecast/period.ts'
import { listOutlook, type OutlookDecision } from '../core/renewals/list-outlook.ts'
import type { Day } from '../core/time/day.ts'
import { planAccount } from '../demo/account-plan.ts'
import { buildWorld } from '../demo/demo-world.ts'
import { latentOn, weekOf } from '../demo/latent-path.ts'
import { demoToday } from '../demo/make-demo.ts'
import { probabilityAhead } from '../demo/renewal-probability.ts'
import type { FoundDecision } from '../server/forecast/make-outlook.ts'
import { frozenAfterDays } from '../server/forecast/take-snapshots.ts'
import { dateToCompute } from '../server/validation/find-cases.ts'
import { benchModel, createSight, type LearnedRow, outcomesOf, type Seen, tableOf } from './learn-company.ts'
import { type MadeAccount, makeCompany } from './made-company.ts'

/** An open decision of a quarter on the day of a forecast. */
export interface AskedDecision {
	decision: FoundDecision
	seen: Seen | undefined
	/** True P(renew) 90 days before the decision: it knows more than anybody on the day of the forecast. */
	truth: number
	/** True P(renew) as of the day of the forecast. */
	truthThen: number
}

/** One quarter that is over, with what was known on the day of each forecast of it. */
export interface QuarterHistory {
	quarter: Period
	/** Days of the forecasts, one a week, the first 90 days before the quarter. */
	days: Day[]
	asked: AskedDecision[][]
	/** Decisions of the two years before the first forecast, as known then. */
	past: FoundDecision[]
	/** As it stood 30 days after the quarter's end. */
	came: FoundDecision[]
	/** What the renewal model may learn from on the day of the first forecast. */
	learnsFrom: TrainingTable
}

export interface ForecastCompany {
	metricIds: string[]
	quarters: QuarterHistory[]
}

const firstDaysAhead = 90
const weeks = 13
const daysBack = 760

interface Collecting extends Omit<QuarterHistory, 'learnsFrom'> {
	rows: LearnedRow[]
}

/** Makes a company account by account and keeps what forecasts of its last quarters are made from. */
export function makeForecastCompany(
	seed: number,
	accounts: number,
	onAccount?: (done: number) => void,
): ForecastCompany {
	const company = makeCompany(seed, accounts)
	const world = buildWorld({ seed, months: 30, today: demoToday })
	const conversion: Conversion = { currency: 'USD', rateOf: rateLookup(company.fxRates) }
	const see = createSight(company, conversion)
	const quarters = listQuarters(company.today)
	for (const account of company.accounts()) {
		const plan = planAccount(world, account.accountId - 1)
		const facts = account.facts.filter(({ kind }) => contractKinds.has(kind))
		const wanted = new Set<Day>()
		const labels = quarters.map(item => {
			const own = collectDecisions(item, { ...account, facts }, conversion)
			for (const { scoredOn } of own) if (scoredOn !== null) wanted.add(scoredOn)
			const learned = labelsOf(account, item, conversion, company.firstDataDay)
			for (const { storedOn } of learned) wanted.add(storedOn)
			return { own, learned }
		})
		const seen = see(
			account,
			[...wanted].sort((a, b) => a - b),
		)
		for (const [index, { own, learned }] of labels.entries()) {
			const quarter = quarters[index]
			if (!quarter) continue
			for (const { week, day, decision, scoredOn } of own) {
				const term = plan.timeline.decisions.find(({ termEndsOn }) => termEndsOn === decision.renewalOn)
				const truthThen = term
					? probabilityAhead(latentOn(plan.path, day), term.question, weekOf(term.decidesOn) - weekOf(day))
					: Number.NaN
				const truth = term?.p90DaysBefore ?? Number.NaN
				quarter.asked[week]?.push({ decision, seen: seen.get(scoredOn), truth, truthThen })
			}
			for (const label of learned) {
				const found = seen.get(label.storedOn)
				if (found) quarter.rows.push({ label, ...found })
			}
		}
		onAccount?.(account.accountId)
	}
	return {
		metricIds: see.metricIds,
		quarters: quarters.map(({ rows, ...quarter }) => ({
			...quarter,
			learnsFrom: tableOf('renewal', rows, see.metricIds),
		})),
	}
}

const contractKinds: ReadonlySet<string> = new Set(['subscription', 'renewal', 'cancellation'])

function listQuarters(today: Day): Collecting[] {
	const running = quarterOf(today - frozenAfterDays)
	const last = running.to + frozenAfterDays <= today ? running : quarterAfter(running, -1)
	return [-3, -2, -1, 0].map(count => {
		const quarter = quarterAfter(last, count)
		const days = Array.from({ length: weeks }, (_, week) => quarter.from - firstDaysAhead + 7 * week)
		return { quarter, days, asked: days.map(() => []), past: [], came: [], rows: [] }
	})
}

interface OwnDecision {
	week: number
	day: Day
	decision: FoundDecision
	scoredOn: Day
}

/** What the contracts of an account said on the day of each forecast; what was decided before and what came is kept. */
function collectDecisions(item: Collecting, account: MadeAccount, conversion: Conversion): OwnDecision[] {
	const { accountId, facts } = account
	const { quarter, days } = item
	const settings = benchModel.settings.renewals
	const list = (asOf: Day, from: Day, until: Day) =>
		listOutlook(facts, { asOf, from, until, settings, conversion }).decisions
	const withAccount = (decision: OutlookDecision): FoundDecision => ({ ...decision, accountId })
	const [first = quarter.from] = days
	item.past.push(...list(first, first - daysBack, first).map(withAccount))
	const came = list(quarter.to + frozenAfterDays, quarter.from, quarter.to).map(withAccount)
	item.came.push(...came)
	return days.flatMap((day, week) =>
		list(day, quarter.from, quarter.to).map(decision => ({
			week,
			day,
			decision: withAccount(decision),
			scoredOn: dateToCompute(day),
		})),
	)
}

/** Decisions that the model may learn from on the day of the first forecast. */
function labelsOf(
	account: MadeAccount,
	{ days, quarter }: Collecting,
	conversion: Conversion,
	firstDataDay: Day,
): LabelledDay[] {
	const [today = quarter.from] = days
	const outcomes = outcomesOf(account, today, conversion)
	return labelDecisions({ accounts: [outcomes], firstDataDay }).map(label => ({
		...label,
		storedOn: dateToCompute(label.storedOn),
	}))
}
