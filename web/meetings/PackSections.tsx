import type { ContractOutput } from '../../api/contract.ts'
import type { getBusinessReview } from '../../api/meetings.ts'
import { DayText, Figure, Money } from '../ui/Amounts.tsx'
import { formatChange, formatCount, formatNumber } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { StaleMark } from '../ui/StaleMark.tsx'
import { Unknown } from '../ui/Unknown.tsx'
import { MonthBars } from './MonthBars.tsx'

export type Pack = ContractOutput<typeof getBusinessReview>
interface Parts {
	pack: Pack
	today: string
}

const spell = (text: string) => {
	const words = text.replaceAll('_', ' ')
	return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

/** Of a kind of data that does not reach the day that the pack is about. */
function Reach({ pack, kind, today }: Parts & { kind: string }) {
	const found = pack.freshness.find(entry => entry.kind === kind)
	if (!found?.reach) return null
	return (
		<span>
			data to <DayText value={found.reach} today={today} />{' '}
			{found.stale && <StaleMark reason="The data are older than they should be for this quarter" />}
		</span>
	)
}

export function BoughtSection({ pack, today }: Parts) {
	return (
		<Section
			id="bought"
			title="What you have"
			facts={<Reach pack={pack} kind="subscription" today={today} />}
		>
			{pack.lines.length === 0 ? (
				<p className="text-13 text-second">No contract line was known on this day.</p>
			) : (
				<SimpleTable
					label="What you have"
					rows={pack.lines}
					rowKey={line => `${line.id}|${line.started_on}`}
					columns={[
						{ header: 'Product', cell: line => [line.product, line.plan].filter(Boolean).join(', ') },
						{
							header: 'Quantity',
							align: 'right',
							cell: line => (
								<Figure value={line.quantity === null ? null : Number(line.quantity)} digits={2} />
							),
						},
						{
							header: 'Price',
							align: 'right',
							cell: line => (
								<>
									<Money value={line.unit_price} currency={line.currency} />
									{line.billing_interval && <span className="text-second"> a {line.billing_interval}</span>}
								</>
							),
						},
						{
							header: 'Since',
							isExtra: true,
							cell: line => <DayText value={line.started_on} today={today} />,
						},
						{
							header: 'Term ends',
							cell: line => <DayText value={line.term_ends_on} today={today} reason="No end is agreed" />,
						},
					]}
				/>
			)}
		</Section>
	)
}

function changeText(now: number | null, before: number | null): string | null {
	if (now === null || before === null || before === 0) return null
	return formatChange((now - before) / before)
}

interface UseRow {
	name: string
	now: number | null
	before: number | null
	months: readonly (number | null)[]
}

export function UsageOfQuarter({ pack, today }: Parts) {
	const { usage } = pack
	const hasReach = pack.freshness.some(({ kind, reach }) => kind === 'usage' && reach !== null)
	const rows: UseRow[] = [
		{ name: 'Active people', ...usage.users },
		...usage.features.map(({ event, ...feature }) => ({ name: spell(event), ...feature })),
	]
	const reason = hasReach ? 'Not known for this time' : 'No usage was loaded'
	return (
		<Section id="usage" title="How you use it" facts={<Reach pack={pack} kind="usage" today={today} />}>
			{usage.first_use_on === null ? (
				<p className="text-13 text-second">
					{hasReach
						? 'No usage of this account is known on this day.'
						: 'No usage data were loaded by this day.'}
				</p>
			) : (
				<>
					<SimpleTable
						label="How you use it"
						rows={rows}
						rowKey={row => row.name}
						columns={[
							{ header: usage.basis === 'key' ? 'Key feature' : 'Most used', cell: row => row.name },
							{
								header: 'By month',
								isExtra: true,
								cell: row => (
									<div className="keep py-1">
										<MonthBars
											name={row.name}
											months={usage.months}
											values={row.months}
											currentFrom={pack.now.from}
										/>
									</div>
								),
							},
							{
								header: pack.is_complete ? 'Quarter before' : 'Before, as many days',
								align: 'right',
								cell: row => <Figure value={row.before} reason={reason} />,
							},
							{
								header: pack.is_complete ? 'This quarter' : 'So far',
								align: 'right',
								cell: row => (
									<span className="font-medium">
										<Figure value={row.now} reason={reason} />
									</span>
								),
							},
							{
								header: 'Change',
								align: 'right',
								cell: row =>
									changeText(row.now, row.before) ?? <Unknown reason="There is nothing to compare it with" />,
							},
						]}
					/>
					{usage.users.now === null && (
						<p className="mt-1 text-12 text-second">
							The usage rows do not name their people, so they cannot be counted.
						</p>
					)}
				</>
			)}
		</Section>
	)
}

export function GoalsOfQuarter({ pack, today }: Parts) {
	return (
		<Section id="goals" title="Value and goals">
			{pack.goals.length === 0 ? (
				<p className="text-13 text-second">No goal was agreed by this day.</p>
			) : (
				<SimpleTable
					label="Value and goals"
					rows={pack.goals}
					rowKey={goal => goal.goal}
					columns={[
						{ header: 'Goal', cell: goal => spell(goal.goal) },
						{
							header: 'Quarter before',
							align: 'right',
							cell: goal => <Figure value={goal.progress_before} digits={1} reason="Not measured by then" />,
						},
						{ header: 'Now', align: 'right', cell: goal => <Figure value={goal.progress} digits={1} /> },
						{ header: 'Target', align: 'right', cell: goal => <Figure value={goal.target} digits={1} /> },
						{
							header: 'Reached',
							align: 'right',
							cell: goal =>
								goal.progress === null || !goal.target ? (
									<Unknown reason="Target or progress is not known" />
								) : (
									`${formatNumber((goal.progress / goal.target) * 100)} %`
								),
						},
						{ header: 'Measured', cell: goal => <DayText value={goal.measured_on} today={today} /> },
					]}
				/>
			)}
			{pack.milestones.length > 0 && (
				<div className="mt-4">
					<SimpleTable
						label="Milestones"
						rows={pack.milestones}
						rowKey={item => item.milestone}
						columns={[
							{ header: 'Milestone', cell: item => spell(item.milestone) },
							{ header: 'Reached', cell: item => <DayText value={item.reached_on} today={today} /> },
							{ header: '', cell: item => (item.in_quarter ? 'in this quarter' : '') },
						]}
					/>
				</div>
			)}
		</Section>
	)
}

export function SupportOfQuarter({ pack, today }: Parts) {
	const { support } = pack
	const rows = support
		? [
				{ name: 'Opened', now: support.now.opened, before: support.before.opened, digits: 0 },
				{ name: 'Resolved', now: support.now.resolved, before: support.before.resolved, digits: 0 },
				{
					name: 'Days to resolution, median',
					now: support.now.days_to_resolve,
					before: support.before.days_to_resolve,
					digits: 1,
				},
				{
					name: `Satisfaction, mean (${formatCount(support.now.satisfaction.answers, 'answer')})`,
					now: support.now.satisfaction.mean,
					before: support.before.satisfaction.mean,
					digits: 1,
				},
			]
		: []
	return (
		<Section id="support" title="Support" facts={<Reach pack={pack} kind="ticket" today={today} />}>
			{!support && <p className="text-13 text-second">No tickets were loaded by this day.</p>}
			{support && (
				<SimpleTable
					label="Tickets"
					rows={rows}
					rowKey={row => row.name}
					columns={[
						{ header: 'Tickets', cell: row => row.name },
						{
							header: pack.is_complete ? 'Quarter before' : 'Before, as many days',
							align: 'right',
							cell: row => (
								<Figure value={row.before} digits={row.digits} reason="There is none to measure" />
							),
						},
						{
							header: pack.is_complete ? 'This quarter' : 'So far',
							align: 'right',
							cell: row => <Figure value={row.now} digits={row.digits} reason="There is none to measure" />,
						},
					]}
				/>
			)}
			{support && (
				<div className="mt-4">
					<h3 className="font-medium text-13">Open requests</h3>
					{pack.open_tickets.length === 0 ? (
						<p className="text-13 text-second">None is open.</p>
					) : (
						<SimpleTable
							label="Open requests"
							rows={pack.open_tickets}
							rowKey={ticket => ticket.id}
							columns={[
								{ header: 'Request', cell: ticket => ticket.subject ?? ticket.id },
								{ header: 'Severity', cell: ticket => ticket.severity ?? <Unknown reason="Not said" /> },
								{ header: 'Opened', cell: ticket => <DayText value={ticket.opened_on} today={today} /> },
							]}
						/>
					)}
				</div>
			)}
		</Section>
	)
}

export function AnswersOfQuarter({ pack, today }: Parts) {
	return (
		<Section id="answers" title="What you told us">
			{pack.surveys === null && <p className="text-13 text-second">No surveys were loaded by this day.</p>}
			{pack.surveys?.length === 0 && <p className="text-13 text-second">No survey was answered.</p>}
			{pack.surveys && pack.surveys.length > 0 && (
				<SimpleTable
					label="What you told us"
					rows={pack.surveys.map((answer, index) => ({ ...answer, key: String(index) }))}
					rowKey={answer => answer.key}
					columns={[
						{ header: 'Survey', cell: answer => answer.kind.toUpperCase() },
						{ header: 'Answered', cell: answer => <DayText value={answer.answered_on} today={today} /> },
						{
							header: 'Score',
							align: 'right',
							cell: answer => <Figure value={answer.score} digits={1} reason="None was given" />,
						},
						{ header: 'Comment', cell: answer => answer.comment ?? '' },
					]}
				/>
			)}
		</Section>
	)
}

export function ContactsOfPack({ pack }: { pack: Pack }) {
	return (
		<Section id="contacts" title="People" facts="as known today">
			{pack.contacts.length === 0 ? (
				<p className="text-13 text-second">No contact is known.</p>
			) : (
				<SimpleTable
					label="People"
					rows={pack.contacts}
					rowKey={contact => `${contact.source}/${contact.id}`}
					columns={[
						{ header: 'Name', cell: contact => contact.name ?? contact.email ?? contact.id },
						{ header: 'Title', cell: contact => contact.title ?? '' },
						{ header: 'E-mail', cell: contact => contact.email ?? '' },
					]}
				/>
			)}
		</Section>
	)
}
