import { useState } from 'react'
import { getRetention } from '../../api/retention.ts'
import { listRevenueTargets, setRevenueTarget } from '../../api/retention-reports.ts'
import { type TargetDimension, type TargetMeasure, targetMeasures } from '../../core/model/revenue-target.ts'
import { namePeriod } from '../forecast/forecast-periods.ts'
import { useModel } from '../health/use-health.ts'
import { useOwnerName, useOwners } from '../people/use-people.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { useMay } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatMoney, formatNumber, formatPercent } from '../ui/format-number.ts'
import { NumberField } from '../ui/NumberField.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { ExportLink } from './ExportLink.tsx'
import { isShare, measureNames } from './retention-names.ts'
import { useGroupName } from './use-group-name.ts'
import { type ChosenPeriod, periodQuery } from './use-retention.ts'

function quartersAround(quarter: string): string[] {
	const first = Number(quarter.slice(0, 4)) * 4 + Number(quarter.slice(-1)) - 1
	return Array.from({ length: 8 }, (_, index) => {
		const at = first - 2 + index
		return `${Math.floor(at / 4)}-Q${(at % 4) + 1}`
	})
}

function showTarget(measure: string, value: string, currency: string): string {
	if (isShare(measure)) return formatPercent(Number(value))
	return measure === 'quick_ratio' ? formatNumber(Number(value), 2) : formatMoney(Number(value), currency)
}

function TargetForm({ quarter }: { quarter: string }) {
	const [when, setWhen] = useState(quarter)
	const [dimension, setDimension] = useState<TargetDimension>('all')
	const [group, setGroup] = useState('')
	const [measure, setMeasure] = useState<TargetMeasure>('nrr')
	const [value, setValue] = useState<number | null>(null)
	const segments = useModel().data?.model.segments ?? []
	const owners = useOwners()
	const save = useChange(setRevenueTarget, {
		done: 'Target set',
		refreshes: [listRevenueTargets, getRetention],
		onSuccess: () => setValue(null),
	})
	const groups =
		dimension === 'segment'
			? segments.map(({ id, name }) => ({ value: id, label: name }))
			: owners.map(({ value: id, label }) => ({ value: id, label }))
	const chosen = dimension === 'all' ? 'all' : group || groups[0]?.value || ''
	return (
		<form
			className="mb-4 flex flex-wrap items-end gap-3"
			onSubmit={event => {
				event.preventDefault()
				if (value === null || chosen === '') return
				save.mutate({ body: { quarter: when, dimension, group: chosen, measure, value: String(value) } })
			}}
		>
			<SelectField
				label="Quarter"
				className="w-32"
				value={when}
				onChange={setWhen}
				choices={quartersAround(quarter).map(value => ({ value, label: namePeriod(value) }))}
			/>
			<SelectField
				label="For"
				className="w-40"
				value={dimension}
				onChange={next => {
					setDimension(next === 'segment' || next === 'csm' ? next : 'all')
					setGroup('')
				}}
				choices={[
					{ value: 'all', label: 'the company' },
					{ value: 'segment', label: 'a segment' },
					{ value: 'csm', label: 'a CSM' },
				]}
			/>
			{dimension !== 'all' && (
				<SelectField label="Which" className="w-44" value={chosen} onChange={setGroup} choices={groups} />
			)}
			<SelectField
				label="Figure"
				className="w-48"
				value={measure}
				onChange={next => {
					setMeasure(targetMeasures.find(name => name === next) ?? 'nrr')
					setValue(null)
				}}
				choices={targetMeasures.map(name => ({ value: name, label: measureNames[name] ?? name }))}
			/>
			<NumberField
				key={measure}
				label="Target"
				className="w-32"
				value={value}
				onChange={setValue}
				isOptional
				min={0}
				{...(isShare(measure) ? { factor: 100, unit: '%' } : {})}
			/>
			<Button type="submit" kind="primary" disabled={value === null || chosen === ''} isBusy={save.isPending}>
				Set target
			</Button>
		</form>
	)
}

/** Plans by quarter for the company, a segment or a CSM. */
export function TargetsSection({
	quarter,
	currency,
	period,
}: {
	quarter: string
	currency: string
	period: ChosenPeriod
}) {
	const may = useMay()
	const nameOf = useOwnerName()
	const groupName = useGroupName()
	const { data, error, refetch } = useCall(listRevenueTargets, { query: {} })
	const remove = useChange(setRevenueTarget, {
		done: 'Target taken away',
		refreshes: [listRevenueTargets, getRetention],
	})
	const mayChange = may('model.change')
	return (
		<Section
			id="targets"
			title="Targets"
			facts="rates of retention are of twelve months up to the day, amounts of the quarter so far"
			controls={<ExportLink what="targets" query={{ table: 'targets', ...periodQuery(period) }} />}
		>
			{mayChange && <TargetForm quarter={quarter} />}
			{error && !data && (
				<FailedState what="The targets could not be read" why={sayProblem(error)} onRetry={refetch} />
			)}
			{data && data.items.length === 0 && (
				<p className="text-13 text-second">
					No targets are set{mayChange ? '' : '; admins and operations can set them'}.
				</p>
			)}
			{data && data.items.length > 0 && (
				<SimpleTable
					label="Targets"
					rows={data.items}
					rowKey={row => [row.quarter, row.dimension, row.group, row.measure].join(' ')}
					columns={[
						{ header: 'Quarter', cell: row => namePeriod(row.quarter) },
						{ header: 'For', cell: row => groupName(row.group, row.dimension) },
						{ header: 'Figure', cell: row => measureNames[row.measure] ?? row.measure },
						{ header: 'Target', align: 'right', cell: row => showTarget(row.measure, row.value, currency) },
						{
							header: 'Set by',
							isExtra: true,
							cell: row => <span className="text-second">{nameOf(row.set_by) ?? row.set_by}</span>,
						},
						...(mayChange
							? [
									{
										header: 'Change',
										align: 'right' as const,
										cell: ({ quarter: of, dimension, group, measure }: (typeof data.items)[number]) => (
											<Button
												kind="quiet"
												onClick={() =>
													remove.mutate({ body: { quarter: of, dimension, group, measure, value: null } })
												}
											>
												Take away
											</Button>
										),
									},
								]
							: []),
					]}
				/>
			)}
		</Section>
	)
}
