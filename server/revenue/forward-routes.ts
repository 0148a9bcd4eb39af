import { listCsExpansion, openContractedAccount } from '../../api/retention-reports.ts'
import { dayOfText } from '../../api/values.ts'
import { contractedMrr } from '../../core/revenue/contracted-mrr.ts'
import { openBalances } from '../../core/revenue/open-lines.ts'
import { formatDay } from '../../core/time/day.ts'
import { getReadableAccount } from '../accounts/get-account-store.ts'
import type { Mount } from '../http/mount.ts'
import { answerWon } from './answer-won.ts'
import { exactAmount } from './kpi-answer.ts'
import { readAccountLedger } from './open-account.ts'
import { periodOf, readAsOf, readScope } from './retention-scope.ts'
import { getPolicy } from './revenue-inputs.ts'

/** What is signed for later, by line, and what CS brought, by opportunity. */
export function mountForwardRoutes(mount: Mount): void {
	mount.read(openContractedAccount, async call => {
		const { params, query, pool, now } = call
		const { inputs, asOf } = await readAsOf(pool, now, query.as_of)
		const { accountId, name } = await getReadableAccount(pool, call, params.id)
		const until = dayOfText(query.until)
		const account = await readAccountLedger(pool, inputs, accountId, asOf)
		const opened = contractedMrr(account?.facts ?? [], until, {
			asOf,
			policy: getPolicy(inputs, query.policy),
			meteredProducts: new Set(inputs.model.settings.revenue.meteredProducts),
			conversion: inputs.conversion,
		})
		const exact = (units: bigint) => exactAmount(units, inputs.currency)
		return {
			account_name: name,
			currency: inputs.currency,
			mrr: exact(opened.now),
			contracted_mrr: exact(opened.contracted),
			movements: opened.movements.map(({ day, kind, from, to }) => ({
				day: formatDay(day),
				kind,
				amount: exact(to - from),
			})),
			lines: openBalances(opened.series, { from: asOf, to: until }).map(
				({ series: { line }, start, end }) => ({
					line_id: line.externalId,
					source: line.source,
					product: line.product,
					plan: line.plan,
					mrr: exact(start),
					contracted_mrr: exact(end),
				}),
			),
		}
	})
	mount.read(listCsExpansion, async call => {
		const { query, pool, now } = call
		const scope = await readScope(pool, call)
		const asOf = query.as_of === undefined ? undefined : dayOfText(query.as_of)
		return await answerWon(pool, { ...query, period: periodOf(query), asOf, scope, now })
	})
}
