import { getRouteApi } from '@tanstack/react-router'
import { sendChannels, sendStates } from '../../api/sends.ts'
import { Badge } from '../ui/Badge.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { TextField } from '../ui/TextField.tsx'
import type { DeliverySearch, messageTabs } from './delivery-search.ts'
import { SendList } from './SendList.tsx'
import { SendSheet } from './SendSheet.tsx'
import { channelWords, stateWords } from './send-words.ts'
import { useSendCounts } from './use-sends.ts'

const route = getRouteApi('/approvals')

type TabId = (typeof messageTabs)[number]

/** What waits for a person, what did not arrive, and everything that was ever sent. */
export function DeliveryPage() {
	const search = route.useSearch()
	const navigate = route.useNavigate()
	const counts = useSendCounts()
	const tab = search.tab ?? 'approvals'
	const change = (next: Partial<DeliverySearch>) =>
		void navigate({ search: previous => ({ ...previous, ...next }), replace: true })
	const open = (send: number) => change({ send })
	const label = (word: string, count: number | undefined) => (count ? `${word} (${count})` : word)
	const tabs: { id: TabId; label: string }[] = [
		{ id: 'approvals', label: label('To approve', counts.data?.waiting_for_approval) },
		{ id: 'unknown', label: label('Not known', counts.data?.unknown) },
		{ id: 'failed', label: label('Failed', counts.data?.failed) },
		{ id: 'log', label: 'Log' },
	]
	return (
		<div className="flex min-h-0 flex-1 flex-col">
			<PageHeader
				title="Messages"
				facts={counts.data?.is_paused && <Badge tone="alarm">All sending is stopped</Badge>}
			/>
			<Tabs
				label="Messages"
				tabs={tabs}
				value={tab}
				onChange={id => void navigate({ search: { tab: tabs.find(entry => entry.id === id)?.id } })}
			>
				<div key={tab} className="min-h-0 flex-1 overflow-auto px-6 pt-5 pb-16 max-md:px-4">
					{tab === 'approvals' && <ApprovalsInbox onOpen={open} />}
					{tab === 'unknown' && (
						<SendList
							label="Messages of which nobody knows"
							filter={{ states: 'unknown' }}
							onOpen={open}
							empty={<EmptyState sentence="Of every message it is known whether it was sent." />}
						/>
					)}
					{tab === 'failed' && (
						<SendList
							label="Messages that failed"
							filter={{ states: 'failed' }}
							onOpen={open}
							empty={<EmptyState sentence="No message failed." />}
						/>
					)}
					{tab === 'log' && <DeliveryLog search={search} onChange={change} onOpen={open} />}
				</div>
			</Tabs>
			<SendSheet id={search.send} onClose={() => change({ send: undefined })} />
		</div>
	)
}

/** Messages to customers that wait for a person. */
export function ApprovalsInbox({ onOpen }: { onOpen: (id: number) => void }) {
	return (
		<SendList
			label="Messages that wait for approval"
			filter={{ states: 'waiting_for_approval' }}
			onOpen={onOpen}
			empty={
				<EmptyState sentence="Nothing waits for approval. Messages of playbooks to customers stop here before they go out." />
			}
		/>
	)
}

/** Everything that was or will be sent, by filter. */
export function DeliveryLog({
	search,
	onChange,
	onOpen,
}: {
	search: DeliverySearch
	onChange: (next: Partial<DeliverySearch>) => void
	onOpen: (id: number) => void
}) {
	return (
		<>
			<div className="mb-4 flex flex-wrap items-end gap-3">
				<SelectField
					label="State"
					className="w-44"
					value={search.state ?? ''}
					choices={[
						{ value: '', label: 'any' },
						...sendStates.map(value => ({ value, label: stateWords[value].word })),
					]}
					onChange={value => onChange({ state: sendStates.find(state => state === value) })}
				/>
				<SelectField
					label="By"
					className="w-36"
					value={search.channel ?? ''}
					choices={[
						{ value: '', label: 'any' },
						...sendChannels.map(value => ({ value, label: channelWords[value] })),
					]}
					onChange={value => onChange({ channel: sendChannels.find(channel => channel === value) })}
				/>
				<TextField
					label="To"
					className="w-60"
					value={search.recipient ?? ''}
					placeholder="whole address"
					onChange={recipient => onChange({ recipient: recipient || undefined })}
				/>
				<TextField
					label="Account"
					className="w-44"
					value={search.account ?? ''}
					placeholder="id"
					onChange={account => onChange({ account: account || undefined })}
				/>
			</div>
			<SendList
				label="Delivery log"
				filter={{
					states: search.state,
					channel: search.channel,
					recipient: search.recipient,
					account: search.account,
				}}
				onOpen={onOpen}
				empty={<EmptyState sentence="No message is like this." />}
			/>
		</>
	)
}
