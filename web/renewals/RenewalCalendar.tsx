import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { readRenewalCalendar } from '../../api/renewal-reports.ts'
import { namePeriod } from '../forecast/forecast-periods.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { Money } from '../ui/Amounts.tsx'
import { BandShape } from '../ui/BandMark.tsx'
import { classNames } from '../ui/class-names.ts'
import { FailedState } from '../ui/FailedState.tsx'
import { addDays, formatLongDate, formatMonth } from '../ui/format-day.ts'
import { formatMoney, formatNumber } from '../ui/format-number.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { DayList } from './DayList.tsx'
import { shiftMonth } from './renewal-filter.ts'
import type { RenewalsSearch } from './renewals-search.ts'
import type { CalendarDay } from './use-renewals.ts'

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const monthsShown = 12
const lastDays = 3

function nameMonth(month: string, style: 'short' | 'long'): string {
	const first = `${month}-01`
	return style === 'long' ? namePeriod(month) : formatMonth(first).slice(0, 3)
}

/** Weeks of a month from Monday on; days of other months are null. */
export function weeksOf(month: string): (string | null)[][] {
	const first = `${month}-01`
	const skipped = (new Date(`${first}T00:00:00Z`).getUTCDay() + 6) % 7
	const last = Number(addDays(`${shiftMonth(month, 1)}-01`, -1).slice(8))
	const cells = Array.from({ length: Math.ceil((skipped + last) / 7) * 7 }, (_, at) => {
		const number = at - skipped
		return number >= 0 && number < last ? addDays(first, number) : null
	})
	return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}

interface MonthSum {
	month: string
	count: number
	amount: number
}

function sumMonths(days: readonly CalendarDay[], from: string): MonthSum[] {
	return Array.from({ length: monthsShown }, (_, at) => {
		const month = shiftMonth(from, at)
		const inside = days.filter(({ day }) => day.startsWith(month))
		return {
			month,
			count: inside.reduce((sum, { count }) => sum + count, 0),
			amount: inside.reduce((sum, { target_amount }) => sum + Number(target_amount ?? 0), 0),
		}
	})
}

/** The year at a glance: a column a month, pressed to go there. */
function YearStrip({
	months,
	chosen,
	currency,
	onChoose,
}: {
	months: readonly MonthSum[]
	chosen: string
	currency: string | null
	onChoose: (month: string) => void
}) {
	const largest = Math.max(1, ...months.map(({ amount }) => amount))
	return (
		<div role="group" aria-label="Months" className="relative flex gap-1 overflow-x-auto pb-1">
			{months.map(({ month, count, amount }) => (
				<button
					key={month}
					type="button"
					aria-pressed={month === chosen}
					onClick={() => onChoose(month)}
					className={classNames(
						'flex min-w-16 flex-1 flex-col items-stretch gap-1 rounded-md border border-transparent px-2 py-1.5 text-12 hover:bg-hover',
						month === chosen && 'border-line bg-surface font-medium',
					)}
				>
					<span className="flex h-10 items-end">
						<span
							aria-hidden="true"
							className={classNames('w-full rounded-t-sm', month === chosen ? 'bg-accent' : 'bg-line-strong')}
							style={{ height: `${Math.max(count > 0 ? 4 : 0, (amount / largest) * 100)}%` }}
						/>
					</span>
					<span>
						{nameMonth(month, 'short')}
						{month.endsWith('-01') && ` ${month.slice(0, 4)}`}
					</span>
					<span className="text-second">
						{currency ? formatMoney(amount, currency, { isShort: true }) : formatNumber(count)}
						<span className="sr-only">, {formatNumber(count)} due</span>
					</span>
				</button>
			))}
		</div>
	)
}

function DayCell({
	day,
	found,
	currency,
	isToday,
	isChosen,
	onChoose,
}: {
	day: string
	found: CalendarDay | undefined
	currency: string | null
	isToday: boolean
	isChosen: boolean
	onChoose: () => void
}) {
	const number = (
		<span
			className={classNames(
				'text-12',
				isToday ? 'rounded bg-accent px-1.5 font-medium text-on-accent' : 'text-second',
			)}
		>
			{Number(day.slice(8))}
		</span>
	)
	if (!found) return <div className="flex h-full flex-col items-start p-2 max-md:p-1">{number}</div>
	return (
		<button
			type="button"
			aria-pressed={isChosen}
			data-day={day}
			data-count={found.count}
			onClick={onChoose}
			className={classNames(
				'flex h-full w-full flex-col items-start gap-0.5 p-2 text-left text-12 -outline-offset-2 hover:bg-hover max-md:p-1',
				isChosen && 'bg-accent-soft',
			)}
		>
			<span className="flex w-full items-center gap-1.5">
				{number}
				<span className="sr-only">{formatLongDate(day)}: </span>
				{found.high_risk > 0 && (
					<span className="ml-auto inline-flex items-center gap-0.5 text-alarm">
						<BandShape level="alarm" size={10} />
						{found.high_risk}
						<span className="sr-only"> at high risk</span>
					</span>
				)}
			</span>
			<span className="font-medium text-13 max-md:text-12">
				<Money value={found.target_amount} currency={currency} isShort />
			</span>
			<span className="w-full truncate text-second max-md:hidden">
				{found.count === 1 ? (found.items[0]?.account_name ?? '1 due') : `${formatNumber(found.count)} due`}
			</span>
		</button>
	)
}

