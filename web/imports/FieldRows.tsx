import { getImportKind, type ImportColumn } from '../../core/model/import-kind.ts'
import { classNames } from '../ui/class-names.ts'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { isGoodValue, translateChoice } from './column-values.ts'
import type { FileHead } from './file-head.ts'
import { type FieldSource, type MappingDraft, previewField, withField } from './mapping-draft.ts'

/** Marks that no column can be called by. */
const constantChoice = '\u0000constant'
const textChoice = '\u0000text'

const typeWords: Readonly<Record<ImportColumn['type'], string>> = {
	id: 'id',
	account: 'id of an account',
	text: 'text',
	email: 'e-mail',
	day: 'date',
	instant: 'time',
	decimal: 'number',
	number: 'number',
	integer: 'whole number',
	boolean: 'yes or no',
	currency: 'currency',
	choice: 'one of',
}

function choiceOf(source: FieldSource | undefined): string {
	if (!source) return ''
	if (source.from === 'column') return source.column
	return source.from === 'constant' ? constantChoice : textChoice
}

function sourceOf(choice: string): FieldSource | undefined {
	if (choice === '') return undefined
	if (choice === constantChoice) return { from: 'constant', text: '' }
	if (choice === textChoice) return { from: 'text', text: '' }
	return { from: 'column', column: choice, values: {} }
}

/** Values of the file that the field does not have, each with ours beside it. */
function Translations({
	field,
	head,
	source,
	onChange,
}: {
	field: ImportColumn
	head: FileHead
	source: FieldSource & { from: 'column' }
	onChange: (values: Record<string, string>) => void
}) {
	const index = head.columns.indexOf(source.column)
	const found = [...new Set(head.rows.map(row => row[index] ?? ''))].filter(
		text => text !== '' && (source.values[text] !== undefined || !isGoodValue(field, text)),
	)
	const choices = [
		{ value: '', label: 'refuse the row' },
		...(field.choices ?? []).map(choice => ({ value: choice, label: choice })),
	]
	if (found.length === 0) return null
	return (
		<div className="col-span-full mb-2 ml-6 grid w-max grid-cols-[auto_160px] items-center gap-x-3 gap-y-1 border-l pl-3">
			{found.slice(0, 12).map(text => (
				<div key={text} className="contents">
					<span className="text-12">{text} is</span>
					<SelectField
						label={`What ${text} is`}
						isLabelHidden
						value={source.values[text] ?? translateChoice(field, text) ?? ''}
						choices={choices}
						onChange={value => {
							const { [text]: _, ...rest } = source.values
							onChange(value === '' ? rest : { ...rest, [text]: value })
						}}
					/>
				</div>
			))}
		</div>
	)
}

/** What the first row that has something gives, and whether it can stand in the field. */
function Example({
	field,
	head,
	source,
}: {
	field: ImportColumn
	head: FileHead | undefined
	source: FieldSource | undefined
}) {
	if (!source || !head) return null
	const text = head.rows.map(row => previewField(source, head.columns, row)).find(value => value !== '') ?? ''
	if (text === '') return <span className="text-second">empty in the first rows</span>
	if (source.from === 'text' && text.startsWith('=')) return <span className="text-second">computed</span>
	const isGood = isGoodValue(field, text)
	return (
		<span className={classNames('truncate', !isGood && 'text-watch')} title={text}>
			{text}
			{!isGood && ` is no ${typeWords[field.type]}`}
		</span>
	)
}

function FieldRow({
	field,
	draft,
	head,
	isActive,
	onActive,
	onChange,
}: {
	field: ImportColumn
	draft: MappingDraft
	head: FileHead | undefined
	isActive: boolean
	onActive: () => void
	onChange: (source: FieldSource | undefined) => void
}) {
	const source = draft.fields[field.name]
	const choices = [
		{ value: '', label: field.required ? 'Choose a column' : 'Not in the file' },
		...(head?.columns ?? []).map(column => ({ value: column, label: column })),
		{ value: constantChoice, label: 'The same for every row …' },
		{ value: textChoice, label: 'Text or arithmetic …' },
	]
	const isWritten = source !== undefined && (source.from !== 'column' || !head)
	return (
		<div
			className={classNames(
				'grid grid-cols-[minmax(120px,200px)_minmax(140px,240px)_1fr] items-center gap-x-3 gap-y-1 border-b px-2 py-1 max-md:grid-cols-1',
				isActive && 'bg-accent-soft',
			)}
		>
			<button
				type="button"
				aria-pressed={isActive}
				onClick={onActive}
				className="flex min-w-0 items-baseline gap-2 rounded-sm text-left"
			>
				<span className="whitespace-nowrap font-medium">
					{field.name}
					{field.required && <span className="text-alarm"> *</span>}
				</span>
				<span className="min-w-0 truncate text-12 text-second" title={field.choices?.join(', ')}>
					{field.type === 'choice' ? field.choices?.join(', ') : typeWords[field.type]}
				</span>
			</button>
			<SelectField
				label={`Where ${field.name} comes from`}
				isLabelHidden
				value={choiceOf(source)}
				choices={choices}
				onFocus={onActive}
				onChange={choice => onChange(sourceOf(choice))}
			/>
			<div className="flex min-w-0 items-center gap-2 text-12">
				{isWritten && source.from !== 'column' && (
					<TextField
						label={`Value of ${field.name}`}
						isLabelHidden
						className="w-56"
						placeholder={source.from === 'constant' ? 'EUR' : '{Customer No}:{Product} or = Total / Seats'}
						value={source.text}
						onChange={text => onChange({ ...source, text })}
					/>
				)}
				<Example field={field} head={head} source={source} />
			</div>
			{source?.from === 'column' && field.type === 'choice' && head && (
				<Translations
					field={field}
					head={head}
					source={source}
					onChange={values => onChange({ ...source, values })}
				/>
			)}
		</div>
	)
}

/** Our fields of the kind, where each comes from, and what it gets of the first row. */
export function FieldRows({
	draft,
	head,
	active,
	onActive,
	onChange,
}: {
	draft: MappingDraft
	head: FileHead | undefined
	active: string | undefined
	onActive: (field: string) => void
	onChange: (draft: MappingDraft) => void
}) {
	const { columns } = getImportKind(draft.kind)
	const sorted = [...columns].sort((a, b) => Number(b.required) - Number(a.required))
	return (
		<div role="group" aria-label="Fields" className="border-t text-13">
			{sorted.map(field => (
				<FieldRow
					key={`${draft.kind} ${field.name}`}
					field={field}
					draft={draft}
					head={head}
					isActive={field.name === active}
					onActive={() => onActive(field.name)}
					onChange={source => onChange(withField(draft, field.name, source))}
				/>
			))}
		</div>
	)
}
