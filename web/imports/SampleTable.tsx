import { classNames } from '../ui/class-names.ts'

export interface SampleHead {
	title: string
	/** A second line under the title. */
	note: string
	isMarked?: boolean
}

/** The first rows of a file. Where `onPoint` is given a press on a column's head points at it. */
export function SampleTable({
	label,
	heads,
	columnKeys,
	rows,
	onPoint,
	pointLabel,
}: {
	label: string
	heads: readonly SampleHead[]
	columnKeys: readonly string[]
	rows: readonly (readonly string[])[]
	onPoint?: (index: number) => void
	/** What pointing does, said before the column's name. */
	pointLabel?: string
}) {
	return (
		<section
			aria-label={label}
			// biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
			tabIndex={0}
			className="max-h-80 overflow-auto rounded-md border"
		>
			<table className="text-12">
				<thead className="sticky top-0 bg-surface">
					<tr>
						{heads.map(({ title, note, isMarked }, index) => (
							<th
								key={columnKeys[index]}
								scope="col"
								className={classNames('border-b p-0 text-left align-top', isMarked && 'bg-accent-soft')}
							>
								{onPoint ? (
									<button
										type="button"
										className="h-full w-full px-2 py-1 text-left hover:bg-hover"
										onClick={() => onPoint(index)}
									>
										<span className="sr-only">{pointLabel ?? 'Take'} </span>
										<HeadText title={title} note={note} />
									</button>
								) : (
									<div className="px-2 py-1">
										<HeadText title={title} note={note} />
									</div>
								)}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{rows.map((row, rowIndex) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other identity and never move
						<tr key={rowIndex}>
							{row.map((cell, index) => (
								<td
									key={columnKeys[index]}
									className={classNames(
										'max-w-56 truncate border-t px-2 py-1',
										heads[index]?.isMarked && 'bg-accent-soft',
									)}
									title={cell}
								>
									{cell}
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</section>
	)
}

function HeadText({ title, note }: { title: string; note: string }) {
	return (
		<>
			<span className="block whitespace-nowrap font-medium">{title}</span>
			<span className="block whitespace-nowrap font-normal text-second">{note || '\u00a0'}</span>
		</>
	)
}
