import { Link } from '@tanstack/react-router'
import type { AccountRow } from '../../api/accounts.ts'
import type { ConditionName } from '../conditions/condition-name.ts'
import { MetricValue } from '../metrics/MetricValue.tsx'
import { DayText, Figure, Money, Percent } from '../ui/Amounts.tsx'
import { BandMark } from '../ui/BandMark.tsx'
import { formatDate } from '../ui/format-day.ts'
import { StaleMark } from '../ui/StaleMark.tsx'
import type { TableColumn } from '../ui/table-column.ts'
import { Unknown } from '../ui/Unknown.tsx'
import { QuickEdit } from './QuickEdit.tsx'
import { spell } from './spell.ts'

/** Band of an account, with what it says when the score is kept or a person set it. */
export function AccountBand({ row, today }: { row: AccountRow; today: string }) {
	const isJudged = row.computed_band !== row.band
	return (
		<span className="flex items-center gap-1.5">
			<BandMark level={row.level} name={row.band_name} />
			{isJudged && (
				<span className="text-12 text-second" title={`The score alone says ${spell(row.computed_band)}`}>
					set
				</span>
			)}
			{row.held_from && (
				<StaleMark reason={`Data are missing: the score is kept from ${formatDate(row.held_from, today)}.`} />
			)}
		</span>
	)
}

/** Days to the renewal beside its date. */
export function RenewalText({ row, today }: { row: AccountRow; today: string }) {
	if (!row.renewal_on) return <Unknown reason="No contract with an end is known" />
	return (
		<span className="whitespace-nowrap">
			<DayText value={row.renewal_on} today={today} />
			{row.days_to_renewal !== null && row.days_to_renewal >= 0 && row.days_to_renewal <= 120 && (
				<span className="text-second"> · {row.days_to_renewal} d</span>
			)}
		</span>
	)
}

const whyNoChurn = {
	'not a customer': 'It pays nothing now',
	'nothing foretold': 'No churn model has foretold this day',
	'not foretold for it': 'It was no customer on the day that was foretold',
} as const

/** Probability to churn, marked where it was foretold for an earlier day. */
export function ChurnText({ row, today }: { row: AccountRow; today: string }) {
	return (
		<span className="inline-flex items-center gap-1">
			{row.churn_stale && row.churn_as_of && (
				<StaleMark
					reason={`Foretold for ${formatDate(row.churn_as_of, today)}, not for the day that is shown.`}
				/>
			)}
			<Percent
				value={row.churn_probability}
				digits={0}
				reason={row.churn_unknown ? whyNoChurn[row.churn_unknown] : undefined}
			/>
		</span>
	)
}

type NameOf = (email: string | null) => string | undefined
/** Whether owner and stage of the account are the reader's to change. */
type MayChange = (row: AccountRow) => boolean

function fixedColumns(today: string, nameOf: NameOf, mayChange: MayChange): TableColumn<AccountRow>[] {
	return [
		{
			id: 'name',
			header: 'Account',
			width: 240,
			isGrowing: true,
			isFixed: true,
			isSortable: true,
			cell: row => (
				<Link
					to="/accounts/$id"
					params={{ id: row.id }}
					className="rounded-sm font-medium hover:text-accent"
					title={row.name}
				>
					{row.name}
				</Link>
			),
		},
		{
			id: 'score',
			header: 'Health',
			hint: 'Score from 0 (worst) to 100',
			width: 92,
			align: 'right',
			isSortable: true,
			cell: row => <Figure value={row.score} reason="Too little data for a score" />,
		},
		{
			id: 'level',
			header: 'Band',
			width: 130,
			isSortable: true,
			cell: row => <AccountBand row={row} today={today} />,
		},
		{
			id: 'arr',
			header: 'ARR',
			hint: 'Annual recurring revenue',
			width: 124,
			align: 'right',
			isSortable: true,
			cell: row => (
				<Money value={row.arr} currency={row.currency} isWhole reason="No subscription is known" />
			),
		},
		{
			id: 'renewal_on',
			header: 'Renews',
			width: 150,
			align: 'right',
			isSortable: true,
			cell: row => <RenewalText row={row} today={today} />,
		},
		{ id: 'segment', header: 'Segment', width: 120, isSortable: true, cell: row => spell(row.segment) },
		{
			id: 'stage',
			header: 'Stage',
			width: 140,
			isSortable: true,
			cell: row =>
				mayChange(row) && row.is_customer ? (
					<QuickEdit account={row} field="stage">
						{spell(row.stage)}
					</QuickEdit>
				) : (
					spell(row.stage)
				),
		},
		{
			id: 'owner_email',
			header: 'Owner',
			width: 160,
			isSortable: true,
			cell: row => {
				const owner = row.owner_email ? (
					<span title={row.owner_email}>{nameOf(row.owner_email)}</span>
				) : (
					<Unknown reason="Nobody owns it" />
				)
				return mayChange(row) ? (
					<QuickEdit account={row} field="owner_email">
						{owner}
					</QuickEdit>
				) : (
					owner
				)
			},
		},
		{
			id: 'coverage',
			header: 'Coverage',
			hint: 'Share of the score that has fresh data of its own',
			width: 96,
			align: 'right',
			isSortable: true,
			isExtra: true,
			cell: row => <Percent value={row.coverage} digits={0} />,
		},
		{
			id: 'churn_probability',
			header: 'Churn in 90 days',
			hint: 'Probability that the account pays nothing in 90 days',
			width: 140,
			align: 'right',
			isSortable: true,
			isExtra: true,
			cell: row => <ChurnText row={row} today={today} />,
		},
		{
			id: 'data_until',
			header: 'Data to',
			width: 100,
			align: 'right',
			isExtra: true,
			cell: row => <DayText value={row.data_until} today={today} />,
		},
		{
			id: 'id',
			header: 'Id',
			width: 120,
			isExtra: true,
			cell: row => <span className="text-second">{row.id}</span>,
		},
	]
}

/** The columns of the list: what every account has, then every metric that one can choose. */
export function accountColumns(
	names: readonly ConditionName[],
	today: string,
	nameOf: NameOf,
	mayChange: MayChange,
): TableColumn<AccountRow>[] {
	const fixed = fixedColumns(today, nameOf, mayChange)
	const metrics = names
		.filter(({ group, name }) => group === 'metric' && !fixed.some(({ id }) => id === name))
		.map(
			({ name, label, unit, meaning }): TableColumn<AccountRow> => ({
				id: name,
				header: label,
				...(meaning ? { hint: meaning } : {}),
				width: 140,
				align: 'right',
				isSortable: true,
				isExtra: true,
				cell: row => <MetricValue value={row.metrics[name]} unit={unit} currency={row.currency} />,
			}),
		)
	return [...fixed, ...metrics]
}
