import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { LabelLayout } from 'echarts/features'
import { SVGRenderer } from 'echarts/renderers'

use([
	BarChart,
	LineChart,
	GridComponent,
	MarkAreaComponent,
	MarkLineComponent,
	TooltipComponent,
	LabelLayout,
	SVGRenderer,
])

export interface DrawnChart {
	draw: (option: Record<string, unknown>) => void
	dispose: () => void
}

/** Draws into an element and follows its size. Its own chunk: only pages with charts load it. */
export function startChart(element: HTMLElement): DrawnChart {
	const chart = init(element, null, { renderer: 'svg' })
	const observer = new ResizeObserver(() => chart.resize())
	observer.observe(element)
	return {
		draw: option => chart.setOption(option, true),
		dispose: () => {
			observer.disconnect()
			chart.dispose()
		},
	}
}
