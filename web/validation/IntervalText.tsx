import { Unknown } from '../ui/Unknown.tsx'

export interface ShownInterval {
	value: number | null
	low: number | null
	high: number | null
}

/** Always with so many decimals: 0.70 beside 0.69. */
export function fixed(value: number, digits: number): string {
	return value
		.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
		.replace('-', '−')
}

type Form = 'number' | 'percent' | 'days'

function sayParts(interval: ShownInterval, form: Form, digits: number): [value: string, range: string] {
	const say = (value: number | null) => {
		if (value === null) return '∞'
		if (form === 'percent') return fixed(value * 100, 0)
		return fixed(value, form === 'days' ? 0 : digits)
	}
	const unit = form === 'percent' ? ' %' : ''
	return [`${say(interval.value)}${unit}`, `${say(interval.low)} to ${say(interval.high)}${unit}`]
}

/** A number with its 95 % interval: `0.73 (0.68 to 0.79)`. An end without a limit is ∞. */
export function sayInterval(interval: ShownInterval, form: Form = 'number', digits = 2): string {
	const [value, range] = sayParts(interval, form, digits)
	return `${value} (${range})`
}

/** An interval in text; unknown with its reason. */
export function IntervalText({
	interval,
	form = 'number',
	digits = 2,
	reason = 'Not enough history',
}: {
	interval: ShownInterval | null
	form?: Form
	digits?: number
	reason?: string
}) {
	if (!interval) return <Unknown reason={reason} />
	const [value, range] = sayParts(interval, form, digits)
	return (
		<span className="whitespace-nowrap">
			{value} <span className="text-second">({range})</span>
		</span>
	)
}
