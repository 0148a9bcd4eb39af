import type { Job } from '../../api/data.ts'
import { sayKind } from '../data/say-kind.ts'
import { useFreshness } from '../data/use-data.ts'
import { Button } from '../ui/Button.tsx'
import { formatCount, formatNumber } from '../ui/format-number.ts'
import { type SimpleColumn, SimpleTable } from '../ui/SimpleTable.tsx'
import { RejectList } from './RejectList.tsx'
import { sayScores } from './say-scores.ts'

export interface FileCounts {
	file: string
	kind: string
	rows: number
	accepted: number
	duplicates: number
	corrections: number
	rejected: number
}

/** What became of the rows of each file. */
export const countColumns: SimpleColumn<FileCounts>[] = [
	{ header: 'File', cell: row => <span className="break-all">{row.file}</span> },
	{ header: 'Kind', cell: row => sayKind(row.kind), isExtra: true },
	{ header: 'Rows', align: 'right', cell: row => formatNumber(row.rows) },
	{ header: 'New', align: 'right', cell: row => formatNumber(row.accepted) },
	{ header: 'Corrections', align: 'right', cell: row => formatNumber(row.corrections), isExtra: true },
	{ header: 'Known before', align: 'right', cell: row => formatNumber(row.duplicates), isExtra: true },
	{
		header: 'Refused',
		align: 'right',
		cell: row => (row.rejected > 0 ? <span className="text-watch">{formatNumber(row.rejected)}</span> : '0'),
	},
]

/** What came of an import: counts by file, and the first rows that were refused. */
export function ImportResult({ job, onRejects }: { job: Job; onRejects: (load: number) => void }) {
	const { imported } = job
	const { data: freshness } = useFreshness()
	if (!imported) return null
	const rejected = imported.files.reduce((sum, file) => sum + file.rejected, 0)
	const accepted = imported.files.reduce((sum, file) => sum + file.accepted + file.corrections, 0)
	return (
		<div className="flex flex-col gap-3 text-13">
			<p>
				<span className="font-medium">Loaded.</span> {sayScores(accepted, job, freshness?.computed_at)}
			</p>
			<SimpleTable
				label="Files that were loaded"
				columns={countColumns}
				rows={imported.files}
				rowKey={file => file.file}
			/>
			{imported.notes.map(note => (
				<p key={note} className="text-12 text-second">
					{note}
				</p>
			))}
			{rejected > 0 && (
				<div className="flex flex-col gap-2">
					<div className="flex flex-wrap items-center gap-3">
						<h3 className="font-medium">{formatCount(rejected, 'row')} refused</h3>
						{imported.load_id !== null && (
							<Button
								kind="quiet"
								className="h-7 text-accent"
								onClick={() => imported.load_id !== null && onRejects(imported.load_id)}
							>
								Show all and download
							</Button>
						)}
					</div>
					<RejectList rejects={imported.first_rejects} />
				</div>
			)}
		</div>
	)
}
