import { bandLevels } from '../../core/model/health-model.ts'
import type { PlaybookTrigger, TriggerKind } from '../../core/model/playbook.ts'
import { signalMoments } from '../../core/model/playbook.ts'
import { Checkbox } from '../ui/Checkbox.tsx'
import { Combobox } from '../ui/Combobox.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { usePlaybookEditor, useProblemAt } from './playbook-editor.ts'
import { triggerWords } from './playbook-words.ts'

const triggerKinds = ['signal', 'band', 'stage', 'date', 'hand', 'webhook'] as const
const momentWords = { enters: 'begins', is_in: 'goes on', exits: 'is over' } as const

type TriggerOf<Kind extends TriggerKind> = Extract<PlaybookTrigger, { kind: Kind }>
interface Props<Trigger> {
	trigger: Trigger
	onChange: (trigger: PlaybookTrigger) => void
}

function newTrigger(kind: TriggerKind): PlaybookTrigger {
	switch (kind) {
		case 'signal':
			return { kind, signal: '', on: 'enters' }
		case 'band':
			return { kind, to: ['alarm'] }
		case 'stage':
			return { kind, to: '' }
		case 'date':
			return { kind, of: 'renewal', days: -90, graceDays: 7 }
		default:
			return { kind }
	}
}

/** What makes a run start. */
export function TriggerFields() {
	const { draft, change } = usePlaybookEditor()
	const { trigger } = draft
	const onChange = (next: PlaybookTrigger) => change(now => ({ ...now, trigger: next }))
	return (
		<div className="flex flex-wrap items-start gap-4">
			<SelectField
				label="Started by"
				className="w-52"
				value={trigger.kind}
				choices={triggerKinds.map(value => ({ value, label: triggerWords[value] }))}
				onChange={value => onChange(newTrigger(triggerKinds.find(kind => kind === value) ?? 'hand'))}
			/>
			{trigger.kind === 'signal' && <SignalFields trigger={trigger} onChange={onChange} />}
			{trigger.kind === 'band' && <LevelFields trigger={trigger} onChange={onChange} />}
			{trigger.kind === 'stage' && <StageFields trigger={trigger} onChange={onChange} />}
			{trigger.kind === 'date' && <DateFields trigger={trigger} onChange={onChange} />}
		</div>
	)
}

function SignalFields({ trigger, onChange }: Props<TriggerOf<'signal'>>) {
	const { draft, model, isReadOnly, change } = usePlaybookEditor()
	const problemOf = useProblemAt()
	const choices = model.signals.map(({ id, name, enabled }) => ({
		value: id,
		label: enabled ? name : `${name} (off)`,
	}))
	return (
		<>
			<Combobox
				label="Signal"
				className="w-72"
				value={trigger.signal}
				choices={choices}
				problem={problemOf('trigger.signal')}
				onChange={signal => onChange({ ...trigger, signal })}
			/>
			<SelectField
				label="When it"
				className="w-32"
				value={trigger.on}
				choices={signalMoments.map(value => ({ value, label: momentWords[value] }))}
				onChange={value =>
					onChange({ ...trigger, on: signalMoments.find(moment => moment === value) ?? 'enters' })
				}
			/>
			<div className="flex w-full items-center">
				<Checkbox
					label="A run ends once the signal is over"
					disabled={isReadOnly}
					checked={draft.exitsWithSignal}
					onChange={exitsWithSignal => change(now => ({ ...now, exitsWithSignal }))}
				/>
			</div>
		</>
	)
}

function LevelFields({ trigger, onChange }: Props<TriggerOf<'band'>>) {
	const { isReadOnly } = usePlaybookEditor()
	return (
		<div role="group" aria-label="Levels" className="flex flex-col gap-1">
			<span className="font-medium text-13">When health comes to</span>
			<div className="flex min-h-8 flex-wrap items-center gap-4">
				{bandLevels.map(level => (
					<Checkbox
						key={level}
						label={level}
						disabled={isReadOnly || (trigger.to.length === 1 && trigger.to[0] === level)}
						checked={trigger.to.includes(level)}
						onChange={isOn =>
							onChange({
								...trigger,
								to: isOn ? [...trigger.to, level] : trigger.to.filter(entry => entry !== level),
							})
						}
					/>
				))}
			</div>
		</div>
	)
}

function StageFields({ trigger, onChange }: Props<TriggerOf<'stage'>>) {
	const { model } = usePlaybookEditor()
	const problemOf = useProblemAt()
	const stages = model.lifecycleStages.map(({ id, name }) => ({ value: id, label: name }))
	return (
		<>
			<SelectField
				label="When the stage becomes"
				className="w-52"
				value={trigger.to}
				problem={problemOf('trigger.to')}
				choices={[{ value: '', label: 'Choose' }, ...stages]}
				onChange={to => onChange({ ...trigger, to })}
			/>
			<SelectField
				label="After"
				className="w-52"
				value={trigger.from ?? ''}
				problem={problemOf('trigger.from')}
				choices={[{ value: '', label: 'any stage' }, ...stages]}
				onChange={from => onChange({ ...trigger, from: from || undefined })}
			/>
		</>
	)
}

const dates = ['renewal', 'contract_start', 'milestone'] as const
const dateWords = {
	renewal: 'the renewal',
	contract_start: 'the start of the contract',
	milestone: 'a milestone',
} as const

function DateFields({ trigger, onChange }: Props<TriggerOf<'date'>>) {
	const problemOf = useProblemAt()
	const isBefore = trigger.days < 0
	return (
		<>
			<NumberField
				label="Days"
				className="w-24"
				isWhole
				min={0}
				max={730}
				value={Math.abs(trigger.days)}
				problem={problemOf('trigger.days')}
				onChange={days => days !== null && onChange({ ...trigger, days: isBefore ? -days : days })}
			/>
			<SelectField
				label="Before or after"
				className="w-28"
				value={isBefore ? 'before' : 'after'}
				choices={[
					{ value: 'before', label: 'before' },
					{ value: 'after', label: 'after' },
				]}
				onChange={value => {
					const days = Math.abs(trigger.days)
					onChange({ ...trigger, days: value === 'before' ? -days || -1 : days })
				}}
			/>
			<SelectField
				label="Which date"
				className="w-52"
				value={trigger.of}
				choices={dates.map(value => ({ value, label: dateWords[value] }))}
				onChange={value => {
					const of = dates.find(entry => entry === value) ?? 'renewal'
					onChange({ ...trigger, of, days: of === 'renewal' ? trigger.days : Math.abs(trigger.days) })
				}}
			/>
			{trigger.of === 'milestone' && (
				<TextField
					label="Milestone"
					className="w-44"
					value={trigger.milestone ?? ''}
					problem={problemOf('trigger')}
					onChange={milestone => onChange({ ...trigger, milestone: milestone || undefined })}
				/>
			)}
			<NumberField
				label="Still counts when late"
				hint="for a date that became known late"
				className="w-44"
				unit="d"
				isWhole
				min={0}
				max={60}
				value={trigger.graceDays}
				onChange={graceDays => graceDays !== null && onChange({ ...trigger, graceDays })}
			/>
		</>
	)
}
