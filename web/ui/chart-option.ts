import { levelGlyphs } from './BandMark.tsx'
import type { ChartSeries, ChartSpec, ChartTone } from './chart-spec.ts'

/** Colours as they are in the present theme. */
export type ChartPalette = Record<ChartTone | 'text' | 'second' | 'line' | 'surface' | 'accentSoft', string>

/** So many lines have room for their names at their ends. */
export const labelledLines = 5

function dashFrom(
	spec: ChartSpec,
	series: ChartSeries,
): { solid: (number | null)[]; dashed: (number | null)[] } {
	const cut = spec.incompleteFrom ?? null
	if (cut === null) return { solid: [...series.values], dashed: [] }
	return {
		solid: series.values.map((value, index) => (index < cut ? value : null)),
		// The dashes begin at the last whole period, so that the line does not break.
		dashed: series.values.map((value, index) => (index >= cut - 1 ? value : null)),
	}
}

function lineSeries(spec: ChartSpec, series: ChartSeries, colour: string, palette: ChartPalette): object[] {
	const { solid, dashed } = dashFrom(spec, series)
	const isKnown = (values: readonly (number | null)[]) => values.some(value => value !== null)
	const isLabelled = spec.series.length > 1 && spec.series.length <= labelledLines
	// A label hangs at the last known value: on a part without one it would have no place.
	const labelled = !isLabelled ? undefined : isKnown(dashed) ? dashed : isKnown(solid) ? solid : undefined
	const base = {
		type: 'line',
		showSymbol: spec.periods.length === 1 || series.isDots === true,
		symbolSize: series.isDots ? 8 : 5,
		...(series.isDots ? { showAllSymbol: true, symbol: 'circle' } : {}),
		connectNulls: spec.isSparse === true,
		labelLayout: { moveOverlap: 'shiftY' },
		silent: false,
		// A line under the pointer stands out from those beside it.
		triggerLineEvent: true,
		emphasis: { focus: spec.series.length > 1 ? 'series' : 'none', lineStyle: { width: 2.25 } },
		blur: { lineStyle: { opacity: 0.25 }, endLabel: { opacity: 0.4 } },
		itemStyle: { color: colour },
	}
	const label = {
		show: true,
		formatter: () => series.name,
		color: palette.second,
		fontSize: 12,
		// Names that meet are moved apart by this.
		lineHeight: 16,
		distance: 6,
	}
	const solidLine = {
		...base,
		name: series.name,
		data: solid,
		lineStyle: { color: colour, width: series.isDots ? 0 : 1.75 },
		endLabel: labelled === solid ? label : { show: false },
	}
	if (dashed.length === 0) return [solidLine]
	return [
		solidLine,
		{
			...base,
			name: series.name,
			data: dashed,
			lineStyle: { color: colour, width: 1.75, type: [4, 3] },
			endLabel: labelled === dashed ? label : { show: false },
		},
	]
}

function barSeries(spec: ChartSpec, series: ChartSeries, colour: string, palette: ChartPalette): object {
	const cut = spec.incompleteFrom ?? null
	return {
		type: 'bar',
		name: series.name,
		...(spec.kind === 'stacked' ? { stack: 'all' } : {}),
		barMaxWidth: 28,
		emphasis: { disabled: true },
		data: series.values.map((value, index) => ({
			value,
			itemStyle:
				cut !== null && index >= cut
					? { color: palette.surface, borderColor: colour, borderType: 'dashed', borderWidth: 1 }
					: { color: colour },
		})),
	}
}

function intervalSeries({ interval }: ChartSpec, palette: ChartPalette): object[] {
	if (!interval) return []
	const base = {
		type: 'line',
		silent: true,
		showSymbol: false,
		stack: 'interval',
		lineStyle: { opacity: 0 },
		tooltip: { show: false },
	}
	return [
		{ ...base, data: [...interval.low] },
		{
			...base,
			areaStyle: { color: palette.accentSoft },
			data: interval.high.map((high, index) => {
				const low = interval.low[index] ?? null
				return high === null || low === null ? null : high - low
			}),
		},
	]
}

/** Points of a score; a band that is no wider has no room for its name. */
const narrowestNamed = 12

