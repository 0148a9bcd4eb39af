import { emptyFigures, type GroupFigures } from '../../core/kpis/group-figures.ts'
import { flowRates, retentionRates } from '../../core/kpis/retention-rates.ts'
import { type ShownFigures, showCohort, showFigures } from '../../core/kpis/show-figures.ts'
import type { Levers } from '../../core/model/account-ledger.ts'
import { wholeGroup } from '../../core/model/ledger-block.ts'
import { formatAmountMinor, mrrToMinor } from '../../core/money/amount.ts'
import { currencyExponent } from '../../core/money/currency.ts'
import { formatDecimal } from '../../core/money/decimal.ts'

type ShownAmounts = Record<keyof ShownFigures, string>

/** One group of the retention table, keyed as the commands print it. */
export interface KpiGroup extends ShownAmounts {
	group: string
	logos_start: number
	logos_end: number
	cohort: {
		start_mrr: string
		expansion: string
		contraction: string
		churn: string
		end_mrr: string
		logos_start: number
		logos_lost: number
	}
	nrr: number | null
	grr: number | null
	logo_retention: number | null
}

/** What a group comes to beside the contract's keys. */
export interface KpiDetail {
	logo_churn: number | null
	gross_churn_rate: number | null
	monthly_churn_rate: number | null
	net_churn_rate: number | null
	expansion_rate: number | null
	quick_ratio: number | null
	levers: { expansion: ShownLevers; contraction: ShownLevers }
}
export type ShownLevers = { seats: string; price: string; product: string }

/** Counts and amounts of a group as the commands print them. */
export function toKpiAmounts(
	figures: GroupFigures,
	currency: string,
): ShownAmounts & { logos_start: number; logos_end: number } {
	const text = (minor: bigint) => formatAmountMinor(minor, currency)
	const shown = showFigures(figures)
	return {
		logos_start: figures.logosStart,
		logos_end: figures.logosEnd,
		start_mrr: text(shown.start_mrr),
		new: text(shown.new),
		reactivation: text(shown.reactivation),
		expansion: text(shown.expansion),
		contraction: text(shown.contraction),
		churn: text(shown.churn),
		fx: text(shown.fx),
		entering: text(shown.entering),
		leaving: text(shown.leaving),
		end_mrr: text(shown.end_mrr),
	}
}

export function toKpiGroup(group: string, figures: GroupFigures, currency: string): KpiGroup {
	const text = (minor: bigint) => formatAmountMinor(minor, currency)
	const cohort = showCohort(figures.cohort)
	const { nrr, grr, logoRetention } = retentionRates(figures.cohort)
	return {
		group,
		...toKpiAmounts(figures, currency),
		cohort: {
			start_mrr: text(cohort.start_mrr),
			expansion: text(cohort.expansion),
			contraction: text(cohort.contraction),
			churn: text(cohort.churn),
			end_mrr: text(cohort.end_mrr),
			logos_start: figures.cohort.logosStart,
			logos_lost: figures.cohort.logosLost,
		},
		nrr,
		grr,
		logo_retention: logoRetention,
	}
}

export function toKpiDetail(figures: GroupFigures, currency: string): KpiDetail {
	const rates = flowRates(figures)
	return {
		logo_churn: rates.logoChurn,
		gross_churn_rate: rates.grossChurnRate,
		monthly_churn_rate: rates.churnRate,
		net_churn_rate: rates.netChurnRate,
		expansion_rate: rates.expansionRate,
		quick_ratio: rates.quickRatio,
		levers: {
			expansion: toLevers(figures.expansionLevers, currency),
			contraction: toLevers(figures.contractionLevers, currency),
		},
	}
}

function toLevers(levers: Levers, currency: string): ShownLevers {
	const text = (units: bigint) => formatAmountMinor(mrrToMinor(units), currency)
	return { seats: text(levers.seats), price: text(levers.price), product: text(levers.product) }
}

/** Groups in the order in which people read them: by money, the unknown last. Without any money: one empty row. */
export function orderGroups(
	groups: ReadonlyMap<string, GroupFigures>,
	isWhole: boolean,
): [string, GroupFigures][] {
	if (isWhole) return [[wholeGroup, groups.get(wholeGroup) ?? emptyFigures()]]
	const size = ([, figures]: [string, GroupFigures]) => figures.endMrr + figures.startMrr
	return [...groups].sort((a, b) => {
		const [first, second] = [size(a), size(b)]
		return first === second ? (a[0] < b[0] ? -1 : 1) : first < second ? 1 : -1
	})
}

/** MRR units as exact decimal text: what lines show, so that adding them up gives the number. */
export function exactAmount(units: bigint, currency: string): string {
	return formatDecimal({ units, scale: currencyExponent(currency) + 4 })
}
