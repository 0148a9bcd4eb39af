import { Link } from '@tanstack/react-router'
import { linkClass } from '../ui/TextLink.tsx'

interface Dated {
	as_of: string
	model_version: number
}

/** Where the version changed from one entry to the next: the line in a chart and what it means. */
export function ruleChanges(items: readonly Dated[]): { asOf: string; version: number; before: number }[] {
	return items.flatMap((item, index) => {
		const before = items[index - 1]
		return before && before.model_version !== item.model_version
			? [{ asOf: item.as_of, version: item.model_version, before: before.model_version }]
			: []
	})
}

/** Under a chart with marked lines: the rule changed there, not the customer. */
export function RuleChangeNote({ items }: { items: readonly Dated[] }) {
	const changes = ruleChanges(items)
	const last = changes.at(-1)
	if (!last) return null
	return (
		<p className="mt-1 text-12 text-second">
			A marked line is where another version of the model took over
			{changes.length > 1 ? ` (${changes.length} times)` : ''}: the rule changed there, not the customer.{' '}
			<Link to="/model" search={{ tab: 'history', version: last.version }} className={linkClass}>
				What version {last.version} changed
			</Link>
		</p>
	)
}
