import { Link } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { ChurnRisk } from '../../api/churn.ts'
import { parseSort, printSort } from '../accounts/AccountsTable.tsx'
import { saveFile } from '../accounts/save-file.ts'
import { spell } from '../accounts/spell.ts'
import { NoData } from '../data/NoData.tsx'
import type { HealthSearch } from '../health/health-search.ts'
import { OwnerFilter } from '../people/OwnerFilter.tsx'
import { useOwnerName } from '../people/use-people.ts'
import { sayProblem } from '../session/call-query.ts'
import { usePerson } from '../session/use-session.ts'
import { DayText, Figure, Money } from '../ui/Amounts.tsx'
import { BandMark } from '../ui/BandMark.tsx'
import { Button } from '../ui/Button.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { Sheet } from '../ui/Dialog.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatWholeDate } from '../ui/format-day.ts'
import { formatCount, formatNumber, formatProbability, formatProbabilityRange } from '../ui/format-number.ts'
import { NarrowRow } from '../ui/NarrowRow.tsx'
import { RateBar } from '../ui/RateBar.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { TextField } from '../ui/TextField.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import type { TableColumn } from '../ui/table-column.ts'
import { Unknown } from '../ui/Unknown.tsx'
import { churnCsv, sayReason, strongestReasons } from './churn-words.ts'
import { PredictorSheet } from './PredictorSheet.tsx'
import { ReasonBars } from './ReasonBars.tsx'
import { useChurnRisks, usePredictors, useReview } from './use-validation.ts'

function churnColumns(
	today: string,
	currency: string | null,
	nameOf: (email: string | null) => string | undefined,
): TableColumn<ChurnRisk>[] {
	return [
		{
			id: 'account',
			header: 'Account',
			width: 200,
			isGrowing: true,
			isFixed: true,
			sortValue: row => row.name,
			cell: row => (
				<Link
					to="/accounts/$id"
					params={{ id: row.account_id }}
					className="truncate rounded-sm font-medium hover:text-accent"
				>
					{row.name}
				</Link>
			),
		},
		{
			id: 'probability',
			header: 'Leaves in 90 days',
			hint: 'Probability of no recurring revenue in 90 days, with its 95 % interval',
			width: 250,
			align: 'right',
			sortValue: row => row.probability,
			cell: row => <RateBar value={row.probability} low={row.low} high={row.high} />,
		},
		{
			id: 'arr',
			header: 'ARR',
			width: 110,
			align: 'right',
			sortValue: row => (row.arr === null ? null : Number(row.arr)),
			cell: row => <Money value={row.arr} currency={currency} isWhole reason="No subscription is known" />,
		},
		{
			id: 'renewal_on',
			header: 'Renews',
			width: 100,
			align: 'right',
			sortValue: row => row.renewal_on,
			cell: row => <DayText value={row.renewal_on} today={today} reason="No contract with an end is known" />,
		},
		{
			id: 'score',
			header: 'Health',
			width: 84,
			align: 'right',
			sortValue: row => row.score,
			cell: row => <Figure value={row.score} reason="No score" />,
		},
		{
			id: 'band',
			header: 'Band',
			width: 110,
			sortValue: row => row.score,
			cell: row => <BandMark level={row.level} name={row.band} />,
		},
		{
			id: 'why',
			header: 'Speaks most for leaving',
			width: 260,
			isGrowing: true,
			cell: row => (
				<span className="truncate text-second">
					{strongestReasons(row, 'leaving', 2)
						.map(reason => sayReason(reason, currency))
						.join(', ') || 'nothing above the average'}
				</span>
			),
		},
		{
			id: 'owner',
			header: 'Owner',
			width: 140,
			sortValue: row => nameOf(row.owner_email) ?? null,
			cell: row => nameOf(row.owner_email) ?? <Unknown reason="Nobody owns it" />,
		},
	]
}

function pick(rows: readonly ChurnRisk[], { q, owner, segment }: HealthSearch, me: string): ChurnRisk[] {
	const wanted = q?.trim().toLowerCase() ?? ''
	const ownerEmail = owner === 'me' ? me : owner
	return rows.filter(
		row =>
			(wanted === '' || `${row.name} ${row.account_id}`.toLowerCase().includes(wanted)) &&
			(!segment || row.segment === segment) &&
			(!ownerEmail ||
				(ownerEmail === 'none'
					? row.owner_email === null
					: row.owner_email?.toLowerCase() === ownerEmail.toLowerCase())),
	)
}

function ChurnSheet({
	row,
	currency,
	onClose,
}: {
	row: ChurnRisk
	currency: string | null
	onClose: () => void
}) {
	return (
		<Sheet
			isOpen
			onClose={onClose}
			title={row.name}
			description={
				<>
					Leaves within 90 days with {formatProbability(row.probability)}
					{row.low !== null && row.high !== null && ` (${formatProbabilityRange(row.low, row.high)})`}, as of{' '}
					{formatWholeDate(row.as_of)}, model version {row.predictor_version}
				</>
			}
			actions={
				<Link to="/accounts/$id" params={{ id: row.account_id }} className={linkClass}>
					Open the account
				</Link>
			}
		>
			{row.method === 'band rates' ? (
				<p className="pb-4 text-13 text-second">
					There is too little history for a model: this is how often accounts of its band left.
				</p>
			) : (
				<div className="pb-4">
					<ReasonBars churn={row} currency={currency} count={20} />
				</div>
			)}
		</Sheet>
	)
}

