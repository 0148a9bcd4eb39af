import { Download } from 'lucide-react'
import { useMemo } from 'react'
import { parseSort, printSort } from '../accounts/AccountsTable.tsx'
import { saveFile } from '../accounts/save-file.ts'
import { spell } from '../accounts/spell.ts'
import type { HealthSearch } from '../health/health-search.ts'
import { sayProblem } from '../session/call-query.ts'
import { DayText, Figure, Money } from '../ui/Amounts.tsx'
import { BandMark, levelOf } from '../ui/BandMark.tsx'
import { Button } from '../ui/Button.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { addDays } from '../ui/format-day.ts'
import { formatCount, formatPercent } from '../ui/format-number.ts'
import { NarrowRow } from '../ui/NarrowRow.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { TextField } from '../ui/TextField.tsx'
import type { TableColumn } from '../ui/table-column.ts'
import { caseKey, isFlagged, sayLowest } from './case-words.ts'
import { casesCsv } from './cases-csv.ts'
import { type PastCase, type PopulationReport, useAllCases, type ValidationChoice } from './use-validation.ts'

const days24Months = 730

function churnedColumns(today: string, currency: string): TableColumn<PastCase>[] {
	return [
		{
			id: 'account',
			header: 'Account',
			width: 200,
			isGrowing: true,
			isFixed: true,
			sortValue: item => item.name,
			cell: item => <span className="truncate font-medium">{item.name}</span>,
		},
		{
			id: 'decided_on',
			header: 'Churned',
			width: 110,
			align: 'right',
			sortValue: item => item.decided_on,
			cell: item => <DayText value={item.decided_on} today={today} />,
		},
		{
			id: 'amount',
			header: 'Amount',
			width: 110,
			align: 'right',
			sortValue: item => (item.amount === null ? null : Number(item.amount)),
			cell: item => <Money value={item.amount} currency={currency} isWhole />,
		},
		{
			id: 'score',
			header: 'Health then',
			width: 110,
			align: 'right',
			sortValue: item => item.score,
			cell: item => <Figure value={item.score} reason="It had no score" />,
		},
		{
			id: 'band',
			header: 'Band then',
			width: 120,
			sortValue: item => item.score,
			cell: item => <BandMark level={levelOf(item.level)} name={item.band ? spell(item.band) : 'No score'} />,
		},
		{
			id: 'lowest',
			header: 'Lowest factors then',
			width: 250,
			sortValue: item => sayLowest(item),
			cell: item => <span className="truncate text-second">{sayLowest(item)}</span>,
		},
		{
			id: 'segment',
			header: 'Segment',
			width: 110,
			sortValue: item => item.segment,
			cell: item => spell(item.segment),
		},
		{
			id: 'reason',
			header: 'Reason given',
			width: 150,
			sortValue: item => item.reason,
			cell: item => <span className="truncate text-second">{spell(item.reason)}</span>,
		},
	]
}

function pick(items: readonly PastCase[], { q, segment, flagged }: HealthSearch): PastCase[] {
	const wanted = q?.trim().toLowerCase() ?? ''
	return items.filter(
		item =>
			(wanted === '' ||
				`${item.name} ${item.account_id} ${item.reason ?? ''}`.toLowerCase().includes(wanted)) &&
			(!segment || item.segment === segment) &&
			(!flagged || isFlagged(item) === (flagged === 'yes')),
	)
}

/** Everybody who churned in the last 24 months and what they showed before: filtered, sorted, taken along. */
export function ChurnedSection({
	report,
	choice,
	search,
	today,
	onChange,
}: {
	report: PopulationReport
	choice: ValidationChoice
	search: HealthSearch
	today: string
	onChange: (next: Partial<HealthSearch>) => void
}) {
	const { data, error, refetch } = useAllCases({
		...choice,
		population: report.population,
		list: 'churned',
		after: addDays(today, -days24Months),
	})
	const columns = useMemo(() => churnedColumns(today, report.currency), [today, report.currency])
	const rows = useMemo(() => pick(data?.items ?? [], search), [data, search])
	const all = data?.items ?? []
	const caught = all.filter(isFlagged).length
	const segments = [...new Set(all.flatMap(item => item.segment ?? []))].sort()
	return (
		<Section
			id="churned"
			title="Who churned in the last 24 months"
			facts={
				data &&
				`${formatCount(all.length, 'account')}, what they showed ${report.horizon_days} days before${
					all.length > 0 ? ` · ${formatPercent(caught / all.length, 0)} stood in watch or alarm` : ''
				}`
			}
			controls={
				<Button
					icon={<Download size={14} />}
					disabled={rows.length === 0}
					onClick={() => saveFile(`churned-${report.population}.csv`, casesCsv(rows), 'text/csv')}
				>
					Export {formatCount(rows.length, 'row')}
				</Button>
			}
		>
			<div className="mb-2 flex flex-wrap gap-2">
				<TextField
					label="Find by name or reason"
					isLabelHidden
					className="w-56"
					placeholder="Find by name or reason"
					value={search.q ?? ''}
					onChange={q => onChange({ q: q || undefined })}
				/>
				<SelectField
					label="Was it flagged"
					isLabelHidden
					className="w-44"
					value={search.flagged ?? ''}
					onChange={value => onChange({ flagged: value === 'yes' || value === 'no' ? value : undefined })}
					choices={[
						{ value: '', label: 'Flagged or not' },
						{ value: 'yes', label: 'In watch or alarm' },
						{ value: 'no', label: 'Not flagged' },
					]}
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
			</div>
			{error && !data && (
				<FailedState what="The churned could not be read" why={sayProblem(error)} onRetry={refetch} />
			)}
			{!data && !error && <SkeletonRows count={6} label="Loading the churned" />}
			{data && rows.length === 0 && (
				<p className="border-t py-4 text-13 text-second">
					{all.length === 0
						? 'Nobody churned in this time, or the names are not open to you.'
						: 'Nobody fits these filters.'}
				</p>
			)}
			{rows.length > 0 && (
				<div className="flex h-[420px] flex-col border-y">
					<DataTable
						isInset
						label="Who churned"
						columns={columns}
						rows={rows}
						rowId={caseKey}
						sort={parseSort(search.sort ?? '-decided_on')}
						actions={{ onSort: sort => onChange({ sort: printSort(sort) }) }}
						onOpen={item => onChange({ past: caseKey(item) })}
						narrow={item => (
							<NarrowRow
								name={item.name}
								amount={<Money value={item.amount} currency={report.currency} isShort />}
								facts={
									<>
										<span>{item.score ?? '–'}</span>
										<BandMark level={levelOf(item.level)} name={item.band ? spell(item.band) : 'No score'} />
									</>
								}
								end={<DayText value={item.decided_on} today={today} />}
							/>
						)}
					/>
				</div>
			)}
		</Section>
	)
}
