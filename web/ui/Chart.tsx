import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { Button } from './Button.tsx'
import { ChartNames } from './ChartNames.tsx'
import { ChartTable } from './ChartTable.tsx'
import type { DrawnChart } from './chart-engine.ts'
import { type ChartPalette, chartOption, labelledLines } from './chart-option.ts'
import type { ChartSpec } from './chart-spec.ts'

function readPalette(): ChartPalette {
	const style = getComputedStyle(document.documentElement)
	const colour = (name: string) => style.getPropertyValue(`--${name}`).trim()
	return {
		accent: colour('accent'),
		grey: colour('second'),
		faint: colour('line-strong'),
		good: colour('good'),
		fine: colour('fine'),
		watch: colour('watch'),
		alarm: colour('alarm'),
		unknown: colour('line-strong'),
		text: colour('ink'),
		second: colour('second'),
		line: colour('line'),
		surface: colour('surface'),
		accentSoft: colour('accent-soft'),
	}
}

/** Draws again when the spec or the theme changes. `onFailure`: what draws could not be loaded. */
function useDrawing(spec: ChartSpec, isShown: boolean, onFailure: () => void) {
	const elementRef = useRef<HTMLDivElement>(null)
	const [chart, setChart] = useState<DrawnChart>()
	const [theme, setTheme] = useState(document.documentElement.dataset.theme)
	useEffect(() => {
		const observer = new MutationObserver(() => setTheme(document.documentElement.dataset.theme))
		observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
		return () => observer.disconnect()
	}, [])
	useEffect(() => {
		if (!isShown) return
		let isGone = false
		let started: DrawnChart | undefined
		import('./chart-engine.ts').then(({ startChart }) => {
			if (isGone || !elementRef.current) return
			started = startChart(elementRef.current)
			setChart(started)
		}, onFailure)
		return () => {
			isGone = true
			started?.dispose()
			setChart(undefined)
		}
	}, [isShown, onFailure])
	// biome-ignore lint/correctness/useExhaustiveDependencies: the palette is read anew when the theme changes
	useEffect(() => {
		chart?.draw(chartOption(spec, readPalette()))
	}, [chart, spec, theme])
	return elementRef
}

/** What the chart says, in a sentence for people who cannot see it. */
function describeChart({ title, periods, series, format }: ChartSpec): string {
	const said = series.map(({ name, values }) => {
		const known = values.filter(value => value !== null)
		const [first, last] = [known[0], known.at(-1)]
		return first === undefined || last === undefined
			? `${name}: nothing known`
			: `${name} from ${format(first)} to ${format(last)}`
	})
	return `${title}, ${periods[0] ?? ''} to ${periods.at(-1) ?? ''}. ${said.join('; ')}.`
}

/** Lines have their name at their end; bars, and more lines than have room there, have it above. */
function isNamedAbove({ kind, series }: ChartSpec): boolean {
	return series.length > 1 && (kind !== 'line' || series.length > labelledLines)
}

/** A chart with its title, and the same as a table one press away. */
export function Chart({
	spec,
	height = 200,
	controls,
	note,
}: {
	spec: ChartSpec
	height?: number
	controls?: ReactNode
	note?: ReactNode
}) {
	const [isTable, setTable] = useState(false)
	const showTable = useCallback(() => setTable(true), [])
	const elementRef = useDrawing(spec, !isTable, showTable)
	return (
		<figure className="min-w-0">
			<figcaption className="mb-1 flex items-start gap-x-3 text-13">
				<span className="min-w-0 flex-1 py-1">
					<span className="font-medium">{spec.title}</span>
					{note && <span className="text-second"> {note}</span>}
				</span>
				<span className="-mr-2 flex shrink-0 items-center gap-1">
					{controls}
					<Button kind="quiet" className="h-7 px-2 text-second" onClick={() => setTable(!isTable)}>
						{isTable ? 'View as chart' : 'View as table'}
					</Button>
				</span>
			</figcaption>
			{isTable ? (
				<ChartTable spec={spec} height={height} />
			) : (
				<>
					{isNamedAbove(spec) && <ChartNames series={spec.series} />}
					{/* What is drawn has a width of its own, which must not keep the page from becoming narrower. */}
					<div
						ref={elementRef}
						role="img"
						aria-label={describeChart(spec)}
						style={{ height, contain: 'inline-size' }}
					/>
				</>
			)}
		</figure>
	)
}
