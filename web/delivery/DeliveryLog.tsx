import { X } from 'lucide-react'
import { listAccounts } from '../../api/accounts.ts'
import { sendChannels, sendStates } from '../../api/sends.ts'
import { AccountChooser } from '../playbooks/AccountChooser.tsx'
import { useCall } from '../session/call-query.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import type { DeliverySearch } from './delivery-search.ts'
import { SendList } from './SendList.tsx'
import { SendTable } from './SendTable.tsx'
import { channelWords, stateWords } from './send-words.ts'

type LogSearch = Pick<DeliverySearch, 'state' | 'channel' | 'recipient' | 'account'>

/** Everything that was or will be sent, by filter. */
export function DeliveryLog({
	search,
	onChange,
	onOpen,
}: {
	search: LogSearch
	onChange: (next: Partial<LogSearch>) => void
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
					label="Channel"
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
				<AccountFilter id={search.account} onChange={account => onChange({ account })} />
			</div>
			<SendList
				filter={{
					states: search.state,
					channel: search.channel,
					recipient: search.recipient,
					account: search.account,
				}}
				empty={<EmptyState sentence={emptySentence(search)} />}
			>
				{sends => <SendTable label="Delivery log" kind="log" sends={sends} onOpen={onOpen} />}
			</SendList>
		</>
	)
}

function emptySentence(search: LogSearch): string {
	return Object.values(search).some(value => value !== undefined)
		? 'No message is like this.'
		: 'Nothing was sent yet. What playbooks send, and what waits to be sent, stands here.'
}

/** One account whose messages are shown. */
function AccountFilter({
	id,
	onChange,
}: {
	id: string | undefined
	onChange: (id: string | undefined) => void
}) {
	const query = { limit: 5, sort: 'score', search: id ?? '' }
	const found = useCall(listAccounts, { query }, { enabled: id !== undefined })
	const name = found.data?.items.find(account => account.id === id)?.name ?? id
	return (
		<div className="flex flex-col gap-1">
			<span className="font-medium text-13">Account</span>
			<span className="flex items-center gap-1">
				<AccountChooser label="Any account" chosen={name} onChoose={onChange} />
				{id !== undefined && (
					<IconButton label="Any account" icon={<X size={14} />} onClick={() => onChange(undefined)} />
				)}
			</span>
		</div>
	)
}
