import { spell } from '../accounts/spell.ts'
import { DayText, Figure, Money } from '../ui/Amounts.tsx'
import { BandMark, levelOf } from '../ui/BandMark.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { caseKey, sayLowest } from './case-words.ts'
import type { PastCase } from './use-validation.ts'

/** Past decisions by account, with what the account showed at the time. A name opens all of it. */
export function CaseTable({
	label,
	cases,
	currency,
	today,
	onOpen,
}: {
	label: string
	cases: readonly PastCase[]
	currency: string | null
	today: string
	onOpen: (past: string) => void
}) {
	return (
		<SimpleTable
			label={label}
			rows={cases}
			rowKey={caseKey}
			columns={[
				{
					header: 'Account',
					cell: item => (
						<button
							type="button"
							className="rounded-sm text-left font-medium hover:text-accent"
							onClick={() => onOpen(caseKey(item))}
						>
							{item.name}
						</button>
					),
				},
				{ header: 'Decided', cell: item => <DayText value={item.decided_on} today={today} /> },
				{
					header: 'Amount',
					align: 'right',
					cell: item => <Money value={item.amount} currency={currency} isWhole />,
				},
				{
					header: 'Health then',
					align: 'right',
					cell: item => <Figure value={item.score} reason="It had no score" />,
				},
				{
					header: 'Band then',
					isExtra: true,
					cell: item => (
						<BandMark isPlain level={levelOf(item.level)} name={item.band ? spell(item.band) : 'No score'} />
					),
				},
				{
					header: 'Lowest factors then',
					isExtra: true,
					cell: item => <span className="text-second">{sayLowest(item)}</span>,
				},
				{
					header: 'Reason given',
					isExtra: true,
					cell: item => <span className="text-second">{item.reason ? spell(item.reason) : ''}</span>,
				},
			]}
		/>
	)
}
