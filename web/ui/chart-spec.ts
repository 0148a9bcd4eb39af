import type { Level } from './BandMark.tsx'

export type ChartTone = 'accent' | 'grey' | 'faint' | Level

export interface ChartSeries {
	name: string
	/** One per period; null is unknown and leaves a gap. */
	values: readonly (number | null)[]
	tone?: ChartTone
	/** Its values are dots of their own, with no line between them. */
	isDots?: boolean
}

/** What a chart shows, without how it is drawn. */
export interface ChartSpec {
	kind: 'line' | 'bar' | 'stacked'
	/** First words of the title: what it is about; the unit is part of it. */
	title: string
	/** Names of the periods, in order. */
	periods: readonly string[]
	series: readonly ChartSeries[]
	/** How a value is written. */
	format: (value: number) => string
	unit?: string
	targets?: readonly { name: string; value: number }[]
	/** Changes of a rule at a period: a line across with its name. */
	marks?: readonly { period: string; name: string }[]
	/** A soft band around the first series. */
	interval?: { low: readonly (number | null)[]; high: readonly (number | null)[] }
	/** Index of the first period that is not complete: drawn dashed or hatched. */
	incompleteFrom?: number | null
	/** Not every period was measured: the line goes on over the others. */
	isSparse?: boolean
	range?: { low: number; high: number }
	/** Where periods are numbers: the axis names every so manieth, the first among them. */
	namesEvery?: number
	/** Bands behind a score: from, up to, level and name. */
	grounds?: readonly { from: number; to: number; level: Level; name: string }[]
}
