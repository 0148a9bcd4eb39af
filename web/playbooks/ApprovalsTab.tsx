import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { ContractOutput } from '../../api/contract.ts'
import { decideWaiting, listWaiting } from '../../api/playbooks.ts'
import { WaitingMessages } from '../delivery/WaitingMessages.tsx'
import { useOwnerName } from '../people/use-people.ts'
import { useSayWords } from '../people/use-say-words.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { useMay, useToday } from '../session/use-session.ts'
import { DayText } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { RunState, sayStanding } from './RunsTab.tsx'
import { runRefreshes, useRuns } from './use-playbooks.ts'

type Occasion = ContractOutput<typeof listWaiting>['items'][number]

/** Everything of playbooks that waits for a person: messages, runs, and occasions over a cap. */
export function ApprovalsTab({
	onOpenSend,
	onOpenRun,
}: {
	onOpenSend: (id: number) => void
	onOpenRun: (run: { id: string; account_id: string }) => void
}) {
	return (
		<div className="flex max-w-6xl flex-col gap-10">
			<Section title="Messages">
				<WaitingMessages onOpen={onOpenSend} />
			</Section>
			<AttentionRuns onOpen={onOpenRun} />
			<WaitingOccasions />
			<RefusedOccasions />
		</div>
	)
}

/** Playbooks that would have started one another: nothing was started, and somebody should mend them. */
function RefusedOccasions() {
	const say = useSayWords()
	const today = useToday()
	const { data } = useCall(listWaiting, { query: {} })
	if (!data || data.refused.length === 0) return null
	return (
		<Section
			title="Playbooks that started one another"
			facts="The last 30 days; nothing was started for these"
		>
			<p className="mb-2 max-w-2xl text-13 text-second">
				Each of these was led to by what other runs had set or sent. Let one of the playbooks set or look at
				something else.
			</p>
			<SimpleTable
				label="Occasions that were refused"
				rows={data.refused}
				rowKey={item => `${item.playbook_id} ${item.account_id} ${item.reason}`}
				columns={[
					{
						header: 'Playbook',
						cell: item => (
							<Link to="/playbooks/$id" params={{ id: item.playbook_id }} className="hover:text-accent">
								{item.playbook_name}
							</Link>
						),
					},
					{
						header: 'Account',
						cell: item => (
							<Link to="/accounts/$id" params={{ id: item.account_id }} className="hover:text-accent">
								{item.account_name ?? item.account_id}
							</Link>
						),
					},
					{
						header: 'Led to by',
						cell: item => <span className="block max-w-[48ch] truncate">{item.chain.join(', then ')}</span>,
						isExtra: true,
					},
					{ header: 'Why', cell: item => say(item.note), isExtra: true },
					{
						header: 'Found',
						align: 'right',
						cell: item => <DayText value={item.found_on} today={today} />,
						isExtra: true,
					},
				]}
			/>
		</Section>
	)
}

function AttentionRuns({ onOpen }: { onOpen: (run: { id: string; account_id: string }) => void }) {
	const today = useToday()
	const nameOf = useOwnerName()
	const say = useSayWords()
	const list = useRuns({ state: 'attention' })
	const runs = list.data?.pages.flatMap(page => page.items)
	return (
		<Section title="Runs that need a person">
			{list.error && !runs && (
				<FailedState
					what="The runs could not be read"
					why={sayProblem(list.error)}
					onRetry={() => list.refetch()}
				/>
			)}
			{!runs && !list.error && <SkeletonRows count={3} label="Loading runs" />}
			{runs?.length === 0 && <p className="text-13 text-second">No run needs a person.</p>}
			{runs && runs.length > 0 && (
				<SimpleTable
					label="Runs that need a person"
					rows={runs}
					rowKey={run => run.id}
					columns={[
						{
							header: 'Run',
							cell: run => (
								<button
									type="button"
									className="block max-w-[44ch] truncate text-left text-accent max-md:max-w-[25ch] underline-offset-2 hover:underline"
									onClick={() => onOpen(run)}
								>
									{run.playbook_name}: {run.account_name ?? run.account_id}
								</button>
							),
						},
						{ header: 'State', cell: run => <RunState run={run} /> },
						{
							header: 'Stands at',
							cell: run => (
								<span className="block max-w-[48ch] truncate" title={say(sayStanding(run))}>
									{say(sayStanding(run))}
								</span>
							),
							isExtra: true,
						},
						{ header: 'Owner', cell: run => nameOf(run.owner_email) ?? 'nobody', isExtra: true },
						{
							header: 'Since',
							align: 'right',
							cell: run => <DayText value={run.step?.since ?? run.started_on} today={today} />,
							isExtra: true,
						},
					]}
				/>
			)}
			{list.hasNextPage && (
				<Button className="mt-3" isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
					Show more
				</Button>
			)}
		</Section>
	)
}

