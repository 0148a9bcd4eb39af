import { listCohortMembers, listMrrMovements, openRetentionAccount } from '../../api/retention.ts'
import { call, useCall } from '../session/call-query.ts'
import { useToday } from '../session/use-session.ts'
import { Money } from '../ui/Amounts.tsx'
import { Sheet } from '../ui/Dialog.tsx'
import { formatWholeDate } from '../ui/format-day.ts'
import { formatCount, formatNumber, formatPercent } from '../ui/format-number.ts'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { AccountButton, AccountHead, lineColumns, MoreButton, NoRows, nameLine } from './DrillParts.tsx'
import { ExportLink } from './ExportLink.tsx'
import { AheadLines, AheadList, WonList } from './ForwardLists.tsx'
import { LossReasonForm } from './LossReasonForm.tsx'
import { movementNames } from './retention-names.ts'
import type { OpenedNumber } from './retention-search.ts'
import { usePages } from './use-pages.ts'
import { type ChosenPeriod, knownAs, periodQuery } from './use-retention.ts'

function sliceOf({ by, group }: OpenedNumber) {
	return { ...(by ? { by } : {}), ...(group === undefined ? {} : { group }) }
}

function whyOf({ reason, competitor, segment }: OpenedNumber) {
	return {
		...(reason === undefined ? {} : { reason }),
		...(competitor === undefined ? {} : { competitor }),
		...(segment === undefined ? {} : { segment }),
	}
}

interface ListProps {
	opened: OpenedNumber
	period: ChosenPeriod
	onAccount: (id: string) => void
}

function MovementList({ opened, period, onAccount }: ListProps) {
	const { from, to, movement } = opened
	const query = {
		from,
		to,
		...knownAs(period),
		...sliceOf(opened),
		...whyOf(opened),
		...(movement ? { kind: movement } : {}),
	}
	const { list, first, rows } = usePages(listMrrMovements.name, query, (page, signal) =>
		call(listMrrMovements, { query: { ...query, ...page } }, { signal }),
	)
	if (!first) return <NoRows query={list} of="movements" />
	const { currency } = first
	const hasLevers = rows.some(({ levers }) => levers !== null)
	return (
		<>
			<p className="mb-2 text-13" data-total={first.amount}>
				{formatCount(first.total, 'movement')}, together{' '}
				<Money value={first.amount} currency={currency} isSigned />
			</p>
			<SimpleTable
				label="Movements behind the number"
				rows={rows}
				rowKey={row => `${row.account_id} ${row.day} ${row.kind} ${row.amount}`}
				columns={[
					{
						header: 'Account',
						cell: row => <AccountButton id={row.account_id} name={row.account_name} onOpen={onAccount} />,
					},
					{
						header: 'Day',
						cell: row => (
							<time dateTime={row.day} className="whitespace-nowrap">
								{formatWholeDate(row.day)}
							</time>
						),
					},
					{ header: 'What', isExtra: true, cell: row => movementNames[row.kind] },
					...(hasLevers
						? (['seats', 'price', 'product'] as const).map(lever => ({
								header: lever.charAt(0).toUpperCase() + lever.slice(1),
								align: 'right' as const,
								isExtra: true,
								cell: (row: (typeof rows)[number]) => (
									<Money value={row.levers?.[lever]} currency={currency} isShort reason="Of changes only" />
								),
							}))
						: []),
					{
						header: 'Why',
						isExtra: true,
						cell: row => (
							<span className="text-second">
								{[row.reason, row.competitor].filter(Boolean).join(', ') || '–'}
							</span>
						),
					},
					{
						header: 'MRR',
						align: 'right',
						cell: row => (
							<span data-amount={row.amount}>
								<Money value={row.amount} currency={currency} isSigned />
							</span>
						),
					},
				]}
			/>
			<MoreButton list={list} />
		</>
	)
}

function MemberList({ opened, period, onAccount }: ListProps) {
	const { from, to, members = 'cohort', only } = opened
	const query = { from, to, kind: members, ...knownAs(period), ...sliceOf(opened), ...(only ? { only } : {}) }
	const { list, first, rows } = usePages(listCohortMembers.name, query, (page, signal) =>
		call(listCohortMembers, { query: { ...query, ...page } }, { signal }),
	)
	if (!first) return <NoRows query={list} of="accounts" />
	const { currency, total, lost, start_mrr, end_mrr, kept_mrr } = first
	const start = Number(start_mrr)
	return (
		<>
			<p className="mb-2 text-13" data-start={start_mrr} data-end={end_mrr} data-kept={kept_mrr}>
				{formatCount(total, 'account')}, {formatNumber(lost)} without MRR at the end. Start{' '}
				<Money value={start_mrr} currency={currency} />, end <Money value={end_mrr} currency={currency} />,
				kept <Money value={kept_mrr} currency={currency} />
				{start > 0 && !only && members === 'cohort' && (
					<>
						: NRR {formatPercent(Number(end_mrr) / start)}, GRR {formatPercent(Number(kept_mrr) / start)}
					</>
				)}
				.
			</p>
			<SimpleTable
				label="Accounts behind the number"
				rows={rows}
				rowKey={row => row.account_id}
				columns={[
					{
						header: 'Account',
						cell: row => <AccountButton id={row.account_id} name={row.account_name} onOpen={onAccount} />,
					},
					{
						header: 'Start',
						align: 'right',
						cell: row => (
							<span data-start={row.start_mrr}>
								<Money value={row.start_mrr} currency={currency} />
							</span>
						),
					},
					{
						header: 'End',
						align: 'right',
						cell: row => (
							<span data-end={row.end_mrr}>
								<Money value={row.end_mrr} currency={currency} />
							</span>
						),
					},
					{
						header: 'Change',
						align: 'right',
						isExtra: true,
						cell: row => (
							<Money value={Number(row.end_mrr) - Number(row.start_mrr)} currency={currency} isSigned />
						),
					},
				]}
			/>
			<MoreButton list={list} />
		</>
	)
}