/** Who is likely to leave within 90 days, why, and what the model behind it is worth. */
export function ChurnTab({
	search,
	today,
	onChange,
}: {
	search: HealthSearch
	today: string
	onChange: (next: Partial<HealthSearch>) => void
}) {
	const list = useChurnRisks()
	const predictors = usePredictors()
	const review = useReview()
	const nameOf = useOwnerName()
	const me = usePerson().email
	const [isReportOpen, setReportOpen] = useState(false)
	const { data } = list
	const currency = data?.currency ?? null
	const columns = useMemo(() => churnColumns(today, currency, nameOf), [today, currency, nameOf])
	const rows = useMemo(() => pick(data?.items ?? [], search, me), [data, search, me])
	const inForce = predictors.data?.items.find(({ kind }) => kind === 'churn')
	const isFallback = data?.items[0]?.method === 'band rates'
	const segments = [...new Set((data?.items ?? []).flatMap(row => row.segment ?? []))].sort()
	const open = data?.items.find(row => row.account_id === search.open)
	return (
		<div className="flex min-h-0 flex-1 flex-col gap-3">
			<div className="flex flex-wrap items-center gap-2">
				<TextField
					label="Find an account"
					isLabelHidden
					className="w-48"
					placeholder="Find an account"
					value={search.q ?? ''}
					onChange={q => onChange({ q: q || undefined })}
				/>
				<SelectField
					label="Segment"
					isLabelHidden
					className="w-40"
					value={search.segment ?? ''}
					onChange={value => onChange({ segment: value || undefined })}
					choices={[
						{ value: '', label: 'Every segment' },
						...segments.map(segment => ({ value: segment, label: spell(segment) })),
					]}
				/>
				<OwnerFilter value={search.owner} onChange={owner => onChange({ owner })} />
				<span className="ml-auto flex gap-2">
					<Button disabled={!inForce} onClick={() => setReportOpen(true)}>
						The model and its report
					</Button>
					<Button
						icon={<Download size={14} />}
						disabled={rows.length === 0}
						onClick={() => saveFile('churn-risk.csv', churnCsv(rows, currency), 'text/csv')}
					>
						Export {formatCount(rows.length, 'row')}
					</Button>
				</span>
			</div>
			{data && data.as_of !== null && (
				<p className="text-13 text-second">
					Of {formatCount(data.total, 'customer')} about {formatNumber(data.expected_churns, 1)} are expected
					to leave within 90 days, <Money value={data.expected_arr} currency={currency} isShort /> of ARR · as
					of <DayText value={data.as_of} today={today} />
					{inForce?.calibration &&
						` · AUC ${inForce.auc?.value === null || !inForce.auc ? '–' : formatNumber(inForce.auc.value, 2)} on later cases`}
				</p>
			)}
			{isFallback && (
				<p role="note" className="rounded-md bg-watch-soft px-4 py-2 text-13 text-watch">
					There is too little history for a churn model of your own: every probability is how often accounts
					of the same health band left.
				</p>
			)}
			{list.error && !data && (
				<FailedState
					what="The churn risks could not be read"
					why={sayProblem(list.error)}
					onRetry={list.refetch}
				/>
			)}
			{!data && !list.error && <SkeletonRows label="Loading churn risks" />}
			{data && data.items.length === 0 && (
				<NoData sentence="Nothing is foretold yet. The churn model learns from the history that was loaded, in the run of the day." />
			)}
			{data && data.items.length > 0 && rows.length === 0 && (
				<EmptyState sentence="No customer fits these filters." />
			)}
			{rows.length > 0 && (
				<div className="flex min-h-96 flex-1 flex-col border-y">
					<DataTable
						isInset
						label="Churn risk"
						columns={columns}
						rows={rows}
						rowId={row => row.account_id}
						sort={parseSort(search.sort ?? '-probability')}
						actions={{ onSort: sort => onChange({ sort: printSort(sort) }) }}
						onOpen={row => onChange({ open: row.account_id })}
						narrow={row => (
							<NarrowRow
								name={row.name}
								amount={<Money value={row.arr} currency={currency} isShort />}
								facts={
									<>
										<span className="font-medium">{formatProbability(row.probability)}</span>
										<BandMark level={row.level} name={row.band} />
									</>
								}
								end={<DayText value={row.renewal_on} today={today} />}
							/>
						)}
					/>
				</div>
			)}
			{open && <ChurnSheet row={open} currency={currency} onClose={() => onChange({ open: undefined })} />}
			{isReportOpen && (
				<PredictorSheet predictor={inForce} drift={review.data?.drift} onClose={() => setReportOpen(false)} />
			)}
		</div>
	)
}
