import { parseAmountMinor } from '../../core/money/amount.ts'
import { InputProblem } from '../http/problem-details.ts'

/** An annual amount as entered, in minor units of the currency; refused below 0 and where no number holds it exactly. */
export function takeAmount(text: string, at: string, currency: string | null): bigint {
	const minor = parseAmountMinor(text, currency ?? 'USD')
	if (minor !== undefined && minor >= 0n && minor < 2n ** 53n) return minor
	throw new InputProblem([{ at, message: 'expected an annual amount like 12000.00, not below 0' }])
}
