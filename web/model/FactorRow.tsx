import { ChevronRight, Trash2 } from 'lucide-react'
import { type Factor, missingPolicies } from '../../core/model/health-model.ts'
import { Button } from '../ui/Button.tsx'
import { Combobox } from '../ui/Combobox.tsx'
import { classNames } from '../ui/class-names.ts'
import { formatPercent } from '../ui/format-number.ts'
import { Hint } from '../ui/Hint.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { allMetrics, findMetric, useModelEditor, useProblemAt } from './model-editor.ts'
import { ScaleCurve } from './ScaleCurve.tsx'
import { ScaleEditor } from './ScaleEditor.tsx'

const missingWords: Record<Factor['missing'], string> = {
	spread: 'Spread its weight over the others',
	neutral: 'Count it with 50 points',
	zero: 'Count it with 0 points',
	required: 'Give no score',
}
const missingChoices = missingPolicies.map(policy => ({ value: policy, label: missingWords[policy] }))

function FactorDetails({
	factor,
	path,
	isOnly,
	onChange,
	onRemove,
}: {
	factor: Factor
	path: string
	isOnly: boolean
	onChange: (part: Partial<Factor>) => void
	onRemove: () => void
}) {
	const { model, isReadOnly } = useModelEditor()
	const problemOf = useProblemAt()
	const metric = findMetric(model, factor.metric)
	return (
		<div className="mb-2 ml-6 flex flex-col gap-4 border-l py-2 pl-4 max-md:ml-1 max-md:pl-3">
			<div className="grid max-w-4xl gap-4 md:grid-cols-3">
				<TextField
					label="Name"
					disabled={isReadOnly}
					value={factor.name}
					problem={problemOf(`${path}.name`)}
					onChange={name => onChange({ name })}
				/>
				<TextField
					label="Group"
					hint="Factors of one group are shown together."
					disabled={isReadOnly}
					value={factor.group}
					onChange={group => onChange({ group })}
				/>
				<SelectField
					label="Where its metric is unknown"
					disabled={isReadOnly}
					value={factor.missing}
					choices={missingChoices}
					onChange={value => {
						const missing = missingPolicies.find(policy => policy === value)
						if (missing) onChange({ missing })
					}}
				/>
				{isReadOnly ? (
					<TextField label="Metric" disabled value={factor.metric} onChange={() => undefined} />
				) : (
					<Combobox
						label="Metric"
						className="md:col-span-2"
						value={factor.metric}
						choices={allMetrics(model).map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))}
						problem={problemOf(`${path}.metric`)}
						hint={metric?.meaning}
						onChange={id => onChange({ metric: id })}
					/>
				)}
			</div>
			<ScaleEditor
				factor={factor}
				unit={metric?.unit ?? null}
				path={path}
				onChange={scale => onChange({ scale })}
			/>
			{!isReadOnly && (
				<div>
					<Button kind="danger" icon={<Trash2 size={14} />} disabled={isOnly} onClick={onRemove}>
						Take this factor away
					</Button>
				</div>
			)}
		</div>
	)
}

/** One factor in a line; opens to everything about it. */
export function FactorRow({
	factor,
	path,
	share,
	isOpen,
	isOnly,
	onToggle,
	onChange,
	onRemove,
}: {
	factor: Factor
	path: string
	/** Of the weights of all factors. */
	share: number
	isOpen: boolean
	isOnly: boolean
	onToggle: () => void
	onChange: (part: Partial<Factor>) => void
	onRemove: () => void
}) {
	const { model, isReadOnly } = useModelEditor()
	const problemOf = useProblemAt()
	const metric = findMetric(model, factor.metric)
	const problem = problemOf(path)
	return (
		<div className="border-b">
			<div className="grid min-h-[42px] grid-cols-[1fr_auto_auto] items-center gap-x-3 py-1 text-13 md:grid-cols-[minmax(160px,240px)_1fr_88px_auto_56px]">
				<button
					type="button"
					aria-expanded={isOpen}
					onClick={onToggle}
					className="flex min-w-0 items-center gap-2 rounded-sm text-left"
				>
					<ChevronRight
						size={13}
						aria-hidden="true"
						className={classNames(
							'shrink-0 text-second transition-transform duration-120',
							isOpen && 'rotate-90',
						)}
					/>
					<span className="truncate font-medium">{factor.name || factor.id}</span>
				</button>
				<span className="min-w-0 truncate max-md:hidden">
					{problem && !isOpen ? (
						<span className="text-alarm">{problem}</span>
					) : (
						<Hint more={metric?.meaning ?? 'There is no such metric'} className="max-w-full truncate">
							{metric?.name ?? factor.metric}
						</Hint>
					)}
				</span>
				<span className="max-md:hidden">
					<ScaleCurve scale={factor.scale} unit={metric?.unit ?? null} />
				</span>
				<NumberField
					label={`Weight of ${factor.name}`}
					isLabelHidden
					className="w-20"
					min={0}
					disabled={isReadOnly}
					value={factor.weight}
					onChange={weight => weight !== null && onChange({ weight })}
				/>
				<span className="text-right text-second">{formatPercent(share)}</span>
			</div>
			{isOpen && (
				<FactorDetails factor={factor} path={path} isOnly={isOnly} onChange={onChange} onRemove={onRemove} />
			)}
		</div>
	)
}
