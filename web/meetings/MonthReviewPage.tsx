import { getRouteApi } from '@tanstack/react-router'
import { Download, Printer } from 'lucide-react'
import { getQuality } from '../../api/data.ts'
import { readForecastAccuracy } from '../../api/forecast.ts'
import { getMonthReview } from '../../api/meetings.ts'
import { readRenewalRates } from '../../api/renewal-reports.ts'
import { getRetention, listRetentionMonths } from '../../api/retention.ts'
import { saveFile } from '../accounts/save-file.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { useToday } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { addDays, formatDate, sayDays } from '../ui/format-day.ts'
import { formatNumber, formatPercent, formatSigned } from '../ui/format-number.ts'
import { dateFormat } from '../ui/intl-formats.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { printCsv } from '../ui/print-csv.ts'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { Unknown } from '../ui/Unknown.tsx'
import { MeetingLinks } from './MeetingLinks.tsx'
import {
	dataRows,
	isMet,
	listMonthRows,
	type MonthReview,
	type MonthRow,
	monthSections,
} from './month-rows.ts'
import { PlaybooksOfMonth } from './PlaybooksOfMonth.tsx'
import { Sheet } from './Sheet.tsx'

const route = getRouteApi('/meetings/month')
const shownMonths = 13

function nameMonth(month: string): string {
	return dateFormat({ month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
		new Date(`${month}-01T00:00:00Z`),
	)
}

/** The running month and those before it, the latest first. */
function listMonths(today: string): string[] {
	const [year = 1970, month = 1] = today.split('-').map(Number)
	return Array.from({ length: shownMonths }, (_, back) =>
		new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7),
	)
}

function valueText(value: number, unit: MonthRow['unit']): string {
	if (unit === 'share') return formatPercent(value)
	return unit === 'days' ? `${formatNumber(value, 1)} days` : formatNumber(value)
}

function changeText({ now, before, unit }: MonthRow): string | null {
	if (now === null || before === null) return null
	if (unit === 'share') return `${formatSigned((now - before) * 100, 1)} points`
	return unit === 'days' ? `${formatSigned(now - before, 1)} days` : formatSigned(now - before)
}

function TargetCell({ row }: { row: MonthRow }) {
	if (!row.target) return null
	const met = isMet(row)
	return (
		<span className={met === false ? 'font-medium text-alarm' : met ? 'text-good' : 'text-second'}>
			{row.isMoreBetter ? 'at least' : 'under'} {formatPercent(row.target.value, 0)}
			{row.target.from === 'field' ? ' (usual in the field)' : ' (plan)'}
			{met === null ? '' : met ? ', met' : ', not met'}
		</span>
	)
}

function RowsTable({ section, rows, today }: { section: string; rows: readonly MonthRow[]; today: string }) {
	return (
		<SimpleTable
			label={section}
			rows={rows}
			rowKey={row => row.name}
			columns={[
				{ header: 'Figure', cell: row => row.name },
				{
					header: 'Month',
					align: 'right',
					cell: row => (
						<span className="font-medium">
							{row.now === null ? (
								<Unknown reason={sayDays(row.basis, today)} />
							) : (
								valueText(row.now, row.unit)
							)}
						</span>
					),
				},
				{
					header: 'Month before',
					align: 'right',
					cell: row =>
						row.before === null ? (
							<Unknown reason="Not known for the month before" />
						) : (
							valueText(row.before, row.unit)
						),
				},
				{
					header: 'Change',
					align: 'right',
					isExtra: true,
					cell: row => changeText(row) ?? <Unknown reason="There is nothing to compare it with" />,
				},
				{ header: 'Target', isExtra: true, cell: row => <TargetCell row={row} /> },
				{
					header: 'As known',
					isExtra: true,
					cell: row => <span className="text-12 text-second">{sayDays(row.basis, today)}</span>,
				},
			]}
		/>
	)
}

