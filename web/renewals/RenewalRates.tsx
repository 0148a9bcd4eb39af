import { sayProblem } from '../session/call-query.ts'
import { Money, Percent } from '../ui/Amounts.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatDate } from '../ui/format-day.ts'
import { formatNumber } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { type SimpleColumn, SimpleTable } from '../ui/SimpleTable.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import type { RenewalsSearch } from './renewals-search.ts'
import { type Rates, ratesSpan, useRates } from './use-at-risk.ts'
import { useSegmentName } from './use-segment-names.ts'

type Line = Rates['groups'][number] & { name: string }

const nothingDecided = 'Nothing was decided in these days'

function columnsOf(currency: string | null): SimpleColumn<Line>[] {
	const percent = (value: number | null) => <Percent value={value} reason={nothingDecided} isAligned />
	return [
		{ header: 'Decisions', cell: line => line.name },
		{ header: 'Gross renewal', align: 'right', cell: line => percent(line.gross_renewal_rate) },
		{ header: 'Net renewal', align: 'right', cell: line => percent(line.net_renewal_rate) },
		{ header: 'Logo renewal', align: 'right', cell: line => percent(line.logo_renewal_rate) },
		{ header: 'On time', align: 'right', cell: line => percent(line.on_time_rate) },
		{ header: 'Due', align: 'right', isExtra: true, cell: line => formatNumber(line.due) },
		{
			header: 'Amount due',
			align: 'right',
			isExtra: true,
			cell: line => <Money value={line.due_amount} currency={currency} isWhole />,
		},
		{
			header: 'Undecided',
			align: 'right',
			isExtra: true,
			cell: line => formatNumber(line.undecided),
		},
	]
}

/** How decisions came out. Over decisions that were due, which is another question than cohort retention. */
export function RenewalRates({
	period,
	today,
	onPeriod,
}: {
	period: RenewalsSearch['rates']
	today: string
	/** Without it the page is printed: nothing to choose. */
	onPeriod?: (period: RenewalsSearch['rates']) => void
}) {
	const span = ratesSpan(period, today)
	const rates = useRates(span, 'segment')
	const segmentName = useSegmentName()
	const { data } = rates
	return (
		<Section
			title="Renewal rates"
			facts={`decisions due ${formatDate(span.from, today)} to ${formatDate(span.to, today)}`}
			controls={
				onPeriod && (
					<SelectField
						label="Decisions of"
						isLabelHidden
						className="w-48"
						value={period ?? 'year'}
						onChange={value => onPeriod(value === 'quarter' || value === 'last_quarter' ? value : undefined)}
						choices={[
							{ value: 'year', label: 'The last 12 months' },
							{ value: 'last_quarter', label: 'Last quarter' },
							{ value: 'quarter', label: 'This quarter so far' },
						]}
					/>
				)
			}
		>
			{rates.error && !data && (
				<FailedState
					what="The renewal rates could not be read"
					why={sayProblem(rates.error)}
					onRetry={rates.refetch}
				/>
			)}
			{!data && !rates.error && <Skeleton className="h-32 w-full" />}
			{data && (
				<>
					<SimpleTable
						label="Renewal rates"
						rows={[
							{ ...data.total, name: 'All' },
							...data.groups.map(group => ({ ...group, name: segmentName(group.group) })),
						]}
						rowKey={line => line.group}
						columns={columnsOf(data.currency)}
					/>
					<p className="mt-2 text-12 text-second">
						Of decisions due in these days, by amount: gross counts what was kept, net also what was added,
						logo counts customers, on time those decided by their date. Undecided ones are in none of them.
						These are not GRR and NRR, which follow everybody who paid at the start.
					</p>
				</>
			)}
		</Section>
	)
}
