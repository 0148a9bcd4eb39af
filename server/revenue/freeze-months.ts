import type { Pool } from 'pg'
import { isActiveAfter, movementOn, mrrAfter } from '../../core/kpis/ledger-place.ts'
import { PeriodFigures } from '../../core/kpis/period-figures.ts'
import { type RetentionDimension, retentionDimensions } from '../../core/model/account-ledger.ts'
import type { LedgerBlock } from '../../core/model/ledger-block.ts'
import { addMonths, type Day, monthEnd, monthStart } from '../../core/time/day.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { wholeDimension } from './figure-store.ts'
import { toKpiDetail, toKpiGroup } from './kpi-answer.ts'
import {
	listReportedMonths,
	type ReportedAccount,
	type ReportedMonth,
	saveReported,
} from './reported-store.ts'
import type { RevenueInputs } from './revenue-inputs.ts'
import { makeBlocks, packAccounts } from './visit-blocks.ts'

/** Last days of the months whose day of freezing lies between the first load and today, and that are not frozen yet. */
export function monthsToFreeze(
	liveFrom: Day | null,
	today: Day,
	freezeDayOfMonth: number,
	frozen: ReadonlySet<Day>,
): { month: Day; freezeOn: Day }[] {
	if (liveFrom === null) return []
	const due: { month: Day; freezeOn: Day }[] = []
	for (let start = monthStart(liveFrom); start <= today; start = addMonths(start, 1)) {
		const freezeOn = start + freezeDayOfMonth - 1
		const month = start - 1
		if (freezeOn >= liveFrom && freezeOn <= today && !frozen.has(month)) due.push({ month, freezeOn })
	}
	return due
}

/** Keeps the figures of every month that is due as they were known on its day, for good. */
export async function freezeMonths(pool: Pool, inputs: RevenueInputs, today: Day): Promise<void> {
	const { freezeDayOfMonth } = inputs.model.settings.revenue
	for (const policy of inputs.policies) {
		const frozen = new Set((await listReportedMonths(pool, policy.id)).map(({ month }) => month))
		for (const due of monthsToFreeze(inputs.workspace.liveFrom, today, freezeDayOfMonth, frozen)) {
			const collected = new FrozenMonth(due.month)
			await makeBlocks(pool, inputs, due.freezeOn, [
				{
					policy,
					block: (_, accounts) => collected.add(packAccounts(inputs, accounts)),
				},
			])
			const reported = {
				policy: policy.id,
				month: due.month,
				frozenOn: today,
				asOf: due.freezeOn,
				...unitsOf(inputs),
			}
			await inTransaction(pool, client =>
				saveReported(client, reported, collected.rows(inputs.currency), collected.accounts),
			)
		}
	}
}

function unitsOf({ currency, exponent }: RevenueInputs): Pick<ReportedMonth, 'currency' | 'exponent'> {
	return { currency, exponent }
}

class FrozenMonth {
	readonly accounts: ReportedAccount[] = []
	readonly #opening: Day
	readonly #month: Day
	readonly #figures: { dimension: RetentionDimension | null; month: PeriodFigures; year: PeriodFigures }[]

	constructor(month: Day) {
		this.#month = month
		this.#opening = monthStart(month) - 1
		const yearBefore = monthEnd(addMonths(monthStart(month), -12))
		this.#figures = [null, ...retentionDimensions].map(dimension => ({
			dimension,
			month: new PeriodFigures({ from: this.#opening, to: month }, dimension),
			year: new PeriodFigures({ from: yearBefore, to: month }, dimension),
		}))
	}

	add(block: LedgerBlock): void {
		for (const { month, year } of this.#figures) {
			month.add(block)
			year.add(block)
		}
		block.accountIds.forEach((accountId, account) => {
			const [before, after] = [
				movementOn(block, account, this.#opening),
				movementOn(block, account, this.#month),
			]
			const [opening, closing] = [mrrAfter(block, before), mrrAfter(block, after)]
			const wasThere = isActiveAfter(block, before) || isActiveAfter(block, after)
			if (wasThere || opening !== 0n || closing !== 0n) this.accounts.push({ accountId, opening, closing })
		})
	}

	rows(currency: string) {
		return this.#figures.flatMap(({ dimension, month, year }) =>
			[...new Set([...month.groups.keys(), ...year.groups.keys()])].map(group => {
				const [own, trailing] = [month.groups.get(group), year.groups.get(group)]
				return {
					dimension: dimension ?? wholeDimension,
					group,
					figures: own ? { ...toKpiGroup(group, own, currency), ...toKpiDetail(own, currency) } : {},
					trailingYear: trailing ? toKpiGroup(group, trailing, currency) : {},
				}
			}),
		)
	}
}
