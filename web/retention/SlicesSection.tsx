import { sayProblem } from '../session/call-query.ts'
import { Money, Percent } from '../ui/Amounts.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatNumber } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { type SimpleColumn, SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { ExportLink } from './ExportLink.tsx'
import { PlanLine } from './Headlines.tsx'
import { NumberButton } from './NumberButton.tsx'
import { dimensionChoices, nameDimension } from './retention-names.ts'
import type { OpenedNumber } from './retention-search.ts'
import { useGroupName } from './use-group-name.ts'
import {
	type ChosenPeriod,
	periodQuery,
	type Retention,
	type RetentionGroup,
	useRetention,
} from './use-retention.ts'

function columnsOf(
	retention: Retention,
	by: string,
	groupName: ReturnType<typeof useGroupName>,
): SimpleColumn<RetentionGroup>[] {
	const { currency, from, to } = retention
	const isWhole = (group: string) => retention.other_groups > 0 && group === 'all the others'
	const opens = (row: RetentionGroup, title: string, more: Partial<OpenedNumber>): OpenedNumber => ({
		what: 'accounts',
		title: `${groupName(row.group, by)}: ${title}`,
		from,
		to,
		by,
		group: row.group,
		...more,
	})
	const amount = (
		header: string,
		read: (row: RetentionGroup) => string,
		more: Partial<OpenedNumber>,
		isExtra = false,
	): SimpleColumn<RetentionGroup> => ({
		header,
		align: 'right',
		isExtra,
		cell: row => {
			const shown = <Money value={read(row)} currency={currency} isShort />
			return isWhole(row.group) ? (
				shown
			) : (
				<NumberButton opens={opens(row, header, more)}>{shown}</NumberButton>
			)
		},
	})
	const rate = (
		header: string,
		read: (row: RetentionGroup) => number | null,
		measure: string,
	): SimpleColumn<RetentionGroup> => ({
		header,
		align: 'right',
		cell: row => (
			<span className="inline-flex flex-col items-end">
				<NumberButton opens={opens(row, header, { members: 'cohort' })}>
					<Percent value={read(row)} reason="Nobody of it paid at the start" isAligned />
				</NumberButton>
				<span className="text-12 text-second">
					<PlanLine retention={retention} measure={measure} group={row.group} />
				</span>
			</span>
		),
	})
	const moved = (row: RetentionGroup) => String(Number(row.entering) - Number(row.leaving))
	return [
		{ header: nameDimension(by), cell: row => groupName(row.group, by) },
		rate('NRR', row => row.nrr, 'nrr'),
		rate('GRR', row => row.grr, 'grr'),
		rate('Logos kept', row => row.logo_retention, 'logo_retention'),
		{
			header: 'Logos',
			align: 'right',
			isExtra: true,
			cell: row => `${formatNumber(row.logos_start)} → ${formatNumber(row.logos_end)}`,
		},
		amount('Start', row => row.start_mrr, { members: 'start' }),
		amount('New', row => row.new, { what: 'movements', movement: 'new' }, true),
		amount('Returned', row => row.reactivation, { what: 'movements', movement: 'reactivation' }, true),
		amount('Expansion', row => row.expansion, { what: 'movements', movement: 'expansion' }, true),
		amount(
			'Contraction',
			row => lossOf(row.contraction),
			{ what: 'movements', movement: 'contraction' },
			true,
		),
		amount('Churn', row => lossOf(row.churn), { what: 'movements', movement: 'churn' }, true),
		{
			header: 'Moved in and out',
			align: 'right',
			isExtra: true,
			cell: row => <Money value={moved(row)} currency={currency} isShort isSigned />,
		},
		amount('End', row => row.end_mrr, { members: 'end' }),
	]
}

/** What is lost is written below nothing, as among the movements. */
function lossOf(amount: string): string {
	return Number(amount) === 0 ? amount : `-${amount}`
}

/** The same figures by what accounts are. */
export function SlicesSection({
	period,
	by,
	attributes,
	onBy,
}: {
	period: ChosenPeriod
	by: string
	attributes: readonly string[]
	onBy: (by: string) => void
}) {
	const { data, error, refetch } = useRetention(period, by)
	const groupName = useGroupName()
	return (
		<Section
			id="slices"
			title="By slice"
			facts="retention by what an account was at the start, movements by what it was on their day"
			controls={
				<>
					<SelectField
						label="Slice by"
						isLabelHidden
						className="w-44"
						value={by}
						onChange={onBy}
						choices={dimensionChoices(attributes, { withProduct: true })}
					/>
					<ExportLink what="slices" query={{ table: 'groups', by, ...periodQuery(period) }} />
				</>
			}
		>
			{error && !data && (
				<FailedState what="The slices could not be read" why={sayProblem(error)} onRetry={refetch} />
			)}
			{!data && !error && <SkeletonRows count={4} label="Loading slices" />}
			{data && (
				<SimpleTable
					label={`Retention by ${nameDimension(by)}`}
					rows={data.groups}
					rowKey={row => row.group}
					columns={columnsOf(data, by, groupName)}
				/>
			)}
			{by === 'product' && (
				<p className="mt-2 text-12 text-second">
					Products are by line: their money sums to the total, their logos and GRR need not.
				</p>
			)}
		</Section>
	)
}
