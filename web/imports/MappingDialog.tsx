import { useState } from 'react'
import {
	findImportKind,
	getImportKind,
	type ImportKindName,
	importKindNames,
} from '../../core/model/import-kind.ts'
import { sayKind } from '../data/say-kind.ts'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { FieldRows } from './FieldRows.tsx'
import type { FileHead } from './file-head.ts'
import { guessKind, guessMapping, kindOfName } from './guess-mapping.ts'
import { columnsOf, type MappingDraft, missingFields, withField, withKind } from './mapping-draft.ts'
import { SampleTable } from './SampleTable.tsx'
import type { ChosenFile } from './use-import.ts'

const sampleRows = 8

const kindChoices = importKindNames.map(name => ({ value: name, label: sayKind(name) }))

function startDraft({ file, head, draft }: ChosenFile): MappingDraft {
	if (draft) return draft
	const named: ImportKindName = kindOfName(file.name)?.kind ?? 'accounts'
	if (head) return guessMapping(file.name, head, draft ? guessKind(file.name, head) : named)
	return { pattern: file.name, kind: named, fields: {}, keepsOthers: false }
}

/** The next field after this one that has nothing yet; required ones first. */
function nextField(draft: MappingDraft, after: string): string | undefined {
	const names = getImportKind(draft.kind).columns.map(({ name }) => name)
	const free = names.filter(name => !draft.fields[name])
	const missing = missingFields(draft)
	return missing[0] ?? free.find(name => names.indexOf(name) > names.indexOf(after)) ?? free[0]
}

function PointingTable({
	head,
	draft,
	active,
	onPoint,
}: {
	head: FileHead
	draft: MappingDraft
	active: string | undefined
	onPoint: (column: string) => void
}) {
	const fieldOf = (column: string) =>
		Object.entries(draft.fields).find(
			([, source]) => source.from === 'column' && source.column === column,
		)?.[0]
	return (
		<SampleTable
			label="First rows of the file"
			columnKeys={head.columns.map((column, index) => `${index} ${column}`)}
			heads={head.columns.map(column => {
				const field = fieldOf(column)
				return {
					title: column,
					note: field ? `→ ${field}` : '',
					isMarked: field !== undefined && field === active,
				}
			})}
			rows={head.rows.slice(0, sampleRows)}
			pointLabel={active ? `Take for ${active}:` : 'Take'}
			onPoint={index => onPoint(head.columns[index] ?? '')}
		/>
	)
}

/** Says which column of a file is which of ours, by pointing at it in the file's first rows. */
export function MappingDialog({
	entry,
	onClose,
	onDone,
}: {
	entry: ChosenFile
	onClose: () => void
	onDone: (draft: MappingDraft) => void
}) {
	const { file, head } = entry
	const [draft, setDraft] = useState(() => startDraft(entry))
	const [active, setActive] = useState<string | undefined>(() => nextField(draft, ''))
	const kind = getImportKind(draft.kind)
	const missing = missingFields(draft)
	function point(column: string) {
		if (!active) return
		const next = withField(draft, active, { from: 'column', column, values: {} })
		setDraft(next)
		setActive(nextField(next, active))
	}
	function chooseKind(name: string) {
		const found = findImportKind(name)
		if (!found) return
		const next = head ? guessMapping(file.name, head, found.name) : withKind(draft, found.name)
		setDraft(next)
		setActive(nextField(next, ''))
	}
	const used = new Set(columnsOf(draft))
	const others = head?.columns.filter(column => !used.has(column)) ?? []
	return (
		<Dialog
			isOpen
			onClose={onClose}
			size="wide"
			title={`How ${file.name} is read`}
			description="Choose a field, then press the head of the column that holds it. Guesses come from names and values."
			actions={
				<>
					{missing.length > 0 && (
						<span className="mr-auto self-center text-12 text-watch">
							Still missing: {missing.join(', ')}
						</span>
					)}
					<Button onClick={onClose}>Cancel</Button>
					<Button kind="primary" disabled={missing.length > 0} onClick={() => onDone(draft)}>
						Read it so
					</Button>
				</>
			}
		>
			<div className="flex flex-col gap-4 pb-2">
				<SelectField
					label="Each row is one of"
					className="w-64"
					value={draft.kind}
					choices={kindChoices}
					onChange={chooseKind}
				/>
				{head ? (
					<PointingTable head={head} draft={draft} active={active} onPoint={point} />
				) : (
					<p className="text-13 text-second">
						The columns of this file cannot be shown here; write their names. The check shows whether they
						fit.
					</p>
				)}
				<FieldRows draft={draft} head={head} active={active} onActive={setActive} onChange={setDraft} />
				{kind.otherColumns !== 'ignored' && (
					<Checkbox
						label={`Keep the other columns as ${kind.otherColumns}${others.length > 0 ? `: ${others.slice(0, 8).join(', ')}${others.length > 8 ? ' …' : ''}` : ''}`}
						checked={draft.keepsOthers}
						onChange={keepsOthers => setDraft({ ...draft, keepsOthers })}
					/>
				)}
			</div>
		</Dialog>
	)
}
