import { SimpleTable } from '../ui/SimpleTable.tsx'

export interface RejectRow {
	file: string
	line: number | null
	column: string | null
	value: string | null
	reason: string
}

/** Refused rows: where each stands, what was in it and what was expected. */
export function RejectList({ rejects }: { rejects: readonly RejectRow[] }) {
	return (
		<SimpleTable
			label="Refused rows"
			rows={rejects.map((reject, index) => ({ ...reject, index }))}
			rowKey={reject => String(reject.index)}
			columns={[
				{ header: 'File', cell: reject => <span className="break-all">{reject.file}</span>, isExtra: true },
				{ header: 'Line', align: 'right', cell: reject => reject.line ?? '–' },
				{ header: 'Column', cell: reject => reject.column ?? '–' },
				{
					header: 'Value',
					cell: reject => <code className="break-all text-12">{reject.value ?? '–'}</code>,
				},
				{ header: 'Reason', cell: reject => reject.reason },
			]}
		/>
	)
}
