import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export interface SimpleColumn<Row> {
	header: string
	align?: 'left' | 'right'
	cell: (row: Row) => ReactNode
	/** Hidden on telephones. */
	isExtra?: boolean
	/** Pixels, where tables under one another shall have their columns at the same place; the rest is shared. */
	width?: number
}

/** A number and the word after it keep their distance. */
function isAfterNumber<Row>(columns: readonly SimpleColumn<Row>[], index: number): boolean {
	return columns[index - 1]?.align === 'right' && columns[index]?.align !== 'right'
}

function hasWidth(column: { width?: number }): boolean {
	return column.width !== undefined
}

/** A short table of up to some dozens of rows. */
export function SimpleTable<Row>({
	label,
	columns,
	rows,
	rowKey,
}: {
	label: string
	columns: readonly SimpleColumn<Row>[]
	rows: readonly Row[]
	rowKey: (row: Row) => string
}) {
	return (
		<section
			className="relative overflow-x-auto"
			aria-label={label}
			// biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
			tabIndex={0}
		>
			<table className={classNames('w-full text-13', columns.some(hasWidth) && 'md:table-fixed')}>
				<thead>
					<tr className="border-b text-12 text-second">
						{columns.map((column, index) => (
							<th
								key={column.header}
								scope="col"
								style={{ width: column.width }}
								className={classNames(
									'h-8 whitespace-nowrap px-2 font-medium first:pl-0 last:pr-0',
									column.align === 'right' ? 'text-right' : 'text-left',
									isAfterNumber(columns, index) && 'pl-6',
									column.isExtra && 'max-md:hidden',
								)}
							>
								{column.header}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{rows.map(row => (
						<tr key={rowKey(row)} className="border-b">
							{columns.map((column, index) => (
								<td
									key={column.header}
									className={classNames(
										'h-[34px] px-2 py-1.5 first:pl-0 last:pr-0',
										column.align === 'right' && 'whitespace-nowrap text-right',
										isAfterNumber(columns, index) && 'pl-6',
										column.isExtra && 'max-md:hidden',
									)}
								>
									{column.cell(row)}
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</section>
	)
}
