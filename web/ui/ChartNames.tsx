import { BandShape, type Level, levelOf } from './BandMark.tsx'
import { toneOf } from './chart-option.ts'
import type { ChartSeries, ChartTone } from './chart-spec.ts'

const colours: Record<Exclude<ChartTone, Level>, string> = {
	accent: 'var(--accent)',
	grey: 'var(--second)',
	faint: 'var(--line-strong)',
}

function Swatch({ tone }: { tone: ChartTone }) {
	if (tone === 'accent' || tone === 'grey' || tone === 'faint') {
		return <span aria-hidden="true" className="size-2.5 rounded-xs" style={{ background: colours[tone] }} />
	}
	return <BandShape level={levelOf(tone)} size={11} />
}

/** Which colour is what, in the order of the series; bands have their shape too. */
export function ChartNames({ series }: { series: readonly ChartSeries[] }) {
	return (
		<ul className="mb-1 flex flex-wrap gap-x-4 gap-y-1 text-12 text-second">
			{series.map((entry, index) => (
				<li key={entry.name} className="inline-flex items-center gap-1.5">
					<Swatch tone={toneOf(entry, index)} />
					{entry.name}
				</li>
			))}
		</ul>
	)
}
