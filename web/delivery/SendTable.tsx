import { useMemo } from 'react'
import { useSayWords } from '../people/use-say-words.ts'
import { InstantText } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import type { TableColumn } from '../ui/table-column.ts'
import {
	channelWords,
	recipientOfSend,
	type SendItem,
	sayCause,
	stateWords,
	titleOfSend,
} from './send-words.ts'

type Column = TableColumn<SendItem>

const message: Column = {
	id: 'message',
	header: 'Message',
	width: 200,
	isGrowing: true,
	isFixed: true,
	cell: send => <span title={titleOfSend(send)}>{titleOfSend(send)}</span>,
}
const messageWithText: Column = {
	...message,
	width: 300,
	cell: send => (
		<span title={send.opening}>
			<span className="font-medium">{titleOfSend(send)}</span>
			{send.subject && <span className="text-12 text-second"> {send.opening}</span>}
		</span>
	),
}
const to: Column = {
	id: 'to',
	header: 'To',
	width: 215,
	cell: send => <span title={recipientOfSend(send)}>{recipientOfSend(send)}</span>,
}
const account: Column = {
	id: 'account',
	header: 'Account',
	width: 170,
	cell: send => <span title={send.account?.name}>{send.account?.name ?? '–'}</span>,
}
const playbook: Column = {
	id: 'playbook',
	header: 'Playbook',
	width: 170,
	cell: send => <span title={send.playbook?.name}>{send.playbook?.name ?? '–'}</span>,
}
const since: Column = {
	id: 'since',
	header: 'Since',
	width: 110,
	align: 'right',
	cell: send => <InstantText value={send.settled_at ?? send.attempted_at ?? send.planned_at} />,
}

function logColumns(say: (text: string) => string): Column[] {
	return [
		message,
		to,
		account,
		{ id: 'channel', header: 'Channel', width: 85, cell: send => channelWords[send.channel] },
		{ id: 'state', header: 'State', width: 145, cell: send => <SendState send={send} /> },
		{
			id: 'why',
			header: 'Why',
			width: 200,
			cell: send => {
				const why = send.reason === null ? '' : say(sayCause(send.reason))
				return (
					<span className="text-second" title={why}>
						{why}
					</span>
				)
			},
		},
		since,
	]
}

const waitingColumns = [messageWithText, to, account, playbook, since]

export function SendState({ send }: { send: Pick<SendItem, 'state'> }) {
	const { word, tone } = stateWords[send.state]
	return <Badge tone={tone}>{word}</Badge>
}

/** Messages as a list: of the log with their state, or those that wait with how they begin. */
export function SendTable({
	label,
	kind,
	sends,
	onOpen,
	selection,
}: {
	label: string
	kind: 'log' | 'waiting'
	sends: readonly SendItem[]
	onOpen: (id: number) => void
	selection?: { selected: ReadonlySet<string>; onSelect: (selected: ReadonlySet<string>) => void } | undefined
}) {
	const say = useSayWords()
	const columns = useMemo(() => (kind === 'log' ? logColumns(say) : waitingColumns), [kind, say])
	function toggle(send: SendItem) {
		if (!selection) return
		const next = new Set(selection.selected)
		if (!next.delete(String(send.id))) next.add(String(send.id))
		selection.onSelect(next)
	}
	return (
		<DataTable
			isInset
			label={label}
			columns={columns}
			rows={sends}
			rowId={send => String(send.id)}
			onOpen={send => onOpen(send.id)}
			{...selection}
			narrow={send => (
				<NarrowSend
					send={send}
					kind={kind}
					isSelected={selection?.selected.has(String(send.id))}
					onToggle={() => toggle(send)}
				/>
			)}
		/>
	)
}

function NarrowSend({
	send,
	kind,
	isSelected,
	onToggle,
}: {
	send: SendItem
	kind: 'log' | 'waiting'
	isSelected: boolean | undefined
	onToggle: () => void
}) {
	return (
		<div className="flex items-center gap-3">
			{isSelected !== undefined && (
				<Checkbox
					label={`Choose ${titleOfSend(send)} to ${recipientOfSend(send)}`}
					isLabelHidden
					checked={isSelected}
					onChange={onToggle}
				/>
			)}
			<div className="flex min-w-0 flex-1 flex-col gap-1">
				<div className="flex items-center gap-2">
					<span className="min-w-0 flex-1 truncate font-medium">{titleOfSend(send)}</span>
					{kind === 'log' && <SendState send={send} />}
				</div>
				<span className="truncate text-12 text-second">
					{send.account ? `${send.account.name} · ` : ''}
					{recipientOfSend(send)}
				</span>
			</div>
		</div>
	)
}
