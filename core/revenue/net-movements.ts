import type { Levers, Movement, MovementKind, ProductStep } from '../model/account-ledger.ts'
import type { RevenuePolicy } from '../model/revenue-policy.ts'
import type { Day } from '../time/day.ts'
import type { LineSeries, LineStep } from './line-series.ts'
import { type ProductChange, splitLevers } from './split-levers.ts'

interface ProductState {
	mrr: bigint
	quantity: bigint
	/** Lines with a quantity, and those of them whose quantity is not in seats. */
	counted: number
	notSeats: number
}

interface Change {
	day: Day
	series: LineSeries
	before: LineStep | undefined
	after: LineStep
}

/** A product on a day on which its lines changed. */
interface TouchedProduct {
	product: string
	state: ProductState
	/** Before the day. */
	was: ProductState
	fx: bigint
}

/** Nets all changes of an account's lines on one day to one movement, and says what each product came to. */
export function netMovements(
	series: readonly LineSeries[],
	policy: RevenuePolicy,
): { movements: Movement[]; products: ProductStep[] } {
	const changes: Change[] = []
	for (const entry of series) {
		let before: LineStep | undefined
		for (const after of entry.steps) {
			changes.push({ day: after.day, series: entry, before, after })
			before = after
		}
	}
	changes.sort((a, b) => a.day - b.day)
	const account = new AccountState(policy)
	for (let start = 0; start < changes.length; ) {
		const day = changes[start]!.day
		let end = start
		while (end < changes.length && changes[end]!.day === day) end += 1
		account.apply(day, changes, start, end)
		start = end
	}
	account.productSteps.sort((a, b) =>
		a.product < b.product ? -1 : a.product > b.product ? 1 : a.day - b.day,
	)
	return { movements: account.movements, products: account.productSteps }
}

/** Running totals of one account while its days are walked through. */
class AccountState {
	readonly movements: Movement[] = []
	readonly productSteps: ProductStep[] = []
	readonly #policy: RevenuePolicy
	readonly #products = new Map<string, ProductState>()
	#mrr = 0n
	#isActive = false
	#linesInForce = 0
	#hasPaid = false
	#leftOn: Day = Number.NEGATIVE_INFINITY

	constructor(policy: RevenuePolicy) {
		this.#policy = policy
	}

	/** Applies the changes of one day, those from `start` to `end − 1`. */
	apply(day: Day, changes: readonly Change[], start: number, end: number): void {
		const touched: TouchedProduct[] = []
		let fx = 0n
		for (let index = start; index < end; index += 1) {
			const change = changes[index]!
			const product = this.#touch(touched, change.series.line.product)
			addChange(product.state, change)
			this.#linesInForce += Number(change.after.isInForce) - Number(change.before?.isInForce ?? false)
			product.fx += change.after.fx
			fx += change.after.fx
		}
		let to = this.#mrr
		for (const { product, state, was, fx: productFx } of touched) {
			const { mrr } = state
			to += mrr - was.mrr
			if (mrr !== was.mrr || productFx !== 0n) this.productSteps.push({ product, day, mrr, fx: productFx })
		}
		if (fx !== 0n) this.#move(day, 'fx', this.#mrr + fx, this.#isActive, null)
		this.#net(day, to, touched)
	}

	/** An account has few products: looking through those of the day is faster than a map of them. */
	#touch(touched: TouchedProduct[], product: string): TouchedProduct {
		for (const known of touched) if (known.product === product) return known
		let state = this.#products.get(product)
		if (!state) {
			state = { mrr: 0n, quantity: 0n, counted: 0, notSeats: 0 }
			this.#products.set(product, state)
		}
		const made = { product, state, was: { ...state }, fx: 0n }
		touched.push(made)
		return made
	}

	#net(day: Day, to: bigint, touched: readonly TouchedProduct[]): void {
		const goesOnFree = this.#policy.freePlan === 'contraction' && this.#isActive && this.#linesInForce > 0
		const isActive = to > 0n || goesOnFree
		if (to === this.#mrr && isActive === this.#isActive) return
		const kind = this.#kindOf(day, to, isActive)
		const isSplit = kind === 'expansion' || kind === 'contraction'
		const levers = isSplit ? splitLevers(touched.map(changeOf)) : null
		this.#move(day, kind, to, isActive, levers)
	}

	#kindOf(day: Day, to: bigint, isActive: boolean): MovementKind {
		if (!this.#isActive && isActive) {
			const { newAfterDays } = this.#policy
			const isNew = !this.#hasPaid || (newAfterDays !== null && day - this.#leftOn > newAfterDays)
			return isNew ? 'new' : 'reactivation'
		}
		if (this.#isActive && !isActive) return 'churn'
		return to > this.#mrr ? 'expansion' : 'contraction'
	}

	#move(day: Day, kind: MovementKind, to: bigint, isActive: boolean, levers: Levers | null): void {
		this.movements.push({ day, kind, from: this.#mrr, to, isActive, levers })
		if (kind === 'churn') this.#leftOn = day
		this.#mrr = to
		this.#isActive = isActive
		this.#hasPaid ||= isActive
	}
}

function changeOf({ state, was, fx }: TouchedProduct): ProductChange {
	return {
		mrrBefore: was.mrr + fx,
		mrrAfter: state.mrr,
		quantityBefore: was.quantity,
		quantityAfter: state.quantity,
		isSeats: was.notSeats === 0 && state.notSeats === 0,
	}
}

function addChange(state: ProductState, { series, before, after }: Change): void {
	state.mrr += after.mrr - (before?.mrr ?? 0n)
	state.quantity += after.quantity - (before?.quantity ?? 0n)
	const counted = Number(after.quantity !== 0n) - Number((before?.quantity ?? 0n) !== 0n)
	state.counted += counted
	if (series.line.quantityUnit !== 'seats') state.notSeats += counted
}
