import type { SignalDefinition } from '../../core/model/signal.ts'
import { NumberField } from '../ui/NumberField.tsx'
import { findMetric, useModelEditor, useProblemAt } from './model-editor.ts'
import { typingFactor } from './ScaleEditor.tsx'

type Overrides = SignalDefinition['overrides']

/** A segment's own value, or none; a segment without any of its own is left out. */
export function withOverride(
	overrides: Overrides,
	segment: string,
	name: string,
	value: number | null,
): Overrides {
	const { [segment]: old = {}, ...others } = overrides
	const { [name]: _, ...rest } = old
	const next = value === null ? rest : { ...rest, [name]: value }
	return Object.keys(next).length === 0 ? others : { ...others, [segment]: next }
}

/** Values of a signal's thresholds: the usual ones, and those of segments that differ. */
export function ThresholdsEditor({
	signal,
	path,
	onChange,
}: {
	signal: SignalDefinition
	path: string
	onChange: (part: Partial<SignalDefinition>) => void
}) {
	const { model, isReadOnly } = useModelEditor()
	const problemOf = useProblemAt()
	const names = Object.keys(signal.thresholds)
	if (names.length === 0) return null
	const factor = typingFactor(findMetric(model, signal.metric)?.unit)
	const unit = factor === 100 ? '%' : undefined
	return (
		<section aria-label="Thresholds" className="overflow-x-auto">
			<table className="text-13">
				<caption className="mb-1 text-left font-medium">
					Thresholds <span className="font-normal text-second">empty: the usual one</span>
				</caption>
				<thead>
					<tr className="text-12 text-second">
						<th scope="col" className="pr-3 pb-1 text-left font-medium">
							For
						</th>
						{names.map(name => (
							<th key={name} scope="col" className="px-1 pb-1 text-right font-medium">
								{name}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					<tr>
						<th scope="row" className="py-0.5 pr-3 text-left font-normal">
							Usual
						</th>
						{names.map(name => (
							<td key={name} className="w-32 px-1 py-0.5">
								<NumberField
									label={`${name}, usual`}
									isLabelHidden
									factor={factor}
									unit={unit}
									disabled={isReadOnly}
									value={signal.thresholds[name] ?? null}
									problem={problemOf(`${path}.thresholds.${name}`)}
									onChange={value =>
										value !== null && onChange({ thresholds: { ...signal.thresholds, [name]: value } })
									}
								/>
							</td>
						))}
					</tr>
					{model.segments.map(segment => (
						<tr key={segment.id}>
							<th scope="row" className="py-0.5 pr-3 text-left font-normal">
								{segment.name}
							</th>
							{names.map(name => (
								<td key={name} className="w-32 px-1 py-0.5">
									<NumberField
										label={`${name}, ${segment.name}`}
										isLabelHidden
										isOptional
										factor={factor}
										unit={unit}
										disabled={isReadOnly}
										value={signal.overrides[segment.id]?.[name] ?? null}
										problem={problemOf(`${path}.overrides.${segment.id}.${name}`)}
										onChange={value =>
											onChange({ overrides: withOverride(signal.overrides, segment.id, name, value) })
										}
									/>
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</section>
	)
}
