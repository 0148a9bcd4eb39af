import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export interface SimpleColumn<Row> {
	header: string
	align?: 'left' | 'right'
	cell: (row: Row) => ReactNode
	/** Hidden on telephones. */
	isExtra?: boolean
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
			<table className="w-full text-13">
				<thead>
					<tr className="border-b text-12 text-second">
						{columns.map(column => (
							<th
								key={column.header}
								scope="col"
								className={classNames(
									'h-8 whitespace-nowrap px-2 font-medium first:pl-0 last:pr-0',
									column.align === 'right' ? 'text-right' : 'text-left',
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
							{columns.map(column => (
								<td
									key={column.header}
									className={classNames(
										'h-[34px] px-2 first:pl-0 last:pr-0',
										column.align === 'right' && 'whitespace-nowrap text-right',
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
