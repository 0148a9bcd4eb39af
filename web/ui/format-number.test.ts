import { describe, expect, it } from 'vitest'
import {
	formatChange,
	formatCount,
	formatMoney,
	formatNumber,
	formatPercent,
	formatProbability,
	formatProbabilityRange,
	formatSigned,
} from './format-number.ts'

describe('numbers as people read them', () => {
	it.each([
		[formatNumber(12345.678, 1), '12,345.7'],
		[formatNumber(-3), '−3'],
		[formatSigned(3), '+3'],
		[formatSigned(0), '0'],
		[formatSigned(-13.6, 1), '−13.6'],
		[formatPercent(0.9137), '91.4 %'],
		[formatPercent(1), '100 %'],
		[formatProbability(0.18), '18 %'],
		[formatProbability(0.004), '<1 %'],
		[formatProbability(0), '0 %'],
		[formatProbability(0.997), '>99 %'],
		[formatProbability(1), '100 %'],
		[formatProbabilityRange(0.09, 0.31), '9–31 %'],
		[formatProbabilityRange(0.001, 0.012), '<1–1 %'],
		[formatProbabilityRange(0.001, 0.004), '<1 %'],
		[formatChange(-0.43), '−43 %'],
		[formatMoney(48000, 'USD'), '$48,000'],
		[formatMoney(48000.5, 'USD'), '$48,000.50'],
		[formatMoney(48000, 'USD', { isShort: true }), '$48k'],
		[formatMoney(1923000, 'EUR', { isShort: true }), '€1.92M'],
		[formatMoney(-1250, 'USD', { isSigned: true }), '−$1,250'],
		[formatMoney(1250, 'JPY'), '¥1,250'],
		[formatCount(1, 'account'), '1 account'],
		[formatCount(1200, 'account'), '1,200 accounts'],
		[formatCount(2, 'company', 'companies'), '2 companies'],
	])('%s', (shown, expected) => {
		expect(shown).toBe(expected)
	})
})
