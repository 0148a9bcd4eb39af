import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { comparePolicyFigures, getReportedMonth } from '../../api/retention-reports.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { Money, Percent } from '../ui/Amounts.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { ExportLink } from './ExportLink.tsx'
import { nameMonth } from './trends.ts'
import { type ChosenPeriod, type Definitions, periodQuery, type RetentionGroup } from './use-retention.ts'

const switchWords: Record<string, string> = {
	churnOn: 'when churn counts',
	bridgedGapDays: 'gaps that are bridged',
	newAfterDays: 'when a return is new',
	sameMonth: 'start and end in one month',
	discounts: 'finite discounts',
	meteredUse: 'metered use',
	paused: 'paused subscriptions',
	freePlan: 'free plans',
	fx: 'exchange rates',
}
const amounts = [
	['start_mrr', 'Start'],
	['new', 'New'],
	['reactivation', 'Reactivation'],
	['expansion', 'Expansion'],
	['contraction', 'Contraction'],
	['churn', 'Churn'],
	['fx', 'Exchange rates'],
	['end_mrr', 'End'],
] as const

function biggestChange(one: RetentionGroup, other: RetentionGroup) {
	const changes = amounts.map(([key, name]) => ({ name, by: Number(other[key]) - Number(one[key]) }))
	return changes.reduce((most, next) => (Math.abs(next.by) > Math.abs(most.by) ? next : most))
}

/** Two ways of counting side by side, and the accounts and switches that make the difference. */
export function PoliciesSection({
	period,
	definitions,
	other,
	onOther,
}: {
	period: ChosenPeriod
	definitions: Definitions | undefined
	other: string | undefined
	onOther: (policy: string) => void
}) {
	const query = { ...periodQuery(period), ...(other ? { other } : {}) }
	const { data, error, refetch } = useCall(comparePolicyFigures, { query }, { keepsPrevious: true })
	const rows = data
		? [
				{ name: 'NRR', one: data.one.figures.nrr, other: data.other.figures.nrr, isRate: true },
				{ name: 'GRR', one: data.one.figures.grr, other: data.other.figures.grr, isRate: true },
				...amounts.map(([key, name]) => ({
					name,
					one: Number(data.one.figures[key]),
					other: Number(data.other.figures[key]),
					isRate: false,
				})),
			]
		: []
	const nameOf = (policy: string) => definitions?.policies.find(({ id }) => id === policy)?.name ?? policy
	const show = (value: number | null, isRate: boolean) =>
		isRate ? <Percent value={value} isAligned /> : <Money value={value} currency={data?.currency} isWhole />
	return (
		<Section
			id="policies"
			title="Policies side by side"
			controls={
				<>
					<SelectField
						label="Compare with"
						isLabelHidden
						className="w-48"
						value={data?.other.policy ?? other ?? ''}
						onChange={onOther}
						choices={(definitions?.policies ?? [])
							.filter(({ id }) => id !== data?.one.policy)
							.map(({ id, name }) => ({ value: id, label: `with ${name}` }))}
					/>
					<ExportLink
						what="policies"
						query={{ table: 'policies', ...periodQuery(period), ...(other ? { other } : {}) }}
					/>
				</>
			}
		>
			{error && !data && (
				<FailedState what="The policies could not be compared" why={sayProblem(error)} onRetry={refetch} />
			)}
			{!data && !error && <SkeletonRows count={6} label="Comparing" />}
			{data && (
				<div className="grid gap-x-10 gap-y-6 xl:grid-cols-2">
					<SimpleTable
						label="Figures by policy"
						rows={rows}
						rowKey={row => row.name}
						columns={[
							{ header: 'Figure', cell: row => row.name },
							{ header: nameOf(data.one.policy), align: 'right', cell: row => show(row.one, row.isRate) },
							{ header: nameOf(data.other.policy), align: 'right', cell: row => show(row.other, row.isRate) },
						]}
					/>
					<div>
						<p className="mb-1 text-13">
							{data.total === 0
								? 'No account is counted differently in these days.'
								: `${formatCount(data.total, 'account')} counted differently${data.total > 20 ? '; the 20 largest' : ''}:`}
						</p>
						{data.differences.length > 0 && (
							<SimpleTable
								label="Accounts that make the difference"
								rows={data.differences.slice(0, 20)}
								rowKey={row => row.account_id}
								columns={[
									{
										header: 'Account',
										cell: row => (
											<Link to="/accounts/$id" params={{ id: row.account_id }} className={linkClass}>
												{row.account_name ?? row.account_id}
											</Link>
										),
									},
									{
										header: 'Because of',
										cell: row => (
											<span className="text-second">
												{row.switches.map(name => switchWords[name] ?? name).join(', ') || 'several together'}
											</span>
										),
									},
									{
										header: 'Most',
										align: 'right',
										cell: row => {
											const { name, by } = biggestChange(row.one, row.other)
											return (
												<>
													{name} <Money value={by} currency={data.currency} isSigned isWhole />
												</>
											)
										},
									},
								]}
							/>
						)}
					</div>
				</div>
			)}
		</Section>
	)
}

