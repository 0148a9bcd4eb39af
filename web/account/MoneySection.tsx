import { spell } from '../accounts/spell.ts'
import { DayText, Money } from '../ui/Amounts.tsx'
import { formatCount } from '../ui/format-number.ts'
import { lazyPart } from '../ui/lazy-part.tsx'
import { Section } from '../ui/Section.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { ArrHistory } from './ArrHistory.tsx'
import type { AccountRecord } from './use-account.ts'

const RenewalPanel = lazyPart(async () => (await import('./RenewalPanel.tsx')).RenewalPanel)

type Line = AccountRecord['lines'][number]

function isRunning(line: Line, today: string): boolean {
	return line.ended_on === null || line.ended_on > today
}

function LinesTable({ lines, today }: { lines: readonly Line[]; today: string }) {
	return (
		<SimpleTable
			label="Subscriptions"
			rows={lines}
			rowKey={line => `${line.id} ${line.started_on}`}
			columns={[
				{
					header: 'Product',
					cell: line => (
						<span className={isRunning(line, today) ? '' : 'text-second'}>
							{line.product}
							{line.plan && <span className="text-second"> · {line.plan}</span>}
						</span>
					),
				},
				{ header: 'Quantity', align: 'right', cell: line => line.quantity ?? '–' },
				{
					header: 'Price',
					align: 'right',
					cell: line => (
						<>
							<Money value={line.unit_price} currency={line.currency} />
							<span className="text-second"> a {line.billing_interval ?? 'period'}</span>
						</>
					),
				},
				{
					header: 'From',
					align: 'right',
					isExtra: true,
					cell: line => <DayText value={line.started_on} today={today} />,
				},
				{
					header: 'Term ends',
					align: 'right',
					cell: line => (
						<>
							<DayText value={line.term_ends_on} today={today} reason="Open-ended" />
							{line.next_anniversary && (
								<span className="block text-12 text-second">
									anniversary <DayText value={line.next_anniversary} today={today} />
								</span>
							)}
						</>
					),
				},
				{
					header: 'State',
					cell: line =>
						line.ended_on && line.ended_on <= today ? (
							<span className="text-second">
								ended <DayText value={line.ended_on} today={today} />
							</span>
						) : (
							spell(line.status ?? 'active')
						),
				},
			]}
		/>
	)
}

/** What the customer pays for, and the decisions on it. */
export function MoneySection({ record, today }: { record: AccountRecord; today: string }) {
	const { id } = record.account
	const running = record.lines.filter(line => isRunning(line, today))
	return (
		<Section
			id="money"
			title="Money"
			facts={
				<>
					<Money
						value={record.account.arr}
						currency={record.account.currency}
						reason="No subscription is known"
					/>{' '}
					ARR in {formatCount(running.length, 'running line')}
				</>
			}
		>
			{record.lines.length === 0 ? (
				<p className="text-13 text-second">No subscription was loaded for this account.</p>
			) : (
				<LinesTable
					lines={[...record.lines].sort((a, b) => b.started_on.localeCompare(a.started_on))}
					today={today}
				/>
			)}
			{record.lines.length > 0 && (
				<div className="mt-4">
					<ArrHistory id={id} today={today} />
				</div>
			)}
			<h3 className="mt-4 mb-1 text-13 font-medium">Renewals</h3>
			<RenewalPanel id={id} today={today} />
		</Section>
	)
}
