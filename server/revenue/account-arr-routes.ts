import { getAccountArr } from '../../api/account-arr.ts'
import type { AccountLedger } from '../../core/model/account-ledger.ts'
import { arrMinorOf, formatAmountMinor } from '../../core/money/amount.ts'
import { formatDay } from '../../core/time/day.ts'
import { getAccountFor } from '../accounts/get-account-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import type { Mount } from '../http/mount.ts'
import { readAccountLedger } from './open-account.ts'
import { getPolicy, readRevenueInputs } from './revenue-inputs.ts'

/** What an account paid over time, as the policy in force counts it. */
export function mountAccountArrRoutes(mount: Mount): void {
	mount.read(getAccountArr, async call => {
		const { params, pool, now } = call
		const account = await getAccountFor(pool, call, params.id)
		const inputs = await readRevenueInputs(pool, now)
		const { today } = await readShownDay(pool, now)
		const { currency } = inputs
		const read = await readAccountLedger(pool, inputs, account.accountId, today)
		const { ledger, leftOut } = read?.ledgerBy(getPolicy(inputs, undefined)) ?? nothing
		return {
			as_of: formatDay(today),
			currency,
			...ledgerJson(ledger, leftOut.length === 0, currency),
			left_out: leftOut.map(({ lineId, because }) => ({ line_id: lineId, because })),
		}
	})
}

const nothing = {
	ledger: { movements: [], products: [] },
	leftOut: [] as { lineId: string; because: string }[],
}

function ledgerJson(
	{ movements, products }: Pick<AccountLedger, 'movements' | 'products'>,
	isKnown: boolean,
	currency: string,
) {
	const arr = (mrr: bigint) => formatAmountMinor(arrMinorOf(mrr), currency)
	const byProduct = Map.groupBy(products, ({ product }) => product)
	const last = (steps: readonly { mrr: bigint }[]) => steps.at(-1)?.mrr ?? 0n
	return {
		arr: isKnown ? arr(movements.at(-1)?.to ?? 0n) : null,
		steps: movements.map(({ day, kind, from, to, levers }) => ({
			day: formatDay(day),
			kind,
			arr_before: arr(from),
			arr_after: arr(to),
			seats: levers && arr(levers.seats),
			price: levers && arr(levers.price),
			product: levers && arr(levers.product),
		})),
		products: [...byProduct]
			.sort(([a, one], [b, other]) => Number(last(other) - last(one)) || (a < b ? -1 : 1))
			.map(([product, steps]) => ({
				product,
				steps: steps.map(({ day, mrr }) => ({ day: formatDay(day), arr: arr(mrr) })),
			})),
	}
}
