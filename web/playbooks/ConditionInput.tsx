import { useMemo, useState } from 'react'
import { printCondition } from '../../core/conditions/print-condition.ts'
import { ConditionForm } from '../conditions/ConditionForm.tsx'
import { conditionToDraft } from '../conditions/condition-draft.ts'
import { useConditionNames } from '../conditions/condition-name.ts'
import { sayCondition } from '../conditions/say-condition.ts'
import { joinConditions, splitCondition } from '../conditions/split-condition.ts'
import { useSentence } from '../model/ConditionField.tsx'
import { FilterBar, type FilterChip } from '../ui/FilterBar.tsx'
import { TextArea } from '../ui/TextField.tsx'
import { usePlaybookEditor, useProblemAt } from './playbook-editor.ts'

/** A condition of a playbook: put together from parts, or written as an expression. */
export function ConditionInput({
	label,
	path,
	value,
	whenEmpty,
	onChange,
}: {
	label: string
	/** Where in the playbook it stands, for its problems. */
	path: string
	value: string | undefined
	/** What it means to have none; without it a condition is needed. */
	whenEmpty?: string
	onChange: (value: string | undefined) => void
}) {
	const { isReadOnly } = usePlaybookEditor()
	const problem = useProblemAt()(path)
	const say = useSentence()
	const parts = splitCondition(value ?? '')
	const [isText, setText] = useState(false)
	const showsText = isText || parts === undefined
	const sentence = value ? say(value) : whenEmpty
	if (isReadOnly) {
		return (
			<div className="text-13">
				<p className="font-medium">{label}</p>
				<p className="text-second">{sentence ?? value ?? '–'}</p>
			</div>
		)
	}
	return (
		<div role="group" aria-label={label} className="flex flex-col gap-1">
			<div className="flex min-h-6 items-center gap-2">
				<span className="font-medium text-13">{label}</span>
				<button
					type="button"
					className="ml-auto rounded-sm text-12 text-accent underline-offset-2 hover:underline disabled:text-second"
					disabled={parts === undefined}
					onClick={() => setText(!isText)}
				>
					{showsText ? 'Put together from parts' : 'Write as an expression'}
				</button>
			</div>
			{showsText ? (
				<TextArea
					label={label}
					isLabelHidden
					isCode
					className="[&_textarea]:field-sizing-content"
					rows={1}
					spellCheck={false}
					value={value ?? ''}
					placeholder={whenEmpty ? '' : 'arr >= 25000 and segment = "growth"'}
					hint={sentence}
					problem={problem}
					onChange={text => onChange(text.trim() === '' ? undefined : text.replaceAll('\n', ' '))}
				/>
			) : (
				<>
					<PartsInput parts={parts} onChange={onChange} />
					{(problem ?? (value ? undefined : whenEmpty)) && (
						<p className={problem ? 'text-12 text-alarm' : 'text-12 text-second'}>{problem ?? whenEmpty}</p>
					)}
				</>
			)}
		</div>
	)
}

function PartsInput({
	parts,
	onChange,
}: {
	parts: NonNullable<ReturnType<typeof splitCondition>>
	onChange: (value: string | undefined) => void
}) {
	const [isAdding, setAdding] = useState(false)
	const names = useConditionNames()
	const byName = useMemo(() => new Map(names.map(entry => [entry.name, entry])), [names])
	const chips = parts.map((part, index): FilterChip => {
		const draft = conditionToDraft(part, byName)
		return {
			key: `${index} ${printCondition(part)}`,
			sentence: sayCondition(part, byName),
			...(draft
				? {
						editor: (close: () => void) => (
							<ConditionForm
								names={names}
								draft={draft}
								words={{ add: 'Add the part', change: 'Change the part' }}
								onDone={next => {
									onChange(joinConditions(parts.with(index, next)))
									close()
								}}
							/>
						),
					}
				: {}),
		}
	})
	return (
		<div className="-mx-6 -my-1 max-md:-mx-4">
			<FilterBar
				chips={chips}
				emptyLabel="Add a part"
				onRemove={key => onChange(joinConditions(parts.filter((_, index) => chips[index]?.key !== key)))}
				onClear={() => onChange(undefined)}
				isAdding={isAdding}
				onAddingChange={setAdding}
				adder={close => (
					<ConditionForm
						names={names}
						words={{ add: 'Add the part', change: 'Change the part' }}
						onDone={next => {
							onChange(joinConditions([...parts, next]))
							close()
						}}
					/>
				)}
			/>
		</div>
	)
}
