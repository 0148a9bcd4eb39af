import { Braces } from 'lucide-react'
import { useRef, useState } from 'react'
import { renderTemplate } from '../../core/delivery/render-template.ts'
import { Button } from '../ui/Button.tsx'
import { Popover } from '../ui/Popover.tsx'
import { TextArea } from '../ui/TextField.tsx'
import { usePlaybookEditor, useProblemAt } from './playbook-editor.ts'
import { listFields } from './sample-fields.ts'

/** A text that is filled with an account's fields, with what it becomes below. */
export function TemplateField({
	label,
	path,
	value,
	rows = 1,
	isPlain = false,
	onChange,
}: {
	label: string
	path: string
	value: string
	rows?: number
	/** It is taken as it is written: no fields. */
	isPlain?: boolean
	onChange: (value: string) => void
}) {
	const { isReadOnly, sample } = usePlaybookEditor()
	const problem = useProblemAt()(path)
	const areaRef = useRef<HTMLTextAreaElement>(null)
	function insert(field: string) {
		const area = areaRef.current
		const [from, to] = area ? [area.selectionStart, area.selectionEnd] : [value.length, value.length]
		onChange(`${value.slice(0, from)}{{ ${field} }}${value.slice(to)}`)
	}
	return (
		<div className="flex flex-col gap-1">
			<TextArea
				label={label}
				areaRef={areaRef}
				rows={rows}
				className="[&_textarea]:field-sizing-content"
				readOnly={isReadOnly}
				value={value}
				problem={problem}
				onChange={onChange}
			/>
			{!isPlain && (
				<div className="flex items-start gap-2">
					{problem === undefined ? <TextPreview text={value} /> : <span className="flex-1" />}
					{!isReadOnly && <FieldList label={label} fields={listFields(sample.fields)} onInsert={insert} />}
				</div>
			)}
		</div>
	)
}

/** What a text becomes for the account that is chosen; nothing where it has no fields. */
export function TextPreview({ text }: { text: string }) {
	const { sample } = usePlaybookEditor()
	if (!/\{[{%]/.test(text)) return <span className="flex-1" />
	const rendered = renderTemplate(text, { ...sample.fields })
	return (
		<div className="min-w-0 flex-1 border-l-2 pl-2.5 text-12">
			<p className="text-second">{sample.isReal ? `For ${sample.name}` : 'For example'}</p>
			{'text' in rendered ? (
				<p className="whitespace-pre-wrap break-words">{rendered.text}</p>
			) : (
				<p className="text-watch">It would not be sent: {rendered.problem}</p>
			)}
		</div>
	)
}

function FieldList({
	label,
	fields,
	onInsert,
}: {
	label: string
	fields: ReturnType<typeof listFields>
	onInsert: (field: string) => void
}) {
	const [isOpen, setOpen] = useState(false)
	return (
		<Popover
			label={`Fields for ${label}`}
			isOpen={isOpen}
			onOpenChange={setOpen}
			align="end"
			className="w-96"
			trigger={
				<Button kind="quiet" className="h-6 px-2 text-second" icon={<Braces size={13} />}>
					Fields
				</Button>
			}
		>
			<ul className="flex flex-col">
				{fields.map(field => (
					<li key={field.path}>
						<button
							type="button"
							className="flex min-h-7 w-full items-baseline gap-3 rounded px-2 text-left hover:bg-hover"
							onClick={() => {
								onInsert(field.value === null ? `${field.path} | default: 'not known'` : field.path)
								setOpen(false)
							}}
						>
							<code className="text-12">{field.path}</code>
							<span className="ml-auto truncate text-12 text-second">{field.value ?? 'not known'}</span>
						</button>
					</li>
				))}
			</ul>
			<p className="mt-2 border-t px-2 pt-2 text-12 text-second">
				A field that is not known needs a default, like {"{{ contact.first_name | default: 'there' }}"}, or
				the text is not sent.
			</p>
		</Popover>
	)
}
