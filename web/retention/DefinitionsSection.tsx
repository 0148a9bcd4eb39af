import { Link } from '@tanstack/react-router'
import { spell } from '../accounts/spell.ts'
import { Money } from '../ui/Amounts.tsx'
import { formatInstant, formatWholeDate } from '../ui/format-day.ts'
import { formatCount, formatPercent } from '../ui/format-number.ts'
import { KeyValueList } from '../ui/KeyValueList.tsx'
import { Section } from '../ui/Section.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { linkClass, TextLink } from '../ui/TextLink.tsx'
import { ExportLink } from './ExportLink.tsx'
import { measureNames } from './retention-names.ts'
import { type ChosenPeriod, type Definitions, periodQuery, type Retention } from './use-retention.ts'

const reasons = {
	no_price: 'its price cannot be read',
	no_rate: 'there is no exchange rate for it',
	unknown_account: 'no accounts file has its account',
} as const

/** Accounts that are in no figure, with the money that is missing. */
export function LeftOutSection({ retention, period }: { retention: Retention; period: ChosenPeriod }) {
	const { left_out } = retention
	if (left_out.length === 0) return null
	return (
		<Section
			id="left-out"
			title="In no figure"
			facts={formatCount(left_out.length, 'line')}
			controls={
				<ExportLink what="lines in no figure" query={{ table: 'left_out', ...periodQuery(period) }} />
			}
		>
			<SimpleTable
				label="Lines in no figure"
				rows={left_out.slice(0, 30)}
				rowKey={line => `${line.account_id} ${line.line_id}`}
				columns={[
					{ header: 'Account', cell: line => line.account_id },
					{
						header: 'Line',
						isExtra: true,
						cell: line => <span className="text-second">{line.line_id}</span>,
					},
					{ header: 'Because', cell: line => reasons[line.because] },
					{
						header: 'Amount a period',
						align: 'right',
						cell: line => <Money value={line.amount} currency={line.currency} reason="It cannot be read" />,
					},
				]}
			/>
			<p className="mt-2 text-12 text-second">
				To leave out the line alone would look like a contraction, so the whole account is left out.{' '}
				<Link to="/data" search={{ tab: 'quality' }} className={linkClass}>
					Mend it under Data
				</Link>
			</p>
		</Section>
	)
}

/** What every number means, by which policy, as of when, how fresh. */
export function DefinitionsSection({
	definitions,
	retention,
	period,
}: {
	definitions: Definitions | undefined
	retention: Retention
	period: ChosenPeriod
}) {
	if (!definitions) return null
	const { stored, policies, benchmarks } = definitions
	const policy = policies.find(({ id }) => id === retention.policy)
	return (
		<Section
			id="definitions"
			title="What the numbers mean"
			controls={<ExportLink what="definitions" query={{ table: 'definitions', ...periodQuery(period) }} />}
		>
			<div className="flex flex-col gap-5">
				<KeyValueList
					entries={[
						{ key: 'Policy in force', value: policy?.name ?? retention.policy },
						{ key: 'As of', value: `the end of ${formatWholeDate(retention.as_of)}` },
						{
							key: 'Days',
							value: `from the end of ${formatWholeDate(retention.from)} to the end of ${formatWholeDate(retention.to)}`,
						},
						{ key: 'Currency', value: retention.currency },
						{
							key: 'Freshness',
							value: stored
								? `computed ${formatInstant(stored.computed_at)} with everything known on ${formatWholeDate(stored.as_of)}`
								: 'computed now: the day has not run yet',
						},
					]}
				/>
				<ul className="list-disc pl-5 text-13 text-second">
					{retention.caveats.map(text => (
						<li key={text}>{text}</li>
					))}
				</ul>
				<SimpleTable
					label="Definitions"
					rows={definitions.definitions}
					rowKey={row => row.id}
					columns={[
						{ header: 'Figure', cell: row => <span className="whitespace-nowrap">{row.name}</span> },
						{ header: 'Means', cell: row => <span className="block py-1">{row.says}</span> },
					]}
				/>
				<SimpleTable
					label="Benchmarks of the field"
					rows={benchmarks}
					rowKey={row => `${row.measure} ${row.name}`}
					columns={[
						{
							header: 'Reference line',
							cell: row => `${measureNames[row.measure] ?? spell(row.measure)}, ${row.name}`,
						},
						{
							header: 'A year',
							align: 'right',
							cell: row =>
								row.from === row.to
									? formatPercent(row.from, 0)
									: `${formatPercent(row.from, 0)} to ${formatPercent(row.to, 0)}`,
						},
						{
							header: 'Source',
							cell: row =>
								row.url.startsWith('http') ? (
									<TextLink href={row.url} target="_blank" rel="noreferrer">
										{row.source}
									</TextLink>
								) : (
									row.source
								),
						},
					]}
				/>
			</div>
		</Section>
	)
}
