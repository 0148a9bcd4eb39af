import { useMemo } from 'react'
import { getAccountArr } from '../../api/account-arr.ts'
import type { ContractOutput } from '../../api/contract.ts'
import { spell } from '../accounts/spell.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { DayText, Money } from '../ui/Amounts.tsx'
import { Chart } from '../ui/Chart.tsx'
import type { ChartSpec } from '../ui/chart-spec.ts'
import { FailedState } from '../ui/FailedState.tsx'
import { addDays, daysBetween, formatDate } from '../ui/format-day.ts'
import { formatMoney } from '../ui/format-number.ts'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'

type ArrHistoryData = ContractOutput<typeof getAccountArr>
type Step = ArrHistoryData['steps'][number]

/** As many changes have their name on the chart: the largest that leave each other room; the table has all. */
const mostMarks = 4
const roomBetweenMarks = 0.2
/** Older changes are in the table. */
const mostDays = 1_460

/** ARR of every day from the first change on: changes are steps, not slopes. */
export function arrChartSpec({ steps, as_of: asOf, currency }: ArrHistoryData, today: string): ChartSpec {
	const first = steps[0]?.day ?? asOf
	const from = daysBetween(first, asOf) > mostDays ? addDays(asOf, -mostDays) : first
	const days = Array.from({ length: Math.max(1, daysBetween(from, asOf) + 1) }, (_, at) => addDays(from, at))
	let next = 0
	let value = 0
	const values = days.map(day => {
		for (let step = steps[next]; step && step.day <= day; step = steps[++next]) value = Number(step.arr_after)
		return value
	})
	const size = (step: Step) => Math.abs(Number(step.arr_after) - Number(step.arr_before))
	const marked: Step[] = []
	for (const step of steps.filter(({ day }) => day >= from).sort((a, b) => size(b) - size(a))) {
		const isFree = marked.every(
			other => Math.abs(daysBetween(other.day, step.day)) > roomBetweenMarks * days.length,
		)
		if (isFree && marked.length < mostMarks) marked.push(step)
	}
	return {
		kind: 'line',
		title: `ARR over time, ${currency}`,
		periods: days.map(day => formatDate(day, today)),
		series: [{ name: 'ARR', values, tone: 'accent' }],
		format: amount => formatMoney(amount, currency, { isShort: true }),
		marks: marked.map(step => ({ period: formatDate(step.day, today), name: step.kind })),
	}
}

function leverText(step: Step, currency: string) {
	const parts = (['seats', 'price', 'product'] as const).flatMap(name => {
		const amount = Number(step[name] ?? 0)
		return amount === 0 ? [] : [`${name} ${formatMoney(amount, currency, { isSigned: true })}`]
	})
	return parts.join(' · ')
}

function StepsTable({ data, today }: { data: ArrHistoryData; today: string }) {
	return (
		<SimpleTable
			label="Changes of the ARR"
			rows={[...data.steps].reverse()}
			rowKey={step => `${step.day} ${step.kind}`}
			columns={[
				{ header: 'Day', cell: step => <DayText value={step.day} today={today} /> },
				{ header: 'Change', cell: step => spell(step.kind) },
				{
					header: 'By',
					align: 'right',
					cell: step => (
						<Money
							value={Number(step.arr_after) - Number(step.arr_before)}
							currency={data.currency}
							isSigned
						/>
					),
				},
				{
					header: 'ARR after',
					align: 'right',
					cell: step => <Money value={step.arr_after} currency={data.currency} />,
				},
				{
					header: 'Made of',
					isExtra: true,
					cell: step => <span className="text-second">{leverText(step, data.currency)}</span>,
				},
			]}
		/>
	)
}

/** What the customer paid over time, with every change of it. */
export function ArrHistory({ id, today }: { id: string; today: string }) {
	const { data, error, refetch } = useCall(getAccountArr, { params: { id } })
	const spec = useMemo(() => data && arrChartSpec(data, today), [data, today])
	if (error && !data)
		return <FailedState what="The ARR history could not be read" why={sayProblem(error)} onRetry={refetch} />
	if (!data || !spec) return <Skeleton className="h-44 w-full" />
	if (data.left_out.length > 0) {
		return (
			<p className="text-13 text-second">
				It is in no revenue figure:{' '}
				{data.left_out.map(line => `${line.line_id} ${sayBecause(line.because)}`).join(', ')}.
			</p>
		)
	}
	if (data.steps.length === 0) return null
	return (
		<div className="flex flex-col gap-3">
			<Chart spec={spec} height={180} />
			<StepsTable data={data} today={today} />
		</div>
	)
}

function sayBecause(because: string): string {
	if (because === 'no_price') return 'has no readable price'
	return because === 'no_rate' ? 'has no exchange rate' : 'belongs to an account that no accounts file has'
}
