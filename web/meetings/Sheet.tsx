import type { ReactNode } from 'react'
import './meetings.css'

/** Text of a CSS string. */
function quoted(text: string): string {
	return `"${text.replaceAll(/[\\"]/g, '\\$&').replaceAll(/[\n\r<]/g, ' ')}"`
}

/** A page that prints on A4: `head` and `foot` stand on every sheet, with the number of the sheet. */
export function Sheet({
	label,
	head,
	foot,
	children,
}: {
	label: string
	head: string
	foot: string
	children: ReactNode
}) {
	const style = `font: 8pt Inter, sans-serif; color: #4a4a55;`
	return (
		<article className="sheet flex flex-col gap-7 px-6 pb-16 max-md:px-4" aria-label={label}>
			<style>
				{`@media print { @page { size: A4 portrait; margin: 16mm 13mm 16mm;
					@top-left { content: ${quoted(head)}; ${style} }
					@bottom-left { content: ${quoted(foot)}; ${style} }
					@bottom-right { content: counter(page) " of " counter(pages); ${style} } } }`}
			</style>
			{children}
		</article>
	)
}
