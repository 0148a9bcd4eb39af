import { Plus, X } from 'lucide-react'
import { type FieldCondition, fieldOperators } from '../../core/model/metric-definition.ts'
import { Button } from '../ui/Button.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { operatorWords } from './fact-columns.ts'
import { withEntry, withoutEntry } from './model-editor.ts'

type Operator = FieldCondition['is']

const operatorChoices = fieldOperators.map(operator => ({ value: operator, label: operatorWords[operator] }))
const numeric: readonly Operator[] = ['lt', 'le', 'gt', 'ge']

/** What was typed as the value that the comparison takes: a list, a number, yes or no, else text. */
export function parseFactValue(text: string, operator: Operator): FieldCondition['value'] {
	if (operator === 'in') {
		const names = text.split(',').map(name => name.trim())
		return names.filter(name => name !== '').length > 0 ? names.filter(name => name !== '') : ['']
	}
	if (text === 'true' || text === 'false') return text === 'true'
	const number = Number(text)
	return numeric.includes(operator) && text.trim() !== '' && Number.isFinite(number) ? number : text
}

function printFactValue(value: FieldCondition['value']): string {
	return Array.isArray(value) ? value.join(', ') : String(value)
}

/** Conditions on the columns of facts; all must hold. */
export function FactConditions({
	label,
	columns,
	conditions,
	onChange,
}: {
	label: string
	/** Those that the facts have. */
	columns: readonly string[]
	conditions: readonly FieldCondition[]
	onChange: (conditions: FieldCondition[]) => void
}) {
	return (
		<fieldset>
			<legend className="mb-1 font-medium text-13">{label}</legend>
			{conditions.map((condition, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a condition is known by its place
				<div key={index} className="mb-2 grid grid-cols-[1fr_120px_1fr_32px] gap-2">
					<SelectField
						label={`Column ${index + 1}`}
						isLabelHidden
						value={condition.field}
						choices={[...new Set([...columns, condition.field])].map(name => ({ value: name, label: name }))}
						onChange={field => onChange(withEntry(conditions, index, { field }))}
					/>
					<SelectField
						label={`Comparison ${index + 1}`}
						isLabelHidden
						value={condition.is}
						choices={operatorChoices}
						onChange={text => {
							const is = fieldOperators.find(operator => operator === text) ?? condition.is
							const value = parseFactValue(printFactValue(condition.value), is)
							onChange(withEntry(conditions, index, { is, value }))
						}}
					/>
					<TextField
						label={`Value ${index + 1}`}
						isLabelHidden
						placeholder={condition.is === 'in' ? 'high, critical' : 'high'}
						value={printFactValue(condition.value)}
						onChange={text =>
							onChange(withEntry(conditions, index, { value: parseFactValue(text, condition.is) }))
						}
					/>
					<IconButton
						label={`Take condition ${index + 1} away`}
						icon={<X size={14} />}
						onClick={() => onChange(withoutEntry(conditions, index))}
					/>
				</div>
			))}
			<Button
				kind="quiet"
				className="h-7 text-accent"
				icon={<Plus size={14} />}
				onClick={() => onChange([...conditions, { field: columns[0] ?? 'column', is: 'eq', value: '' }])}
			>
				Add a condition
			</Button>
		</fieldset>
	)
}
