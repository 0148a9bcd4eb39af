import { Plus, X } from 'lucide-react'
import type { Factor, Scale } from '../../core/model/health-model.ts'
import type { MetricUnit } from '../../core/model/metric-definition.ts'
import { Button } from '../ui/Button.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { useModelEditor, useProblemAt } from './model-editor.ts'
import { ScaleCurve } from './ScaleCurve.tsx'

type Points = (Scale & { kind: 'breakpoints' })['points']

const kindChoices = [
	{ value: 'breakpoints', label: 'Points at values, straight lines between' },
	{ value: 'more', label: 'Rank in the segment, more is better' },
	{ value: 'less', label: 'Rank in the segment, less is better' },
]

/** Shares and changes are typed as per cent. */
export function typingFactor(unit: MetricUnit | null | undefined): number {
	return unit === 'share' || unit === 'change' ? 100 : 1
}

function nextPoint(points: Points): Points[number] {
	const [last, before] = [points.at(-1), points.at(-2)]
	const step = last && before ? last[0] - before[0] : 1
	return [(last?.[0] ?? 0) + step, last?.[1] ?? 50]
}

function PointRows({
	points,
	unit,
	path,
	onChange,
}: {
	points: Points
	unit: MetricUnit | null
	path: string
	onChange: (points: Points) => void
}) {
	const { isReadOnly } = useModelEditor()
	const problemOf = useProblemAt()
	const factor = typingFactor(unit)
	const change = (index: number, point: Points[number]) => onChange(points.with(index, point))
	return (
		<div className="flex flex-col gap-1">
			<div className="grid grid-cols-[112px_96px_32px] gap-2 text-12 text-second">
				<span>Value</span>
				<span>Points</span>
			</div>
			{points.map(([value, at], index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a breakpoint is known by its place
				<div key={index} className="grid grid-cols-[112px_96px_32px] items-start gap-2">
					<NumberField
						label={`Value of point ${index + 1}`}
						isLabelHidden
						factor={factor}
						unit={factor === 100 ? '%' : undefined}
						disabled={isReadOnly}
						value={value}
						problem={problemOf(`${path}.points.${index + 1}`)}
						onChange={next => next !== null && change(index, [next, at])}
					/>
					<NumberField
						label={`Points at point ${index + 1}`}
						isLabelHidden
						min={0}
						max={100}
						disabled={isReadOnly}
						value={at}
						onChange={next => next !== null && change(index, [value, next])}
					/>
					{!isReadOnly && points.length > 1 && (
						<IconButton
							label={`Take point ${index + 1} away`}
							icon={<X size={14} />}
							onClick={() => onChange(points.filter((_, other) => other !== index))}
						/>
					)}
				</div>
			))}
			{!isReadOnly && (
				<Button
					kind="quiet"
					className="h-7 self-start text-accent"
					icon={<Plus size={14} />}
					onClick={() => onChange([...points, nextPoint(points)])}
				>
					Add a point
				</Button>
			)}
		</div>
	)
}

/** How the factor's metric becomes points, with its curve. */
export function ScaleEditor({
	factor,
	unit,
	path,
	onChange,
}: {
	factor: Factor
	unit: MetricUnit | null
	path: string
	onChange: (scale: Scale) => void
}) {
	const { isReadOnly } = useModelEditor()
	const { scale } = factor
	function choose(value: string) {
		if (value === 'more' || value === 'less') onChange({ kind: 'rank', better: value })
		else {
			onChange({
				kind: 'breakpoints',
				points: [
					[0, 0],
					[1, 100],
				],
			})
		}
	}
	return (
		<div className="flex flex-wrap gap-x-8 gap-y-3">
			<div className="flex flex-col gap-3">
				<SelectField
					label="Scale"
					className="w-84"
					disabled={isReadOnly}
					value={scale.kind === 'rank' ? scale.better : 'breakpoints'}
					choices={kindChoices}
					onChange={choose}
				/>
				{scale.kind === 'breakpoints' && (
					<PointRows
						points={scale.points}
						unit={unit}
						path={`${path}.scale`}
						onChange={points => onChange({ kind: 'breakpoints', points })}
					/>
				)}
				{scale.kind === 'rank' && (
					<p className="max-w-72 text-12 text-second">
						Among the accounts of the same segment on the same day. It needs 20 of them; with fewer it ranks
						among all.
					</p>
				)}
			</div>
			<figure>
				<ScaleCurve scale={scale} unit={unit} size="large" />
				<figcaption className="text-12 text-second">Value to the right, 0 to 100 points up</figcaption>
			</figure>
		</div>
	)
}
