import { Download } from 'lucide-react'
import { apiPrefix } from '../../api/client.ts'
import type { CallInput } from '../../api/contract.ts'
import { exportRetention } from '../../api/retention-export.ts'
import { buttonClass } from '../ui/Button.tsx'
import { linkClass } from '../ui/TextLink.tsx'

type Query = CallInput<typeof exportRetention.input>['query']

/** Takes a whole table along as CSV; the server writes it. */
export function ExportLink({
	query,
	what,
	isButton = false,
}: {
	query: Query
	what: string
	/** Among the controls of a page. */
	isButton?: boolean
}) {
	const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
	const address = `${apiPrefix}${exportRetention.path}?${new URLSearchParams(given as [string, string][])}`
	return (
		<a
			href={address}
			download
			className={isButton ? buttonClass() : `${linkClass} inline-flex items-center gap-1 text-13`}
		>
			<Download size={14} aria-hidden="true" />
			Export CSV<span className="sr-only"> of {what}</span>
		</a>
	)
}