function LineList({
	opened,
	period,
	id,
	onBack,
}: {
	opened: OpenedNumber
	period: ChosenPeriod
	id: string
	onBack: () => void
}) {
	const { from, to } = opened
	const opening = useCall(openRetentionAccount, { params: { id }, query: { from, to, ...knownAs(period) } })
	const { data } = opening
	if (!data || opening.error) return <NoRows query={opening} what="The lines" of="lines" />
	const { currency } = data
	const losses = data.movements.filter(({ kind }) => kind === 'churn' || kind === 'contraction')
	return (
		<div className="flex flex-col gap-5">
			<AccountHead id={id} name={data.account_name} onBack={onBack} />
			<SimpleTable
				label="Lines at the start and the end"
				rows={data.balances}
				rowKey={line => line.line_id}
				columns={lineColumns<(typeof data.balances)[number]>(opened, currency, line => ({
					start: line.start_mrr,
					end: line.end_mrr,
				}))}
			/>
			<SimpleTable
				label="Changes of lines"
				rows={data.changes}
				rowKey={line => `${line.day} ${line.line_id}`}
				columns={[
					{
						header: 'Day',
						cell: line => (
							<time dateTime={line.day} className="whitespace-nowrap">
								{formatWholeDate(line.day)}
							</time>
						),
					},
					{ header: 'Line', cell: nameLine },
					{
						header: 'Quantity',
						align: 'right',
						isExtra: true,
						cell: line => `${line.quantity_before} → ${line.quantity_after}`,
					},
					{
						header: 'Before',
						align: 'right',
						cell: line => <Money value={line.mrr_before} currency={currency} />,
					},
					{
						header: 'After',
						align: 'right',
						cell: line => <Money value={line.mrr_after} currency={currency} />,
					},
					{
						header: 'Change',
						align: 'right',
						cell: line => (
							<span
								data-line-day={line.day}
								data-line-before={line.mrr_before}
								data-line-after={line.mrr_after}
							>
								<Money
									value={Number(line.mrr_after) - Number(line.mrr_before)}
									currency={currency}
									isSigned
								/>
							</span>
						),
					},
				]}
			/>
			{losses.map(({ day, kind }) => (
				<LossReasonForm key={`${day} ${kind}`} accountId={id} day={day} kind={kind} />
			))}
		</div>
	)
}

function OpenedList(props: ListProps) {
	const today = useToday()
	switch (props.opened.what) {
		case 'movements':
			return <MovementList {...props} />
		case 'accounts':
			return <MemberList {...props} />
		case 'won':
			return <WonList {...props} />
		case 'ahead':
			return <AheadList {...props} today={today} />
	}
}

function exportOf(opened: OpenedNumber, period: ChosenPeriod) {
	const { from, to, what } = opened
	if (what === 'won') return { table: 'won' as const, from, to, ...knownAs(period) }
	if (what === 'ahead') return { table: 'contracted' as const, until: to, ...periodQuery(period) }
	const isMovements = what === 'movements'
	const kind = isMovements ? opened.movement : opened.members
	return {
		table: isMovements ? ('movements' as const) : ('accounts' as const),
		from,
		to,
		...knownAs(period),
		...sliceOf(opened),
		...(isMovements ? whyOf(opened) : {}),
		...(kind ? { kind } : {}),
	}
}

/** What a number is made of: accounts or movements, and from each down to its lines. Exact amounts on hover. */
export function DrillSheet({
	opened,
	account,
	period,
	onAccount,
	onClose,
}: {
	opened: OpenedNumber
	account: string | undefined
	period: ChosenPeriod
	onAccount: (id: string | undefined) => void
	onClose: () => void
}) {
	const { from, to, what } = opened
	return (
		<Sheet
			isOpen
			onClose={onClose}
			title={account === undefined ? opened.title : `${opened.title}: lines of one account`}
			description={`From the end of ${formatWholeDate(from)} to the end of ${formatWholeDate(to)}.`}
			actions={<ExportLink what={opened.title} query={exportOf(opened, period)} />}
		>
			<div className="pb-4">
				{account === undefined ? (
					<OpenedList opened={opened} period={period} onAccount={onAccount} />
				) : what === 'ahead' ? (
					<AheadLines opened={opened} period={period} id={account} onBack={() => onAccount(undefined)} />
				) : (
					<LineList opened={opened} period={period} id={account} onBack={() => onAccount(undefined)} />
				)}
			</div>
		</Sheet>
	)
}
