import { Link } from '@tanstack/react-router'
import { sayProblem } from '../session/call-query.ts'
import { Money } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatWholeDate } from '../ui/format-day.ts'
import type { SimpleColumn } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { linkClass } from '../ui/TextLink.tsx'

export function MoreButton({
	list,
}: {
	list: { hasNextPage: boolean; isFetching: boolean; fetchNextPage: () => unknown }
}) {
	if (!list.hasNextPage) return null
	return (
		<Button className="mt-3" isBusy={list.isFetching} onClick={() => void list.fetchNextPage()}>
			Show more
		</Button>
	)
}

/** What stands in place of rows that are not there: why they could not be read, or that they are being read. */
export function NoRows({
	query,
	what = 'It',
	of,
}: {
	query: { error: unknown; refetch: () => unknown }
	/** What could not be read. */
	what?: string
	/** What is being read. */
	of: string
}) {
	if (query.error) {
		return (
			<FailedState
				what={`${what} could not be read`}
				why={sayProblem(query.error)}
				onRetry={() => void query.refetch()}
			/>
		)
	}
	return <SkeletonRows count={6} label={`Loading ${of}`} />
}

/** The name of an account that opens its lines. */
export function AccountButton({
	id,
	name,
	onOpen,
}: {
	id: string
	name: string | null
	onOpen: (id: string) => void
}) {
	return (
		<button type="button" className={`${linkClass} text-left`} onClick={() => onOpen(id)}>
			{name ?? id}
		</button>
	)
}

/** Over the lines of an account: whose they are, and the ways on and back. */
export function AccountHead({ id, name, onBack }: { id: string; name: string; onBack: () => void }) {
	return (
		<div className="flex flex-wrap items-center gap-3 text-13">
			<Button onClick={onBack}>Back to the list</Button>
			<span className="font-medium">{name}</span>
			<Link to="/accounts/$id" params={{ id }} className={linkClass}>
				Open the account
			</Link>
		</div>
	)
}

interface LineName {
	line_id: string
	product: string
	plan: string | null
}

export function nameLine({ product, plan }: Pick<LineName, 'product' | 'plan'>): string {
	return `${product}${plan ? ` · ${plan}` : ''}`
}

/** What each line is worth at the end of two days. */
export function lineColumns<Line extends LineName>(
	{ from, to }: { from: string; to: string },
	currency: string,
	read: (line: Line) => { start: string; end: string },
): SimpleColumn<Line>[] {
	return [
		{ header: 'Line', cell: nameLine },
		{ header: 'Id', isExtra: true, cell: line => <span className="text-second">{line.line_id}</span> },
		{
			header: `End of ${formatWholeDate(from)}`,
			align: 'right',
			cell: line => {
				const { start } = read(line)
				return (
					<span data-line-start={start}>
						<Money value={start} currency={currency} />
					</span>
				)
			},
		},
		{
			header: `End of ${formatWholeDate(to)}`,
			align: 'right',
			cell: line => {
				const { end } = read(line)
				return (
					<span data-line-end={end}>
						<Money value={end} currency={currency} />
					</span>
				)
			},
		},
	]
}