/** All that the rows are made of, each asked for by itself: one that fails leaves its rows unknown. */
function useMonthRows(month: MonthReview) {
	const { now, before } = month
	const period = { from: addDays(now.month.from, -1), to: now.month.to }
	const months = useCall(listRetentionMonths, {
		query: { from: addDays(before.month.from, -40), to: period.to },
	})
	const retention = useCall(getRetention, { query: period })
	const rates = useCall(readRenewalRates, { query: now.month })
	const ratesBefore = useCall(readRenewalRates, { query: before.month })
	const accuracy = useCall(readForecastAccuracy, { query: { days_ahead: 90 } })
	const quality = useCall(getQuality, { query: {} })
	const all = [months, retention, rates, ratesBefore, accuracy, quality]
	const rows = listMonthRows({
		month,
		months: months.data,
		retention: retention.data,
		rates: rates.data,
		ratesBefore: ratesBefore.data,
		accuracy: accuracy.data,
	})
	return {
		rows: quality.data ? [...rows, ...dataRows(quality.data)] : rows,
		isLoading: all.some(({ data, error }) => !data && !error),
		failed: all.flatMap(({ error }) => (error ? [sayProblem(error)] : [])),
		retry: () => {
			for (const query of all) if (query.error) void query.refetch()
		},
	}
}

function MonthSheet({ month, today }: { month: MonthReview; today: string }) {
	const { rows, isLoading, failed, retry } = useMonthRows(month)
	const name = nameMonth(month.month)
	const save = () => {
		const table = rows.map(row => [
			row.section,
			row.name,
			row.unit,
			row.now,
			row.before,
			row.target?.value ?? null,
			row.target?.from ?? null,
			row.basis,
		])
		const header = ['section', 'figure', 'unit', 'month', 'month_before', 'target', 'target_from', 'as_known']
		saveFile(`metrics-${month.month}.csv`, printCsv(header, table), 'text/csv')
	}
	return (
		<Sheet
			label="Monthly metrics"
			head={`Monthly metrics, ${name}`}
			foot={`To the end of ${formatDate(month.as_of, today)}`}
		>
			<h2 className="paper-only font-semibold text-20">Monthly metrics, {name}</h2>
			<div className="flex flex-wrap items-center gap-3">
				<p className="text-13 text-second">
					{name}, beside {nameMonth(month.before.month.from.slice(0, 7))}
					{!month.is_complete && '; the month still runs'}.
				</p>
				<Button
					className="screen-only ml-auto"
					icon={<Download size={14} />}
					disabled={isLoading}
					onClick={save}
				>
					Export CSV
				</Button>
			</div>
			{failed.length > 0 && (
				<FailedState
					what="Some figures could not be read"
					why={[...new Set(failed)].join(' ')}
					onRetry={retry}
				/>
			)}
			{isLoading ? (
				<SkeletonRows count={12} label="Loading the figures" />
			) : (
				monthSections.map(section => {
					const own = rows.filter(row => row.section === section)
					if (own.length === 0) return null
					return (
						<Section
							key={section}
							title={section}
							className="keep md:[&_table]:table-fixed md:[&_th:first-child]:w-[23%] md:[&_th:last-child]:w-[21%] md:[&_th:nth-child(5)]:w-[18%]"
						>
							<RowsTable section={section} rows={own} today={today} />
						</Section>
					)
				})
			)}
			<PlaybooksOfMonth today={today} />
		</Sheet>
	)
}

/** The month in figures: what stayed, how customers are, what renewed, what was done. */
export function MonthReviewPage() {
	const search = route.useSearch()
	const navigate = route.useNavigate()
	const today = useToday()
	const review = useCall(
		getMonthReview,
		{ query: search.month ? { month: search.month } : {} },
		{ keepsPrevious: true },
	)
	const { data, error } = review
	return (
		<div className="min-h-0 flex-1 overflow-auto">
			<PageHeader
				title="Monthly metrics"
				controls={
					<>
						{data && (
							<SelectField
								label="Month"
								isLabelHidden
								className="w-44"
								value={data.month}
								onChange={month => void navigate({ search: { month }, replace: true })}
								choices={[...new Set([...listMonths(today), data.month])].map(month => ({
									value: month,
									label: nameMonth(month),
								}))}
							/>
						)}
						<Button kind="primary" icon={<Printer size={14} />} onClick={() => window.print()}>
							Print / save as PDF
						</Button>
					</>
				}
			/>
			<div className="px-6 pb-4 max-md:px-4">
				<MeetingLinks />
			</div>
			{error && (
				<div className="px-6 max-md:px-4">
					<FailedState what="The month could not be read" why={sayProblem(error)} onRetry={review.refetch} />
				</div>
			)}
			{!data && !error && <SkeletonRows count={10} label="Loading the month" />}
			{data && !error && <MonthSheet key={data.month} month={data} today={today} />}
		</div>
	)
}
