import type { ReactNode } from 'react'

export interface KeyValue {
	key: string
	value: ReactNode
}

/** Names and what they are, one per line. */
export function KeyValueList({ entries }: { entries: readonly KeyValue[] }) {
	return (
		<dl className="grid grid-cols-[minmax(96px,auto)_1fr] gap-x-4 gap-y-1 text-13">
			{entries.map(entry => (
				<div key={entry.key} className="contents">
					<dt className="text-second">{entry.key}</dt>
					<dd className="min-w-0 break-words">{entry.value}</dd>
				</div>
			))}
		</dl>
	)
}
