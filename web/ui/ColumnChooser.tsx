import { Columns3 } from 'lucide-react'
import { Button } from './Button.tsx'
import { Checkbox } from './Checkbox.tsx'
import { Popover } from './Popover.tsx'
import { type TableColumn, usualColumns } from './table-column.ts'

/** Which columns a table shows. */
export function ColumnChooser<Row>({
	columns,
	shown,
	onChange,
}: {
	columns: readonly TableColumn<Row>[]
	shown: readonly string[]
	/** undefined: the usual ones again. */
	onChange: (shown: string[] | undefined) => void
}) {
	return (
		<Popover
			label="Columns"
			align="end"
			className="w-60"
			trigger={<Button icon={<Columns3 size={14} />}>Columns</Button>}
		>
			<div className="flex flex-col gap-2">
				{columns
					.filter(column => !column.isFixed)
					.map(column => (
						<Checkbox
							key={column.id}
							label={column.header}
							checked={shown.includes(column.id)}
							onChange={isShown =>
								onChange(isShown ? [...shown, column.id] : shown.filter(id => id !== column.id))
							}
						/>
					))}
				<Button kind="quiet" onClick={() => onChange(undefined)}>
					Show the usual {usualColumns(columns).length} columns
				</Button>
			</div>
		</Popover>
	)
}
