import { sendChannels, sendStates } from '../../api/sends.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import type { DeliverySearch } from './delivery-search.ts'
import { SendList } from './SendList.tsx'
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
