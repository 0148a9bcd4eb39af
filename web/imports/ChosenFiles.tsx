import { X } from 'lucide-react'
import { useState } from 'react'
import { sayKind } from '../data/say-kind.ts'
import { sayProblem } from '../session/call-query.ts'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount } from '../ui/format-number.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { Section } from '../ui/Section.tsx'
import { type SimpleColumn, SimpleTable } from '../ui/SimpleTable.tsx'
import { TextField } from '../ui/TextField.tsx'
import { formatOfName } from './file-head.ts'
import { formatBytes } from './format-bytes.ts'
import { kindOfName } from './guess-mapping.ts'
import { MappingDialog } from './MappingDialog.tsx'
import { columnsOf } from './mapping-draft.ts'
import { PlannedFiles } from './PlannedFiles.tsx'
import { type ChosenFile, type ImportState, isMappingFile, problemOf } from './use-import.ts'

const originWords: Record<ChosenFile['origin'], string> = {
	ours: 'read as it is',
	guessed: 'guessed',
	saved: 'as last time',
	pointed: 'as you said',
}

/** Whether there is something to say about its columns: it is a table, not a mapping or a picture. */
function isTable(file: File): boolean {
	return formatOfName(file.name) !== undefined
}

function kindText({ file, draft }: ChosenFile): string {
	if (isMappingFile(file.name)) return 'Mapping of the other files'
	const kind = draft?.kind ?? kindOfName(file.name)?.kind
	return kind ? sayKind(kind) : '–'
}

function readText(entry: ChosenFile): string {
	const { draft, head, origin } = entry
	if (isMappingFile(entry.file.name)) return 'used for all files'
	if (!isTable(entry.file)) return '–'
	if (!draft) return originWords.ours
	const used = new Set(columnsOf(draft)).size
	const of = head ? ` of ${head.columns.length}` : ''
	return `${used}${of}, ${originWords[origin]}`
}

function fileColumns(
	onOpen: (key: string) => void,
	onRemove: (key: string) => void,
): SimpleColumn<ChosenFile>[] {
	return [
		{
			header: 'File',
			cell: entry => (
				<span className="flex flex-wrap items-center gap-x-2">
					<span className="break-all font-medium">{entry.file.name}</span>
					<span className="whitespace-nowrap text-second">{formatBytes(entry.file.size)}</span>
				</span>
			),
		},
		{ header: 'Read as', cell: kindText },
		{
			header: 'Columns used',
			cell: entry => <span className="whitespace-nowrap">{readText(entry)}</span>,
			isExtra: true,
		},
		{
			header: 'State',
			cell: entry => {
				const problem = problemOf(entry)
				return problem ? <span className="text-watch">{problem}</span> : <Badge tone="good">ready</Badge>
			},
		},
		{
			header: 'Change',
			align: 'right',
			cell: entry => (
				<span className="flex justify-end gap-1">
					{isTable(entry.file) && (
						<Button kind="quiet" className="h-7 text-accent" onClick={() => onOpen(entry.key)}>
							Map columns
						</Button>
					)}
					<IconButton
						label={`Leave out ${entry.file.name}`}
						className="size-7"
						icon={<X size={14} />}
						onClick={() => onRemove(entry.key)}
					/>
				</span>
			),
		},
	]
}

function SourceFields({ state }: { state: ImportState }) {
	const isMapped = state.files.some(({ draft }) => draft)
	if (!isMapped) return null
	return (
		<div className="mt-4 flex flex-wrap items-end gap-x-6 gap-y-3">
			<TextField
				label="Name of the source"
				className="w-64"
				placeholder="files"
				hint="The system that they come from, for example crm. The same name each time."
				value={state.source}
				onChange={state.setSource}
				maxLength={60}
			/>
			<div className="pb-6">
				<Checkbox
					label="Remember how these files are read"
					checked={state.keepsMappings}
					onChange={state.setKeepsMappings}
				/>
			</div>
		</div>
	)
}

/** The files that were chosen, how each will be read, and the way on. */
export function ChosenFiles({ state }: { state: ImportState }) {
	const [openKey, setOpenKey] = useState<string>()
	const { files, plan, start } = state
	const count = files.filter(({ file }) => !isMappingFile(file.name)).length
	const isBlocked = count === 0 || files.some(entry => problemOf(entry) !== undefined)
	const open = files.find(({ key }) => key === openKey)
	return (
		<Section
			title="To load"
			facts={formatCount(count, 'file')}
			controls={
				<>
					<Button kind="quiet" onClick={state.clear}>
						Leave all out
					</Button>
					{plan.data?.ready ? (
						<Button
							kind="primary"
							isBusy={start.isPending}
							onClick={() => plan.data && start.mutate(plan.data)}
						>
							Load {formatCount(plan.data.files.length, 'file')}
						</Button>
					) : (
						<Button kind="primary" disabled={isBlocked} isBusy={plan.isPending} onClick={() => plan.mutate()}>
							{plan.isPending ? 'Looking at them' : `Check ${formatCount(count, 'file')}`}
						</Button>
					)}
				</>
			}
		>
			<SimpleTable
				label="Files to load"
				columns={fileColumns(setOpenKey, state.remove)}
				rows={files}
				rowKey={entry => entry.key}
			/>
			<SourceFields state={state} />
			{plan.error && (
				<div className="mt-4">
					<FailedState
						what="The files cannot be read so"
						why={sayProblem(plan.error)}
						onRetry={() => plan.mutate()}
					/>
				</div>
			)}
			{start.error && (
				<div className="mt-4">
					<FailedState what="Loading did not start" why={sayProblem(start.error)} />
				</div>
			)}
			{plan.data && <PlannedFiles plan={plan.data} />}
			{open && (
				<MappingDialog
					key={open.key}
					entry={open}
					onClose={() => setOpenKey(undefined)}
					onDone={draft => {
						state.setDraft(open.key, draft)
						setOpenKey(undefined)
					}}
				/>
			)}
		</Section>
	)
}
