import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { CalendarDays, Plus } from 'lucide-react'
import { useState } from 'react'
import { sendChannels, sendStates } from '../../api/sends.ts'
import { DeliveryLog } from '../delivery/DeliveryLog.tsx'
import { SendSheet } from '../delivery/SendSheet.tsx'
import { useSendCounts } from '../delivery/use-sends.ts'
import { useMay } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { formatCount } from '../ui/format-number.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { ApprovalsTab } from './ApprovalsTab.tsx'
import { AutomationBar } from './AutomationBar.tsx'
import { NewPlaybookDialog } from './NewPlaybookDialog.tsx'
import { PlaybookList } from './PlaybookList.tsx'
import { type PlaybooksSearch, playbooksTabs } from './playbooks-search.ts'
import { RunSheet } from './RunSheet.tsx'
import { RunsTab } from './RunsTab.tsx'
import { usePlaybooks } from './use-playbooks.ts'
import { WorkCalendarDialog } from './WorkCalendarDialog.tsx'

const route = getRouteApi('/playbooks')

/** Playbooks, their runs, what waits for a person, and everything that was sent. */
export function PlaybooksPage() {
	const search = route.useSearch()
	const navigate = route.useNavigate()
	const goTo = useNavigate()
	const may = useMay()
	const { data } = usePlaybooks()
	const counts = useSendCounts()
	const [dialog, setDialog] = useState<'new' | 'calendar'>()
	const tab = search.tab ?? 'playbooks'
	const change = (next: Partial<PlaybooksSearch>) =>
		void navigate({ search: previous => ({ ...previous, ...next }), replace: true })
	const items = data?.items ?? []
	const forPeople =
		items.reduce((sum, { waiting, runs }) => sum + waiting + runs.attention, 0) +
		(counts.data?.waiting_for_approval ?? 0)
	const openRuns = items.reduce((sum, { runs }) => sum + runs.open, 0)
	const unclear = (counts.data?.unknown ?? 0) + (counts.data?.failed ?? 0)
	const label = (word: string, count: number) => (count > 0 ? `${word} (${count})` : word)
	return (
		<div className="flex min-h-0 flex-1 flex-col">
			<PageHeader
				title="Playbooks"
				facts={
					data &&
					`${items.filter(({ enabled }) => enabled).length} of ${items.length} on · ${formatCount(openRuns, 'open run')}`
				}
				controls={
					<>
						<Button icon={<CalendarDays size={14} />} onClick={() => setDialog('calendar')}>
							Working days
						</Button>
						{may('model.change') && (
							<Button kind="primary" icon={<Plus size={14} />} onClick={() => setDialog('new')}>
								New playbook
							</Button>
						)}
					</>
				}
			/>
			<AutomationBar />
			<Tabs
				label="Playbooks"
				tabs={[
					{ id: 'playbooks', label: 'Playbooks' },
					{ id: 'runs', label: 'Runs' },
					{ id: 'approvals', label: label('Approvals', forPeople) },
					{ id: 'delivery', label: label('Delivery', unclear) },
				]}
				value={tab}
				onChange={id => void navigate({ search: { tab: playbooksTabs.find(entry => entry === id) } })}
			>
				<div key={tab} className="flex min-h-0 flex-1 flex-col">
					{tab === 'playbooks' && <PlaybookList search={search} onChange={change} />}
					{tab === 'runs' && <RunsTab search={search} onChange={change} />}
					{tab === 'approvals' && (
						<div className="min-h-0 flex-1 overflow-auto px-6 pt-5 pb-16 max-md:px-4">
							<ApprovalsTab
								onOpenSend={send => change({ send })}
								onOpenRun={run => change({ run: run.id, account: run.account_id })}
							/>
						</div>
					)}
					{tab === 'delivery' && (
						<div className="min-h-0 flex-1 overflow-auto px-6 pt-5 pb-16 max-md:px-4">
							<DeliveryTab search={search} onChange={change} />
						</div>
					)}
				</div>
			</Tabs>
			<RunSheet
				accountId={search.account}
				runId={search.run}
				onClose={() => change({ run: undefined, account: undefined })}
			/>
			<SendSheet id={search.send} onClose={() => change({ send: undefined })} />
			{dialog === 'calendar' && <WorkCalendarDialog onClose={() => setDialog(undefined)} />}
			{dialog === 'new' && (
				<NewPlaybookDialog
					known={items.map(({ id }) => id)}
					version={data?.model_version ?? 0}
					onClose={() => setDialog(undefined)}
					onMade={id => void goTo({ to: '/playbooks/$id', params: { id } })}
				/>
			)}
		</div>
	)
}

function DeliveryTab({
	search,
	onChange,
}: {
	search: PlaybooksSearch
	onChange: (next: Partial<PlaybooksSearch>) => void
}) {
	const counts = useSendCounts()
	const { unknown = 0, failed = 0, login_refused_by: refusedBy = [], is_paused: isPaused } = counts.data ?? {}
	return (
		<>
			{isPaused && (
				<p className="mb-4 rounded-md bg-alarm-soft px-4 py-2 text-13">
					All sending is stopped, under{' '}
					<Link to="/settings" search={{ tab: 'delivery' }} className={linkClass}>
						Settings, Delivery
					</Link>
					.
				</p>
			)}
			{refusedBy.length > 0 && (
				<p className="mb-4 rounded-md bg-alarm-soft px-4 py-2 text-13">
					{refusedBy.includes('smtp') ? 'The mail server refuses' : 'Slack refuses'} the log-in: what is to go
					out waits. Enter the {refusedBy.includes('smtp') ? 'password' : 'token'} again under{' '}
					<Link to="/settings" search={{ tab: 'delivery' }} className={linkClass}>
						Settings, Delivery
					</Link>
					.
				</p>
			)}
			{unknown + failed > 0 && (
				<div className="mb-4 flex flex-wrap items-center gap-x-8 gap-y-2 rounded-md bg-watch-soft px-4 py-2 text-13">
					{unknown > 0 && (
						<p className="flex flex-wrap items-center gap-x-3 gap-y-1">
							<span>
								Of {formatCount(unknown, 'message')} nobody knows whether {unknown === 1 ? 'it' : 'they'}{' '}
								arrived.
							</span>
							<Button onClick={() => onChange({ sent: 'unknown' })}>Show the unknown</Button>
						</p>
					)}
					{failed > 0 && (
						<p className="flex flex-wrap items-center gap-x-3 gap-y-1">
							<span>{formatCount(failed, 'message')} failed.</span>
							<Button onClick={() => onChange({ sent: 'failed' })}>Show the failed</Button>
						</p>
					)}
				</div>
			)}
			<DeliveryLog
				search={{
					state: sendStates.find(state => state === search.sent),
					channel: sendChannels.find(channel => channel === search.by),
					recipient: search.to,
					account: search.about,
				}}
				onChange={next =>
					onChange({
						...('state' in next ? { sent: next.state } : {}),
						...('channel' in next ? { by: next.channel } : {}),
						...('recipient' in next ? { to: next.recipient } : {}),
						...('account' in next ? { about: next.account } : {}),
					})
				}
				onOpen={send => onChange({ send })}
			/>
		</>
	)
}
