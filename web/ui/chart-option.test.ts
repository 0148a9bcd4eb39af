import { describe, expect, it } from 'vitest'
import { type ChartPalette, chartOption, describePoint, stepOf } from './chart-option.ts'
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
	it.each([
		[0, 100, 20],
		[0, 1, 0.2],
		[0.8, 1.2, 0.1],
		[0.8, 1, 0.05],
		[0.7, 1, 0.1],
		[0, 130, 50],
	])('has lines from %d to %d every %d', (low, high, step) => {
		expect(stepOf({ low, high })).toBe(step)
	})
	it('names every so manieth of periods that are numbers, and bands beside their colour', () => {
		const grounds = [
			{ from: 0, to: 40, level: 'alarm' as const, name: 'Critical' },
			{ from: 40, to: 45, level: 'watch' as const, name: 'At risk' },
		]
		const { xAxis, series } = chartOption({ ...spec, namesEvery: 2, grounds }, palette) as {
			xAxis: { axisLabel: { interval: (index: number) => boolean } }
			series: { markArea?: { data: [{ label: { show: boolean; formatter: string } }, object][] } }[]
		}
		expect([0, 1, 2].map(xAxis.axisLabel.interval)).toEqual([true, false, true])
		const labels = series.at(-1)?.markArea?.data.map(([{ label }]) => [label.formatter, label.show])
		expect(labels).toEqual([
			['◆ Critical', true],
			['▲ At risk', false],
		])
	})
	it('is still', () => {
		expect(chartOption(spec, palette)).toMatchObject({ animation: false })
	})
	it('never makes markup of names', () => {
		expect(chartOption(spec, palette)).toMatchObject({ tooltip: { renderMode: 'richText' } })
	})
})
