import { Link } from '@tanstack/react-router'
import { useOwnerName } from '../people/use-people.ts'
import { useSayWords } from '../people/use-say-words.ts'
import { Money } from '../ui/Amounts.tsx'
import { Badge, type Tone } from '../ui/Badge.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import type { Preview } from './use-playbooks.ts'

type Caught = Preview['items'][number]

const outcomeWords: Readonly<Record<Caught['outcome'], { word: string; tone: Tone }>> = {
	starts: { word: 'a run starts', tone: 'good' },
	control: { word: 'held back', tone: 'neutral' },
	waits: { word: 'waits for a person', tone: 'watch' },
	refused: { word: 'nothing', tone: 'neutral' },
}

/** Accounts that a playbook catches, why, and what would be done. */
export function CaughtTable({
	label,
	rows,
	then = 'outcome',
	onTry,
}: {
	label: string
	rows: readonly Caught[]
	/** The last word of a row: what is done, a word of one's own where there is one, or none. */
	then?: 'outcome' | 'nothing' | ((row: Caught) => string | null)
	/** Shows the steps for one of them. */
	onTry?: (accountId: string) => void
}) {
	const nameOf = useOwnerName()
	const say = useSayWords()
	return (
		<SimpleTable
			label={label}
			rows={rows}
			rowKey={row => `${row.account_id} ${row.occasion}`}
			columns={[
				{
					header: 'Account',
					cell: row => (
						<Link
							to="/accounts/$id"
							params={{ id: row.account_id }}
							className="block max-w-[28ch] truncate rounded-sm hover:text-accent"
						>
							{row.account_name}
						</Link>
					),
				},
				{
					header: 'Why',
					cell: row => (
						<span className="block max-w-[44ch] truncate" title={say(row.reason)}>
							{say(row.reason)}
						</span>
					),
					isExtra: true,
				},
				{
					header: 'ARR',
					align: 'right',
					cell: row => <Money value={row.arr} currency={row.currency} isWhole reason="No ARR is known" />,
				},
				{ header: 'Owner', cell: row => nameOf(row.owner_email) ?? 'nobody', isExtra: true },
				...(typeof then === 'function'
					? [
							{
								header: 'Since when',
								cell: (row: Caught) => {
									const word = then(row)
									return word === null ? (
										<span className="text-second">before</span>
									) : (
										<Badge tone="accent">{word}</Badge>
									)
								},
							},
						]
					: []),
				...(then === 'outcome'
					? [
							{
								header: 'Then',
								cell: (row: Caught) => (
									<span title={row.note ?? undefined}>
										<Badge tone={outcomeWords[row.outcome].tone}>{outcomeWords[row.outcome].word}</Badge>
									</span>
								),
							},
						]
					: []),
				...(onTry
					? [
							{
								header: 'Steps',
								align: 'right' as const,
								cell: (row: Caught) => (
									<button
										type="button"
										className="rounded-sm text-accent underline-offset-2 hover:underline"
										onClick={() => onTry(row.account_id)}
									>
										Try on it
									</button>
								),
							},
						]
					: []),
			]}
		/>
	)
}