function WaitingOccasions() {
	const { data, error, refetch } = useCall(listWaiting, { query: {} })
	const groups = useMemo(() => [...Map.groupBy(data?.items ?? [], item => item.playbook_id)], [data])
	return (
		<Section
			title="Occasions that started nothing"
			facts="Over a cap, or there already when the playbook was switched on"
		>
			{error && !data && (
				<FailedState what="What waits could not be read" why={sayProblem(error)} onRetry={refetch} />
			)}
			{!data && !error && <SkeletonRows count={3} label="Loading what waits" />}
			{data?.items.length === 0 && <p className="text-13 text-second">No occasion waits.</p>}
			{groups.map(([id, items]) => (
				<OccasionGroup key={id} playbookId={id} items={items} />
			))}
		</Section>
	)
}

function OccasionGroup({ playbookId, items }: { playbookId: string; items: readonly Occasion[] }) {
	const may = useMay()
	const say = useSayWords()
	const today = useToday()
	const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
	const [isDropping, setDropping] = useState(false)
	const ids = [...new Set(items.map(item => item.account_id))].filter(id => chosen.has(id))
	const decide = useChange(decideWaiting, {
		refreshes: runRefreshes,
		done: ({ started, dropped }, { body }) =>
			body.decision === 'start'
				? `${formatCount(started, 'run')} started`
				: `${formatCount(dropped, 'occasion')} dropped`,
		onSuccess: () => {
			setChosen(new Set())
			setDropping(false)
		},
	})
	const send = (decision: 'start' | 'drop') =>
		decide.mutate({ params: { playbook_id: playbookId }, body: { decision, account_ids: ids } })
	const isAll = items.every(item => chosen.has(item.account_id))
	function choose(id: string, isChosen: boolean) {
		const next = new Set(chosen)
		if (isChosen) next.add(id)
		else next.delete(id)
		setChosen(next)
	}
	return (
		<article aria-label={items[0]?.playbook_name} className="mt-4">
			<div className="flex min-h-8 flex-wrap items-center gap-3">
				<h3 className="font-medium text-13">
					<Link to="/playbooks/$id" params={{ id: playbookId }} className="rounded-sm hover:text-accent">
						{items[0]?.playbook_name}
					</Link>{' '}
					<span className="font-normal text-second">{formatCount(items.length, 'occasion')}</span>
				</h3>
				{may('playbooks.run') && (
					<span className="ml-auto flex flex-wrap items-center gap-2">
						<Checkbox
							label="all"
							checked={isAll ? true : ids.length > 0 ? 'some' : false}
							onChange={all => setChosen(new Set(all ? items.map(item => item.account_id) : []))}
						/>
						<Button
							kind="primary"
							disabled={ids.length === 0}
							isBusy={decide.isPending}
							onClick={() => send('start')}
						>
							{ids.length === 0 ? 'Start' : `Start for ${formatCount(ids.length, 'account')}`}
						</Button>
						<Button disabled={ids.length === 0} onClick={() => setDropping(true)}>
							Drop
						</Button>
					</span>
				)}
			</div>
			<SimpleTable
				label={`Occasions of ${items[0]?.playbook_name}`}
				rows={items}
				rowKey={item => `${item.account_id} ${item.occasion}`}
				columns={[
					...(may('playbooks.run')
						? [
								{
									header: 'Chosen',
									width: 68,
									cell: (item: Occasion) => (
										<span className="flex items-center">
											<Checkbox
												label={item.account_name ?? item.account_id}
												isLabelHidden
												checked={chosen.has(item.account_id)}
												onChange={isChosen => choose(item.account_id, isChosen)}
											/>
										</span>
									),
								},
							]
						: []),
					{
						header: 'Account',
						width: 260,
						cell: item => (
							<Link to="/accounts/$id" params={{ id: item.account_id }} className="hover:text-accent">
								{item.account_name ?? item.account_id}
							</Link>
						),
					},
					{
						header: 'Why',
						cell: item => (
							<span className="block max-w-[48ch] truncate" title={say(item.reason)}>
								{say(item.reason)}
							</span>
						),
						isExtra: true,
					},
					{
						header: 'Why it waits',
						width: 200,
						cell: item => (
							<Badge tone={item.because === 'over the cap' ? 'watch' : 'neutral'}>
								{item.because === 'over the cap' ? 'over the cap' : 'there at the first look'}
							</Badge>
						),
					},
					{
						header: 'Found',
						align: 'right',
						width: 90,
						cell: item => <DayText value={item.found_on} today={today} />,
						isExtra: true,
					},
				]}
			/>
			<ConfirmDialog
				isOpen={isDropping}
				onClose={() => setDropping(false)}
				title="Drop these occasions"
				consequence={`No run starts for ${formatCount(ids.length, 'account')} because of them. A new occasion of the same account is found as usual.`}
				action="Drop them"
				isBusy={decide.isPending}
				onConfirm={() => send('drop')}
			/>
		</article>
	)
}