/** A month as the board saw it and as it is known now. */
export function ReportedSection({
	definitions,
	policy,
}: {
	definitions: Definitions | undefined
	policy: string | undefined
}) {
	const months = definitions?.reported_months ?? []
	const [chosen, setChosen] = useState<string>()
	const month = chosen ?? months.at(-1)
	const query = { month: month ?? '2000-01-31', ...(policy ? { policy } : {}) }
	const { data, error, refetch } = useCall(getReportedMonth, { query }, { enabled: month !== undefined })
	const day = definitions?.freeze_day_of_month ?? 5
	const reported: Record<string, unknown> = Object.assign({}, data?.reported)
	return (
		<Section
			id="reported"
			title="Reported and restated"
			facts={`a month is frozen on day ${day} of the next`}
			controls={
				months.length > 0 && (
					<SelectField
						label="Reported month"
						isLabelHidden
						className="w-32"
						value={month ?? ''}
						onChange={setChosen}
						choices={months.toReversed().map(value => ({ value, label: nameMonth(value) }))}
					/>
				)
			}
		>
			{months.length === 0 && (
				<p className="text-13 text-second">
					No month has been frozen yet: the first is the month before the next day {day} after the first load.
				</p>
			)}
			{error && <FailedState what="The month could not be read" why={sayProblem(error)} onRetry={refetch} />}
			{data && (
				<div className="grid gap-x-10 gap-y-6 xl:grid-cols-2">
					<SimpleTable
						label="Reported and restated"
						rows={amounts.map(([key, name]) => ({ key, name }))}
						rowKey={row => row.key}
						columns={[
							{ header: 'Figure', cell: row => row.name },
							{
								header: 'Reported',
								align: 'right',
								cell: row => (
									<Money
										value={typeof reported[row.key] === 'string' ? String(reported[row.key]) : null}
										currency={data.currency}
										reason="The month was not reported"
									/>
								),
							},
							{
								header: 'Restated',
								align: 'right',
								cell: row => <Money value={data.restated[row.key]} currency={data.currency} />,
							},
						]}
					/>
					<div>
						<p className="mb-1 text-13">
							{data.differences.length === 0
								? 'Nothing became known of it since.'
								: `${formatCount(data.differences.length, 'account')} changed since it was reported:`}
						</p>
						{data.differences.length > 0 && (
							<SimpleTable
								label="What became known since"
								rows={data.differences.slice(0, 30)}
								rowKey={row => row.account_id}
								columns={[
									{
										header: 'Account',
										cell: row => (
											<Link to="/accounts/$id" params={{ id: row.account_id }} className={linkClass}>
												{row.account_name ?? row.account_id}
											</Link>
										),
									},
									{
										header: 'End, reported',
										align: 'right',
										cell: row => <Money value={row.reported_end_mrr} currency={data.currency} />,
									},
									{
										header: 'End, now',
										align: 'right',
										cell: row => <Money value={row.end_mrr} currency={data.currency} />,
									},
								]}
							/>
						)}
					</div>
				</div>
			)}
		</Section>
	)
}
