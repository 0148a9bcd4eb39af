import { sayKind } from '../data/say-kind.ts'
import { Badge } from '../ui/Badge.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatBytes } from './format-bytes.ts'
import { SampleTable } from './SampleTable.tsx'
import type { Plan } from './use-import.ts'

type PlannedFile = Plan['files'][number]

function sampleOf({ columns, sample }: PlannedFile): { names: string[]; rows: string[][] } {
	const names = columns.map(({ name }) => name)
	return { names, rows: sample.map(row => names.map(name => row[name] ?? '')) }
}

function PlannedFileView({ file }: { file: PlannedFile }) {
	const { names, rows } = sampleOf(file)
	return (
		<article aria-label={file.file} className="border-t py-3">
			<div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-13">
				<h3 className="break-all font-medium">{file.file}</h3>
				<span className="text-second">
					{file.kind ? sayKind(file.kind) : 'not recognised'} · {formatBytes(file.bytes)}
					{file.source && ` · source ${file.source}`}
				</span>
				{file.problem ? <Badge tone="alarm">cannot be read</Badge> : <Badge tone="good">ready</Badge>}
			</div>
			{file.problem && (
				<FailedState
					what={file.problem.message}
					why={file.problem.fix ?? 'Map its columns, or leave it out.'}
				/>
			)}
			{file.notes.map(note => (
				<p key={note} className="text-12 text-second">
					{note}
				</p>
			))}
			{!file.problem && rows.length > 0 && (
				<SampleTable
					label={`First rows of ${file.file}`}
					heads={file.columns.map(({ name, from, known }) => ({
						title: name,
						note: from === name ? (known ? '' : 'kept under its own name') : `from ${from}`,
					}))}
					columnKeys={names}
					rows={rows}
				/>
			)}
		</article>
	)
}

/** How the server reads the files: what is what, and the first rows as they will be. */
export function PlannedFiles({ plan }: { plan: Plan }) {
	return (
		<section aria-label="How they will be read" className="mt-5">
			<h3 className="mb-1 font-medium text-13">How they will be read</h3>
			{!plan.ready && (
				<p role="status" className="mb-2 text-13 text-watch">
					Some cannot be read so. Map their columns or leave them out, then check again.
				</p>
			)}
			{plan.files.map(file => (
				<PlannedFileView key={file.file} file={file} />
			))}
		</section>
	)
}
