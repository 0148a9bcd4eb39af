import type { SignalDefinition } from '../../core/model/signal.ts'
import { Checkbox } from '../ui/Checkbox.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { useModelEditor, useProblemAt } from './model-editor.ts'
import { ownerChoices, ownerRoleOf } from './owner-choices.ts'

type Work = NonNullable<SignalDefinition['work']>

const newWork: Work = { title: 'Look into it', owner: 'csm', dueInWorkingDays: 2, hours: 0.5 }

/** The task that an episode makes when it opens, if any. */
export function SignalWorkFields({
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
	const { work } = signal
	const set = (part: Partial<Work>) => work && onChange({ work: { ...work, ...part } })
	return (
		<div className="flex flex-col gap-4 border-t pt-4">
			<Checkbox
				label="Makes a task when it opens"
				disabled={isReadOnly}
				checked={work !== undefined}
				onChange={isWanted => onChange({ work: isWanted ? newWork : undefined })}
			/>
			{work && (
				<div className="grid gap-4 sm:grid-cols-3">
					<TextField
						label="Task"
						className="sm:col-span-3"
						disabled={isReadOnly}
						value={work.title}
						problem={problemOf(`${path}.work.title`)}
						onChange={title => set({ title })}
					/>
					<SelectField
						label="Owner"
						disabled={isReadOnly}
						value={work.owner}
						choices={ownerChoices}
						onChange={value => set({ owner: ownerRoleOf(value) ?? work.owner })}
					/>
					<NumberField
						label="Due in"
						hint="working days"
						isWhole
						min={0}
						disabled={isReadOnly}
						value={work.dueInWorkingDays}
						onChange={days => days !== null && set({ dueInWorkingDays: days })}
					/>
					<NumberField
						label="Usual effort"
						hint="hours"
						min={0}
						disabled={isReadOnly}
						value={work.hours}
						onChange={hours => hours !== null && set({ hours })}
					/>
				</div>
			)}
		</div>
	)
}