/** Targets, rule changes and bands behind the lines: hung on a series without data. */
function backgroundSeries(
	{ targets = [], marks = [], grounds = [] }: ChartSpec,
	palette: ChartPalette,
): object {
	return {
		type: 'line',
		data: [],
		silent: true,
		markLine: {
			silent: true,
			symbol: 'none',
			animation: false,
			data: [
				...targets.map(({ name, value }) => ({
					yAxis: value,
					lineStyle: { color: palette.second, type: [3, 3], width: 1 },
					label: { formatter: name, position: 'insideEndTop', color: palette.second, fontSize: 12 },
				})),
				...marks.map(({ period, name }) => ({
					xAxis: period,
					lineStyle: { color: palette.second, type: 'solid', width: 1 },
					label: { formatter: name, position: 'end', color: palette.second, fontSize: 12 },
				})),
			],
		},
		markArea: {
			silent: true,
			animation: false,
			data: grounds.map(({ from, to, level, name }) => [
				{
					yAxis: from,
					itemStyle: { color: palette[level], opacity: 0.07 },
					label: {
						show: to - from >= narrowestNamed,
						formatter: `${levelGlyphs[level]} ${name}`,
						position: 'insideBottomLeft',
						color: palette.second,
						fontSize: 12,
					},
				},
				{ yAxis: to },
			]),
		},
	}
}

/** A step between lines of an axis that people count in: three to six of them from low to high. */
export function stepOf({ low, high }: { low: number; high: number }): number {
	const rough = (high - low) / 5
	const size = 10 ** Math.floor(Math.log10(rough))
	const step = [1, 2, 2.5, 5, 10].find(factor => factor * size >= rough * 0.999) ?? 10
	return Number((step * size).toPrecision(3))
}

const tones: readonly ChartTone[] = ['accent', 'grey', 'faint']

/** The colour of a series: its own, else by its place. */
export function toneOf(series: ChartSeries, index: number): ChartTone {
	return series.tone ?? tones[index] ?? 'faint'
}

interface TooltipItem {
	seriesName?: string
	axisValueLabel?: string
	value?: unknown
}

/** Text of the box that follows the pointer. Plain text: names may come from customers. */
export function describePoint(spec: ChartSpec, period: string): string {
	const index = spec.periods.indexOf(period)
	const lines = spec.series.map(({ name, values }) => {
		const value = values[index] ?? null
		const shown = value === null ? '–' : spec.format(value)
		return spec.series.length === 1 ? shown : `${name}  ${shown}`
	})
	const isIncomplete = spec.incompleteFrom != null && index >= spec.incompleteFrom
	return [isIncomplete ? `${period} (not complete)` : period, ...lines].join('\n')
}

/** The spec as ECharts draws it. */
export function chartOption(spec: ChartSpec, palette: ChartPalette): Record<string, unknown> {
	const isBars = spec.kind !== 'line'
	const isLabelled = !isBars && spec.series.length > 1 && spec.series.length <= labelledLines
	const widest = Math.max(0, ...spec.series.map(({ name }) => name.length))
	const every = spec.namesEvery
	const series = spec.series.flatMap((entry, index) => {
		const colour = palette[toneOf(entry, index)]
		return isBars ? [barSeries(spec, entry, colour, palette)] : lineSeries(spec, entry, colour, palette)
	})
	return {
		// Nothing goes anywhere when a chart appears.
		animation: false,
		textStyle: { fontFamily: '"Inter Variable", system-ui, sans-serif' },
		grid: {
			left: 4,
			right: isLabelled ? Math.min(160, widest * 6.6 + 12) : 12,
			top: (spec.marks?.length ?? 0) > 0 ? 22 : 10,
			bottom: 4,
			containLabel: true,
		},
		tooltip: {
			trigger: 'axis',
			renderMode: 'richText',
			confine: true,
			backgroundColor: palette.surface,
			borderColor: palette.line,
			borderWidth: 1,
			padding: [6, 10],
			textStyle: { color: palette.text, fontSize: 12, lineHeight: 18 },
			axisPointer: { type: 'line', lineStyle: { color: palette.second, width: 1 } },
			formatter: (items: TooltipItem | TooltipItem[]) => {
				const first = Array.isArray(items) ? items[0] : items
				return describePoint(spec, first?.axisValueLabel ?? '')
			},
		},
		xAxis: {
			type: 'category',
			data: [...spec.periods],
			boundaryGap: isBars,
			axisTick: { show: false },
			axisLine: { onZero: true, lineStyle: { color: palette.second } },
			axisLabel: {
				color: palette.second,
				fontSize: 12,
				hideOverlap: true,
				// Names that would stand closer are left out.
				textMargin: [0, 8],
				...(isBars ? {} : { alignMaxLabel: 'right' }),
				...(every === undefined ? {} : { interval: (index: number) => index % every === 0 }),
			},
		},
		yAxis: {
			type: 'value',
			...(spec.range ? { min: spec.range.low, max: spec.range.high, interval: stepOf(spec.range) } : {}),
			splitNumber: 4,
			minInterval: spec.unit === 'whole' ? 1 : 0,
			splitLine: { lineStyle: { color: palette.line } },
			axisLabel: { color: palette.second, fontSize: 12, formatter: (value: number) => spec.format(value) },
		},
		series: [...intervalSeries(spec, palette), ...series, backgroundSeries(spec, palette)],
	}
}
