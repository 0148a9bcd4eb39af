import { Plus } from 'lucide-react'
import { useState } from 'react'
import { sayProblem } from '../session/call-query.ts'
import { DayText, Money, Percent } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { isClosedStage, leverNames, saySource, stageNames } from './expansion-words.ts'
import { NewOpportunityDialog } from './NewOpportunityDialog.tsx'
import { OpportunitySheet } from './OpportunitySheet.tsx'
import { SuggestionList } from './SuggestionList.tsx'
import { useAccountOpportunities } from './use-expansion.ts'

/** Expansions of an account: what is worked, what was, and what its growth signals suggest. */
export function AccountExpansion({
	id,
	today,
	mayChange,
}: {
	id: string
	today: string
	mayChange: boolean
}) {
	const { data, error, refetch } = useAccountOpportunities(id)
	const [opened, setOpened] = useState<string>()
	const [isNew, setNew] = useState(false)
	const open = data?.items.filter(({ stage }) => !isClosedStage(stage)).length ?? 0
	return (
		<Section
			id="expansion"
			title="Expansion"
			facts={
				data && data.items.length > 0 && `${formatCount(open, 'open opportunity', 'open opportunities')}`
			}
			controls={
				mayChange && (
					<Button icon={<Plus size={14} />} onClick={() => setNew(true)}>
						New opportunity
					</Button>
				)
			}
		>
			{error && !data && (
				<FailedState what="The expansion could not be read" why={sayProblem(error)} onRetry={refetch} />
			)}
			{data && data.items.length === 0 && data.suggestions.length === 0 && (
				<p className="text-13 text-second">No opportunity is known, and no growth signal is on.</p>
			)}
			{data && data.suggestions.length > 0 && (
				<SuggestionList suggestions={data.suggestions} today={today} mayChange={mayChange} isOfOneAccount />
			)}
			{data && data.items.length > 0 && (
				<SimpleTable
					label="Opportunities"
					rows={data.items.slice(0, 12)}
					rowKey={row => row.id}
					columns={[
						{
							header: 'Lever',
							cell: row => (
								<button
									type="button"
									className="rounded-sm font-medium hover:text-accent"
									onClick={() => setOpened(row.id)}
								>
									{leverNames[row.lever]}
								</button>
							),
						},
						{ header: 'Stage', cell: row => stageNames[row.stage] },
						{
							header: 'Amount',
							align: 'right',
							cell: row => <Money value={row.amount} currency={row.currency} isWhole />,
						},
						{
							header: 'P(won)',
							align: 'right',
							isExtra: true,
							cell: row => (row.closed_on ? '' : <Percent value={row.won_rate} digits={0} />),
						},
						{ header: 'Brought by', isExtra: true, cell: row => saySource(row) },
						{
							header: 'Date',
							align: 'right',
							cell: row => (
								<DayText value={row.closed_on ?? row.expected_on} today={today} reason="No date is set" />
							),
						},
					]}
				/>
			)}
			{opened && <OpportunitySheet id={opened} mayChange={mayChange} onClose={() => setOpened(undefined)} />}
			{isNew && <NewOpportunityDialog account={id} onClose={() => setNew(false)} />}
		</Section>
	)
}
