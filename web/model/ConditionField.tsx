import { useMemo } from 'react'
import { parseCondition } from '../../core/conditions/parse-condition.ts'
import { useConditionNames } from '../conditions/condition-name.ts'
import { sayCondition } from '../conditions/say-condition.ts'
import { TextArea } from '../ui/TextField.tsx'
import { useModelEditor, useProblemAt } from './model-editor.ts'

/** The condition as a sentence; undefined where it is none. */
export function useSentence(): (text: string) => string | undefined {
	const names = useConditionNames()
	const byName = useMemo(() => new Map(names.map(entry => [entry.name, entry])), [names])
	return text => {
		const parsed = parseCondition(text)
		return parsed.ok ? sayCondition(parsed.condition, byName) : undefined
	}
}

/** A condition as it is written in the model, checked while it is typed, with what it says below. */
export function ConditionField({
	label,
	path,
	value,
	onChange,
	whenEmpty,
}: {
	label: string
	/** Where in the model it stands, for its problems. */
	path: string
	value: string | undefined
	/** undefined: emptied, where that means something. */
	onChange: (value: string | undefined) => void
	/** What it means to have none; without it a condition is needed. */
	whenEmpty?: string
}) {
	const { isReadOnly } = useModelEditor()
	const problemOf = useProblemAt()
	const say = useSentence()
	const sentence = value ? say(value) : whenEmpty
	return (
		<TextArea
			label={label}
			isCode
			// As high as its text, whatever the width.
			className="[&_textarea]:field-sizing-content"
			rows={1}
			spellCheck={false}
			disabled={isReadOnly}
			value={value ?? ''}
			placeholder={whenEmpty ? '' : 'arr >= 25000 and segment = "growth"'}
			hint={sentence}
			problem={problemOf(path)}
			onChange={text => onChange(text.trim() === '' && whenEmpty ? undefined : text.replaceAll('\n', ' '))}
		/>
	)
}
