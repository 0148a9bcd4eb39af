import { Plus, X } from 'lucide-react'
import { type CoverageKind, coverageKinds, type ServiceLevel } from '../../core/model/service-level.ts'
import { Button } from '../ui/Button.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { freeId, useModelEditor, useProblemAt, withEntry, withoutEntry } from './model-editor.ts'

const coverageNames: Record<CoverageKind, string> = {
	dedicated: 'Dedicated CSM',
	pooled: 'Pooled CSMs',
	automated: 'Automated',
}
const coverageChoices = coverageKinds.map(kind => ({ value: kind, label: coverageNames[kind] }))

type Range = ServiceLevel['arrPerCsm']

function RangeFields({
	label,
	range,
	isOpen = false,
	onChange,
}: {
	label: string
	range: Range
	/** Whether the upper end may be left out. */
	isOpen?: boolean
	onChange: (range: Range) => void
}) {
	const { isReadOnly } = useModelEditor()
	return (
		<fieldset className="min-w-0">
			<legend className="mb-1 font-medium text-13">{label}</legend>
			<div className="flex items-start gap-2">
				<NumberField
					label={`${label}, from`}
					isLabelHidden
					min={0}
					className="min-w-0 flex-1"
					disabled={isReadOnly}
					value={range.from}
					onChange={from => from !== null && onChange({ ...range, from })}
				/>
				<span className="pt-1.5 text-13 text-second">to</span>
				<NumberField
					label={`${label}, to`}
					isLabelHidden
					min={1}
					className="min-w-0 flex-1"
					isOptional={isOpen}
					placeholder={isOpen ? 'no limit' : ''}
					disabled={isReadOnly}
					value={range.to}
					onChange={to => onChange({ ...range, to })}
				/>
			</div>
		</fieldset>
	)
}

function LevelFields({
	level,
	currency,
	onChange,
	onRemove,
}: {
	level: ServiceLevel
	currency: string | null
	onChange: (part: Partial<ServiceLevel>) => void
	onRemove: (() => void) | undefined
}) {
	const { isReadOnly } = useModelEditor()
	const problemOf = useProblemAt()
	const path = `serviceLevels.${level.id}`
	return (
		<article aria-label={level.name} className="flex gap-3 border-b py-4">
			<div className="grid min-w-0 flex-1 gap-4 sm:grid-cols-2 lg:grid-cols-3 2xl:grid-cols-[150px_150px_110px_1fr_1.4fr]">
				<TextField
					label="Name"
					hint={level.id}
					disabled={isReadOnly}
					value={level.name}
					problem={problemOf(path)}
					onChange={name => onChange({ name })}
				/>
				<SelectField
					label="Served by"
					disabled={isReadOnly}
					value={level.coverage}
					choices={coverageChoices}
					onChange={value => {
						const coverage = coverageKinds.find(kind => kind === value)
						if (coverage) onChange({ coverage })
					}}
				/>
				<NumberField
					label="Reviews a year"
					isWhole
					min={0}
					disabled={isReadOnly}
					value={level.reviewsPerYear}
					onChange={reviewsPerYear => reviewsPerYear !== null && onChange({ reviewsPerYear })}
				/>
				<RangeFields
					label="Accounts per CSM"
					range={level.accountsPerCsm}
					onChange={accountsPerCsm => onChange({ accountsPerCsm })}
				/>
				<RangeFields
					label={`ARR per CSM${currency ? `, ${currency}` : ''}`}
					isOpen
					range={level.arrPerCsm}
					onChange={arrPerCsm => onChange({ arrPerCsm })}
				/>
			</div>
			{onRemove && <IconButton label={`Take ${level.name} away`} icon={<X size={14} />} onClick={onRemove} />}
		</article>
	)
}

/** What an account of a segment is owed, and how many of them one person can hold. */
export function ServiceLevelsSection({ currency }: { currency: string | null }) {
	const { model, isReadOnly, change } = useModelEditor()
	const { serviceLevels } = model
	const set = (next: ServiceLevel[]) => change(before => ({ ...before, serviceLevels: next }))
	function add() {
		const id = freeId(
			'new_level',
			serviceLevels.map(level => level.id),
		)
		const like = serviceLevels.at(-1)
		if (like) set([...serviceLevels, { ...like, id, name: 'New level' }])
	}
	return (
		<Section
			title="Service levels"
			facts="What an account is owed, and how much one CSM can hold"
			controls={
				!isReadOnly && (
					<Button icon={<Plus size={14} />} onClick={add}>
						Add a level
					</Button>
				)
			}
		>
			<div className="border-t">
				{serviceLevels.map((level, index) => (
					<LevelFields
						// biome-ignore lint/suspicious/noArrayIndexKey: ids may be the same for a moment while they are edited
						key={index}
						level={level}
						currency={currency}
						onChange={part => set(withEntry(serviceLevels, index, part))}
						onRemove={
							isReadOnly || serviceLevels.length === 1
								? undefined
								: () => set(withoutEntry(serviceLevels, index))
						}
					/>
				))}
			</div>
		</Section>
	)
}
