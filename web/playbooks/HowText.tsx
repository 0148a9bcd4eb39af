import { Link } from '@tanstack/react-router'
import { linkClass } from '../ui/TextLink.tsx'

/** How a step is done; the address of a business review in it leads there. */
export function HowText({ text }: { text: string }) {
	return text.split(/(\/accounts\/[^\s/]+\/review)/).map(part => {
		const id = /^\/accounts\/([^\s/]+)\/review$/.exec(part)?.[1]
		return id === undefined ? (
			part
		) : (
			<Link
				key={part}
				to="/accounts/$id/review"
				params={{ id: decodeURIComponent(id) }}
				className={linkClass}
			>
				the business review
			</Link>
		)
	})
}
