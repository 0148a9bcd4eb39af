import { accountDimensions, type Movement, type SliceStep } from '../model/account-ledger.ts'
import type { RevenueSettings } from '../model/revenue-policy.ts'
import { arrMinorOf } from '../money/amount.ts'
import type { Day } from '../time/day.ts'

export type AccountFields = Readonly<Record<string, string | number | boolean>>

/** What the slices of an account are made from. */
export interface SliceSource {
	/** Attributes as of the end of a day, and the days on which they may have changed. */
	fieldsOn(day: Day): AccountFields
	changeDays: readonly Day[]
	/** Segment of the account at the end of a day with that much ARR in major units; null where none claims it. */
	segmentOn(day: Day, fields: AccountFields, arr: number): string | null
	/** The account at the top of the account's tree; null where the account has no id of its own. */
	topParentOf(fields: AccountFields): string | null
}

export interface SliceOptions extends Pick<RevenueSettings, 'sizeBounds' | 'valueBounds'> {
	/** Digits after the point of the reporting currency. */
	currencyExponent: number
	/** Custom attributes that are dimensions of their own. */
	attributes: readonly string[]
}

/**
 * What an account was on every day that it paid: one step per day on which its money or its attributes changed.
 * Without MRR it keeps its last place, so that a churn is not a move to the smallest segment.
 */
export function sliceTimeline(
	movements: readonly Movement[],
	source: SliceSource,
	options: SliceOptions,
): SliceStep[] {
	const first = movements[0]
	if (!first) return []
	const steps: SliceStep[] = []
	const changes = source.changeDays.filter(day => day > first.day)
	let fields: AccountFields | undefined
	let fixed: readonly (string | null)[] = []
	let state: Movement | undefined
	let change = 0
	for (let next = 0; next < movements.length || change < changes.length; ) {
		const day = Math.min(
			movements[next]?.day ?? Number.POSITIVE_INFINITY,
			changes[change] ?? Number.POSITIVE_INFINITY,
		)
		while (next < movements.length && movements[next]!.day <= day) state = movements[next++]
		while (change < changes.length && changes[change]! <= day) change += 1
		if (!state || (state.to === 0n && !state.isActive)) continue
		const known = source.fieldsOn(day)
		if (known !== fields) {
			fields = known
			fixed = attributeValues(fields, source, options)
		}
		const values = withMoney(fixed, day, fields, state.to, source, options)
		if (!isSame(steps.at(-1)?.values, values)) steps.push({ day, values })
	}
	return steps
}

function isSame(one: readonly (string | null)[] | undefined, other: readonly (string | null)[]): boolean {
	return one?.every((value, index) => value === other[index]) ?? false
}

const segmentAt = accountDimensions.indexOf('segment')
const valueAt = accountDimensions.indexOf('value')

/** The dimensions that follow from attributes alone; those that follow the money are filled in later. */
function attributeValues(
	fields: AccountFields,
	source: SliceSource,
	options: SliceOptions,
): (string | null)[] {
	const text = (name: string) => (fields[name] === undefined ? null : String(fields[name]))
	const own = accountDimensions.map(dimension => {
		if (dimension === 'segment' || dimension === 'value') return null
		if (dimension === 'csm') return text('owner_email')
		if (dimension !== 'size') return text(dimension)
		const employees = fields.employees === undefined ? Number.NaN : Number(fields.employees)
		return Number.isNaN(employees) ? null : bandOf(employees, options.sizeBounds)
	})
	return [...own, source.topParentOf(fields), ...options.attributes.map(name => text(`attributes.${name}`))]
}

function withMoney(
	fixed: readonly (string | null)[],
	day: Day,
	fields: AccountFields,
	mrr: bigint,
	source: SliceSource,
	options: SliceOptions,
): (string | null)[] {
	const arr = Number(arrMinorOf(mrr)) / 10 ** options.currencyExponent
	const values = fixed.slice()
	values[segmentAt] = source.segmentOn(day, fields, arr)
	values[valueAt] = bandOf(arr, options.valueBounds)
	return values
}

/** The band of a number between lower bounds: `<10k`, `10k–25k`, `≥100k`. */
export function bandOf(value: number, bounds: readonly number[]): string {
	let above = 0
	while (above < bounds.length && value >= bounds[above]!) above += 1
	const [low, high] = [bounds[above - 1], bounds[above]]
	if (low === undefined) return high === undefined ? 'any' : `<${short(high)}`
	return high === undefined ? `≥${short(low)}` : `${short(low)}–${short(high)}`
}

function short(bound: number): string {
	if (bound >= 1_000_000) return `${bound / 1_000_000}M`
	return bound >= 1_000 ? `${bound / 1_000}k` : String(bound)
}
