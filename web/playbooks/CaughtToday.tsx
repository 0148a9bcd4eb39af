import { useState } from 'react'
import type { PlaybookDefinition } from '../../core/model/playbook.ts'
import { useToday } from '../session/use-session.ts'
import { DayText } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { formatCount } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { CaughtTable } from './CaughtTable.tsx'
import type { Preview } from './use-playbooks.ts'

interface CaughtProps {
	preview: Preview
	onTry?: ((id: string) => void) | undefined
}

const shownFirst = 8

/** What the day itself would start, and who is in it already. */
export function CaughtToday({
	trigger,
	isOn,
	...caught
}: CaughtProps & {
	trigger: PlaybookDefinition['trigger']['kind']
	/** Whether it starts runs by itself now; else its next look is its first. */
	isOn: boolean
}) {
	if (trigger === 'hand' || trigger === 'webhook') {
		return (
			<Section title="Who it would catch today">
				<p className="text-13 text-second">
					Nobody: it starts{' '}
					{trigger === 'hand' ? 'by hand, on the page of an account' : 'when another program calls it'}.
				</p>
			</Section>
		)
	}
	return isOn ? <OfOneThatIsOn {...caught} /> : <AtItsFirstLook {...caught} />
}

/** How many runs it may start in a day. */
function Cap({ preview: { cap }, starts }: { preview: Preview; starts: number }) {
	return (
		<>
			at most {formatCount(cap, 'run')} a day
			{starts > cap && (
				<>
					{' '}
					<Badge tone="watch">over its cap</Badge>
				</>
			)}
		</>
	)
}

function countStarts({ items }: Preview): number {
	return items.filter(({ outcome }) => outcome === 'starts' || outcome === 'waits').length
}

function keyOf({ account_id: id, occasion }: Preview['items'][number]): string {
	return `${id} ${occasion}`
}

function sayNew(count: number, total: number): string {
	if (count === 0) return ''
	return count === total ? ', new on this day' : `, ${count} of them new on this day`
}

/** Off, or changed: the next look lists whom it finds, and starts nothing. */
function AtItsFirstLook({ preview, onTry }: CaughtProps) {
	const today = useToday()
	const isNew = new Set(preview.items.map(keyOf))
	const known = new Set(preview.standing.map(keyOf))
	const rows = [...preview.items, ...preview.standing.filter(row => !isNew.has(keyOf(row)))]
	const total = preview.standing_total + preview.items.filter(row => !known.has(keyOf(row))).length
	return (
		<Section
			title="Who it would catch today"
			facts={
				<>
					<DayText value={preview.as_of} today={today} /> · {formatCount(total, 'account')}
					{sayNew(preview.items.length, total)}
				</>
			}
		>
			<p className="mb-2 max-w-2xl text-13 text-second">
				{total === 0
					? 'Nobody: its trigger and condition hold for no account now. The next day it looks for the first time. '
					: 'Nothing starts for these by itself: the next day lists them under Approvals, to be started or dropped by a person. '}
				From the day after that it starts runs for new ones by itself,{' '}
				<Cap preview={preview} starts={countStarts(preview)} />.
			</p>
			<CutTable
				label="Caught today"
				rows={rows}
				total={total}
				isNew={row => isNew.has(keyOf(row))}
				onTry={onTry}
			/>
		</Section>
	)
}

function OfOneThatIsOn({ preview, onTry }: CaughtProps) {
	const today = useToday()
	const isNew = new Set(preview.items.map(keyOf))
	const standing = preview.standing.filter(row => !isNew.has(keyOf(row)))
	const total = preview.standing_total - (preview.standing.length - standing.length)
	const starts = countStarts(preview)
	return (
		<>
			<Section
				title="Who it would catch today"
				facts={
					<>
						<DayText value={preview.as_of} today={today} /> · {formatCount(starts, 'run')},{' '}
						<Cap preview={preview} starts={starts} />
					</>
				}
			>
				{preview.items.length === 0 ? (
					<p className="text-13 text-second">Nobody: no new occasion is there on this day.</p>
				) : (
					<CaughtTable label="Caught today" rows={preview.items} {...(onTry ? { onTry } : {})} />
				)}
			</Section>
			<Section title="In it already" facts={formatCount(total, 'account')}>
				<p className="mb-2 max-w-2xl text-13 text-second">
					{total === 0
						? 'No other account is in it.'
						: 'Its trigger and condition have held for these since before this day: they start nothing again.'}
				</p>
				<CutTable label="In it already" rows={standing} total={total} onTry={onTry} />
			</Section>
		</>
	)
}

/** The first rows, the rest when they are asked for. */
function CutTable({
	label,
	rows,
	total,
	isNew,
	onTry,
}: {
	label: string
	rows: Preview['items']
	/** All that there are; the server names the first ones. */
	total: number
	isNew?: (row: Preview['items'][number]) => boolean
	onTry?: ((id: string) => void) | undefined
}) {
	const [showsAll, setShowsAll] = useState(false)
	if (rows.length === 0) return null
	return (
		<>
			<CaughtTable
				label={label}
				rows={showsAll ? rows : rows.slice(0, shownFirst)}
				then={isNew ? row => (isNew(row) ? 'new on this day' : null) : 'nothing'}
				{...(onTry ? { onTry } : {})}
			/>
			{rows.length > shownFirst && (
				<Button kind="quiet" className="-ml-2 mt-1 px-2 text-second" onClick={() => setShowsAll(!showsAll)}>
					{showsAll ? 'Show fewer' : `Show all ${rows.length}`}
				</Button>
			)}
			{showsAll && total > rows.length && (
				<p className="mt-2 text-12 text-second">and {formatCount(total - rows.length, 'more account')}</p>
			)}
		</>
	)
}