/** Renewals by day: how many, how much, what of it is at risk; opened or not. */
export function RenewalCalendar({
	search,
	today,
	onMonth,
	onOpen,
}: {
	search: RenewalsSearch
	today: string
	onMonth: (month: string) => void
	onOpen: (id: string) => void
}) {
	// The last days of a month are looked back on less than the next month ahead.
	const month = search.month ?? addDays(today, lastDays).slice(0, 7)
	const present = today.slice(0, 7)
	const isAhead = month >= present && month < shiftMonth(present, monthsShown)
	const from = isAhead ? present : month
	const { owner, segment, category, risk, disagree } = search
	const query = {
		from: `${from}-01`,
		to: addDays(`${shiftMonth(from, monthsShown)}-01`, -1),
		items_from: `${month}-01`,
		items_to: addDays(`${shiftMonth(month, 1)}-01`, -1),
		...(owner ? { owner } : {}),
		...(segment ? { segment } : {}),
		...(category ? { category } : {}),
		...(risk ? { risk } : {}),
		...(disagree ? { disagree } : {}),
		...(search.open === 'all' ? {} : { open: search.open ?? ('yes' as const) }),
	}
	const calendar = useCall(readRenewalCalendar, { query }, { keepsPrevious: true })
	const [chosen, setChosen] = useState<string>()
	const { data } = calendar
	if (calendar.error && !data) {
		return (
			<div className="px-6 max-md:px-4">
				<FailedState
					what="The calendar could not be read"
					why={sayProblem(calendar.error)}
					onRetry={calendar.refetch}
				/>
			</div>
		)
	}
	if (!data) return <SkeletonRows label="Loading the calendar" />
	const byDay = new Map(data.days.map(found => [found.day, found]))
	const months = sumMonths(data.days, from)
	const sum = months.find(entry => entry.month === month)
	const choose = (next: string) => {
		setChosen(undefined)
		onMonth(next)
	}
	const open = chosen === undefined ? undefined : byDay.get(chosen)
	return (
		<div
			className={classNames(
				'min-h-0 flex-1 overflow-auto px-6 pb-8 max-md:px-4',
				calendar.isPlaceholderData && 'opacity-60',
			)}
		>
			<YearStrip months={months} chosen={month} currency={data.currency} onChoose={choose} />
			<div className="mt-3 mb-2 flex items-center gap-2">
				<IconButton
					label="Month before"
					icon={<ChevronLeft size={16} />}
					onClick={() => choose(shiftMonth(month, -1))}
				/>
				<h2 className="font-semibold text-16">{nameMonth(month, 'long')}</h2>
				<IconButton
					label="Month after"
					icon={<ChevronRight size={16} />}
					onClick={() => choose(shiftMonth(month, 1))}
				/>
				<p className="text-13 text-second" data-month-count={sum?.count ?? 0}>
					{sum && sum.count > 0 ? (
						<>
							{formatNumber(sum.count)} due · <Money value={sum.amount} currency={data.currency} isWhole />
						</>
					) : (
						'Nothing is due in this month'
					)}
				</p>
			</div>
			<div className="grid grid-cols-1 gap-6 xl:grid-cols-[minmax(0,1fr)_320px]">
				<table className="w-full table-fixed border-collapse self-start">
					<caption className="sr-only">Renewals of {nameMonth(month, 'long')} by day</caption>
					<thead>
						<tr>
							{weekdays.map(name => (
								<th key={name} scope="col" className="h-7 text-left font-medium text-12 text-second">
									{name}
								</th>
							))}
						</tr>
					</thead>
					<tbody>
						{weeksOf(month).map(week => (
							<tr key={week.find(day => day) ?? ''} className="h-20">
								{week.map((day, at) => (
									<td key={day ?? `${weekdays[at]} before or after`} className="h-20 border p-0 align-top">
										{day && (
											<DayCell
												day={day}
												found={byDay.get(day)}
												currency={data.currency}
												isToday={day === today}
												isChosen={day === chosen}
												onChoose={() => setChosen(day === chosen ? undefined : day)}
											/>
										)}
									</td>
								))}
							</tr>
						))}
					</tbody>
				</table>
				<DayList
					title={open ? formatLongDate(open.day) : `Largest of ${nameMonth(month, 'long')}`}
					days={open ? [open] : data.days.filter(({ day }) => day.startsWith(month))}
					{...{ today, currency: data.currency, onOpen }}
				/>
			</div>
		</div>
	)
}
