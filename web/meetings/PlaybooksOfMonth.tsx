import { listPlaybookEffects } from '../../api/playbook-effect.ts'
import { listPlaybooks } from '../../api/playbooks.ts'
import { spell } from '../accounts/spell.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { DayText } from '../ui/Amounts.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatNumber, formatPercent } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { Unknown } from '../ui/Unknown.tsx'

/** Runs, adoption and effect of each playbook, as the latest day read them. */
export function PlaybooksOfMonth({ today }: { today: string }) {
	const effects = useCall(listPlaybookEffects, {})
	const { data, error } = effects
	const playbooks = useCall(listPlaybooks, {})
	const names = new Map(playbooks.data?.items.map(({ id, name }) => [id, name]))
	const asOf = data?.items.find(({ as_of }) => as_of !== null)?.as_of
	return (
		<Section
			id="playbooks"
			title="Playbooks"
			facts={
				asOf && (
					<>
						since they began, as of <DayText value={asOf} today={today} />
					</>
				)
			}
		>
			{error && (
				<FailedState
					what="The playbooks could not be read"
					why={sayProblem(error)}
					onRetry={effects.refetch}
				/>
			)}
			{!data && !error && <SkeletonRows count={3} label="Loading playbooks" />}
			{data?.items.length === 0 && <p className="text-13 text-second">No playbook has run yet.</p>}
			{data && data.items.length > 0 && (
				<SimpleTable
					label="Playbooks"
					rows={data.items.map(item => ({ ...item, all: item.adoption.find(({ is_all }) => is_all) }))}
					rowKey={item => item.playbook_id}
					columns={[
						{ header: 'Playbook', cell: item => names.get(item.playbook_id) ?? spell(item.playbook_id) },
						{
							header: 'Runs',
							align: 'right',
							cell: item => (item.all ? formatNumber(item.all.runs) : <Unknown reason="Not read yet" />),
						},
						{
							header: 'Done',
							align: 'right',
							cell: item =>
								item.all && item.all.runs > 0 ? (
									formatPercent(item.all.done / item.all.runs, 0)
								) : (
									<Unknown reason="Nothing has run" />
								),
						},
						{
							header: 'On time',
							align: 'right',
							cell: item =>
								item.all && item.all.on_time.with_date > 0 ? (
									formatPercent(item.all.on_time.done / item.all.on_time.with_date, 0)
								) : (
									<Unknown reason="None with a date is done" />
								),
						},
						{
							header: 'Effect on renewal, churn, health',
							cell: item =>
								item.effects.every(({ verdict }) => verdict === 'too early to tell')
									? 'too early to tell'
									: item.effects.map(({ outcome, verdict }) => `${outcome}: ${verdict}`).join('; '),
						},
						{ header: 'Basis', isExtra: true, cell: item => item.basis ?? '–' },
					]}
				/>
			)}
		</Section>
	)
}
