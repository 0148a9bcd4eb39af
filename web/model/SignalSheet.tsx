import { Trash2 } from 'lucide-react'
import { bandLevels } from '../../core/model/health-model.ts'
import { type SignalDefinition, signalKinds } from '../../core/model/signal.ts'
import { derivedSignalNames } from '../../core/signals/derived-values.ts'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { Combobox } from '../ui/Combobox.tsx'
import { classNames } from '../ui/class-names.ts'
import { Sheet } from '../ui/Dialog.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { ConditionField } from './ConditionField.tsx'
import { levelNames } from './ImpactView.tsx'
import { allMetrics, readingClass, useModelEditor, useProblemAt } from './model-editor.ts'
import { SignalWorkFields } from './SignalWorkFields.tsx'
import { signalKindNames } from './signal-kind-names.ts'
import { ThresholdsEditor } from './ThresholdsEditor.tsx'

const kindChoices = signalKinds.map(kind => ({ value: kind, label: signalKindNames[kind] }))
const levelChoices = bandLevels.map(level => ({ value: level, label: levelNames[level] }))

function HeadFields({
	signal,
	path,
	onChange,
}: {
	signal: SignalDefinition
	path: string
	onChange: (part: Partial<SignalDefinition>) => void
}) {
	const { isReadOnly } = useModelEditor()
	const problemOf = useProblemAt()
	return (
		<div className="grid gap-4 sm:grid-cols-2">
			<TextField
				label="Name"
				className="sm:col-span-2"
				hint={signal.id}
				disabled={isReadOnly}
				value={signal.name}
				problem={problemOf(`${path}.name`) ?? problemOf(`${path}.id`)}
				onChange={name => onChange({ name })}
			/>
			<SelectField
				label="About"
				disabled={isReadOnly}
				value={signal.kind}
				choices={kindChoices}
				onChange={value => onChange({ kind: signalKinds.find(kind => kind === value) ?? signal.kind })}
			/>
			<SelectField
				label="Level"
				disabled={isReadOnly}
				value={signal.level}
				choices={levelChoices}
				onChange={value => onChange({ level: bandLevels.find(level => level === value) ?? signal.level })}
			/>
		</div>
	)
}

function MetricChoice({
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
	if (isReadOnly) {
		return <TextField label="Value that is shown" disabled value={signal.metric} onChange={() => undefined} />
	}
	return (
		<Combobox
			label="Value that is shown"
			value={signal.metric}
			choices={[
				...allMetrics(model).map(({ id, name }) => ({ value: id, label: `${name} (${id})` })),
				...['score', ...Object.keys(derivedSignalNames)].map(name => ({ value: name, label: name })),
			]}
			problem={problemOf(`${path}.metric`)}
			onChange={metric => onChange({ metric })}
		/>
	)
}

/** Everything about one signal; changes go into the draft at once. */
export function SignalSheet({
	signal,
	onClose,
	onChange,
	onRemove,
}: {
	signal: SignalDefinition
	onClose: () => void
	onChange: (part: Partial<SignalDefinition>) => void
	onRemove: () => void
}) {
	const { isReadOnly } = useModelEditor()
	const problemOf = useProblemAt()
	const path = `signals.${signal.id}`
	return (
		<Sheet
			isOpen
			onClose={onClose}
			title={signal.name || signal.id}
			description={isReadOnly ? undefined : 'Changes go into the draft; nothing fires before it is applied.'}
			actions={
				!isReadOnly && (
					<>
						<Button kind="danger" className="mr-auto" icon={<Trash2 size={14} />} onClick={onRemove}>
							Take it away
						</Button>
						<Button kind="primary" onClick={onClose}>
							Done
						</Button>
					</>
				)
			}
		>
			<div className={classNames('flex flex-col gap-5 pb-4', isReadOnly && readingClass)}>
				<Checkbox
					label="On"
					disabled={isReadOnly}
					checked={signal.enabled}
					onChange={enabled => onChange({ enabled })}
				/>
				<HeadFields signal={signal} path={path} onChange={onChange} />
				<ConditionField
					label="Is true when"
					path={`${path}.when`}
					value={signal.when}
					onChange={when => onChange({ when: when ?? '' })}
				/>
				<ThresholdsEditor signal={signal} path={path} onChange={onChange} />
				<MetricChoice signal={signal} path={path} onChange={onChange} />
				<TextField
					label="Reason, as it is said"
					hint="{value}, {percent}, {days}, {threshold} and {threshold_percent} are filled in."
					disabled={isReadOnly}
					value={signal.reason}
					problem={problemOf(`${path}.reason`)}
					onChange={reason => onChange({ reason })}
				/>
				<NumberField
					label="Ends after"
					hint="days on which it was not true"
					className="w-40"
					unit="d"
					isWhole
					min={1}
					disabled={isReadOnly}
					value={signal.endsAfterDays}
					onChange={days => days !== null && onChange({ endsAfterDays: days })}
				/>
				<SignalWorkFields signal={signal} path={path} onChange={onChange} />
			</div>
		</Sheet>
	)
}
