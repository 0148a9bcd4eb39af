import { describe, expect, it } from 'vitest'
import { type ChartPalette, chartOption, describePoint } from './chart-option.ts'
import type { ChartSpec } from './chart-spec.ts'

const palette: ChartPalette = {
	accent: '#1',
	grey: '#2',
	faint: '#3',
	good: '#4',
	fine: '#5',
	watch: '#6',
	alarm: '#7',
	unknown: '#8',
	text: '#9',
	second: '#a',
	line: '#b',
	surface: '#c',
	accentSoft: '#d',
}
const spec: ChartSpec = {
	kind: 'line',
	title: 'Logins a week',
	periods: ['Oct', 'Nov', 'Dec'],
	series: [
		{ name: 'Logins', values: [10, null, 30] },
		{ name: 'Users', values: [1, 2, 3] },
	],
	format: value => `${value}x`,
	incompleteFrom: 2,
}

describe('charts', () => {
	it('says what is unknown and what is not complete', () => {
		expect(describePoint(spec, 'Nov')).toBe('Nov\nLogins  –\nUsers  2x')
		expect(describePoint(spec, 'Dec')).toBe('Dec (not complete)\nLogins  30x\nUsers  3x')
	})
	it('draws incomplete periods dashed and joined to the last whole one', () => {
		const { series } = chartOption(spec, palette) as { series: { name?: string; data: unknown[] }[] }
		const users = series.filter(({ name }) => name === 'Users')
		expect(users.map(({ data }) => data)).toEqual([
			[1, 2, null],
			[null, 2, 3],
		])
	})
	it.each([
		['at the incomplete end', [1, 2, 3], [false, true]],
		['at the last known value where the incomplete end is unknown', [1, null, null], [true, false]],
		['nowhere where nothing is known', [null, null, null], [false, false]],
	])('hangs the name of a line %s', (_, values, expected) => {
		const series = [{ name: 'Logins', values }, ...spec.series.slice(1)]
		const drawn = chartOption({ ...spec, series }, palette) as {
			series: { name?: string; endLabel?: { show: boolean } }[]
		}
		const lines = drawn.series.filter(({ name }) => name === 'Logins')
		expect(lines.map(({ endLabel }) => endLabel?.show)).toEqual(expected)
	})
	it('is still', () => {
		expect(chartOption(spec, palette)).toMatchObject({ animation: false })
	})
	it('never makes markup of names', () => {
		expect(chartOption(spec, palette)).toMatchObject({ tooltip: { renderMode: 'richText' } })
	})
})
