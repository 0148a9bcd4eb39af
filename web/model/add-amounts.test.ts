import { expect, it } from 'vitest'
import { addAmounts } from './add-amounts.ts'

it.each([
	[[], '0'],
	[['10.00', '0.05'], '10.05'],
	[['1200', '800'], '2000'],
	[['0.10', '-0.25'], '-0.15'],
	[['90071992547409.93', '0.07'], '90071992547410.00'],
])('%j together are %s', (amounts, sum) => {
	expect(addAmounts(amounts)).toBe(sum)
})
