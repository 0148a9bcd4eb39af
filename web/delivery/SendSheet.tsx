import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { approveSend, editSend, getSend, refuseSend, replaySend, settleUnknown } from '../../api/sends.ts'
import { useSayWords } from '../people/use-say-words.ts'
import { refresh, sayProblem, useCall } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { Button } from '../ui/Button.tsx'
import { Sheet } from '../ui/Dialog.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatInstant } from '../ui/format-day.ts'
import { KeyValueList } from '../ui/KeyValueList.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { TextArea, TextField } from '../ui/TextField.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { SendState } from './SendTable.tsx'
import { channelWords, recipientOfSend, type SendDetail, sayCause, titleOfSend } from './send-words.ts'
import { sendRefreshes } from './use-sends.ts'

const refreshes = sendRefreshes

/** One message: what it says, where it is, and what a person can decide about it. */
export function SendSheet({ id, onClose }: { id: number | undefined; onClose: () => void }) {
	const found = useCall(getSend, { params: { id: String(id ?? 0) } }, { enabled: id !== undefined })
	return (
		<Sheet
			isOpen={id !== undefined}
			onClose={onClose}
			title={found.data ? titleOfSend(found.data) : 'Message'}
		>
			{found.error && !found.data && (
				<FailedState
					what="The message could not be read"
					why={sayProblem(found.error)}
					onRetry={() => found.refetch()}
				/>
			)}
			{!found.data && !found.error && <SkeletonRows count={5} label="Loading the message" />}
			{found.data && (
				<SendContent key={`${found.data.id} ${found.data.edited_at}`} send={found.data} onDone={onClose} />
			)}
		</Sheet>
	)
}

function SendContent({ send, onDone }: { send: SendDetail; onDone: () => void }) {
	const say = useSayWords()
	const isWaiting = send.state === 'waiting_for_approval' && send.may_decide
	return (
		<div className="flex flex-col gap-5 pb-6">
			<KeyValueList entries={factsOf(send, say)} />
			{isWaiting ? <ApprovalForm send={send} onDone={onDone} /> : <SendText send={send} />}
			{send.may_decide && <Decisions send={send} onDone={onDone} />}
			{!send.may_decide && (
				<p className="text-12 text-second">
					The owner of the account or a manager decides about this message.
				</p>
			)}
		</div>
	)
}

function factsOf(send: SendDetail, say: (text: string) => string) {
	const facts = [
		{ key: 'State', value: <SendState send={send} /> },
		...(send.reason ? [{ key: 'Why', value: say(sayCause(send.reason)) }] : []),
		{ key: 'To', value: sayRecipient(send) },
		{ key: 'Channel', value: channelWords[send.channel] },
		...(send.account ? [{ key: 'Account', value: <AccountLink account={send.account} /> }] : []),
		...(send.playbook && send.account ? [{ key: 'From', value: <RunLink send={send} /> }] : []),
		{ key: 'Planned', value: formatInstant(send.planned_at) },
	]
	if (send.due_at) facts.push({ key: 'Goes', value: `from ${formatInstant(send.due_at)}` })
	if (send.attempted_at)
		facts.push({ key: 'Tried', value: `${formatInstant(send.attempted_at)} (attempt ${send.attempts})` })
	if (send.answer) facts.push({ key: 'Answer', value: send.answer })
	if (send.decided_by) facts.push({ key: 'Decided by', value: say(send.decided_by) })
	if (send.edited_by) facts.push({ key: 'Text changed by', value: say(send.edited_by) })
	facts.push({ key: 'Message id', value: <code className="text-12">{send.message_id}</code> })
	return facts
}

function sayRecipient(send: SendDetail): string {
	if (send.channel === 'webhook') return recipientOfSend(send)
	return `${send.recipient} (${send.recipient_kind === 'customer' ? 'customer' : 'team'})`
}

function AccountLink({ account }: { account: { id: string; name: string } }) {
	return (
		<Link to="/accounts/$id" params={{ id: account.id }} className={linkClass}>
			{account.name}
		</Link>
	)
}

/** The run that it belongs to, which opens with what came before and what comes next. */
function RunLink({ send }: { send: SendDetail }) {
	return (
		<>
			the playbook{' '}
			<Link
				to="/playbooks"
				search={{ tab: 'runs', state: 'all', run: send.run_id, account: send.account?.id }}
				className={linkClass}
			>
				{send.playbook?.name}
			</Link>
		</>
	)
}

function SendText({ send }: { send: SendDetail }) {
	return (
		<div>
			<h3 className="mb-1 font-medium text-13">Text</h3>
			<pre className="whitespace-pre-wrap break-words rounded-md border bg-ground p-3 font-sans text-13">
				{send.body}
			</pre>
		</div>
	)
}

function ApprovalForm({ send, onDone }: { send: SendDetail; onDone: () => void }) {
	const [subject, setSubject] = useState(send.subject ?? '')
	const [body, setBody] = useState(send.body)
	const client = useQueryClient()
	const approve = useChange(approveSend, {
		refreshes,
		done: `Goes to ${recipientOfSend(send)}`,
		onSuccess: onDone,
	})
	const save = useChange(editSend, { refreshes, done: 'Text changed' })
	const isChanged = subject !== (send.subject ?? '') || body !== send.body
	const params = { id: String(send.id) }
	const change = { ...(send.subject === null ? {} : { subject }), body }
	async function approveAsSeen() {
		const saved = isChanged ? await save.mutateAsync({ params, body: change }).catch(() => undefined) : send
		if (!saved) return
		// What somebody else has written meanwhile is not sent unseen, but shown.
		const seen = { edited_at: saved.edited_at }
		approve.mutate({ params, body: seen }, { onError: () => refresh(client, ...refreshes) })
	}
	return (
		<div className="flex flex-col gap-3">
			{send.subject !== null && (
				<TextField label="Subject" value={subject} onChange={setSubject} maxLength={500} />
			)}
			<TextArea label="Text" rows={12} value={body} onChange={setBody} maxLength={50_000} />
			<div className="flex flex-wrap gap-2">
				<Button
					kind="primary"
					isBusy={approve.isPending || save.isPending}
					disabled={body.trim() === ''}
					onClick={() => void approveAsSeen()}
				>
					{isChanged ? 'Save and send' : 'Send'}
				</Button>
				<Button
					disabled={!isChanged}
					isBusy={save.isPending}
					onClick={() => save.mutate({ params, body: change })}
				>
					Save the text
				</Button>
			</div>
		</div>
	)
}

function Decisions({ send, onDone }: { send: SendDetail; onDone: () => void }) {
	const params = { id: String(send.id) }
	const settle = useChange(settleUnknown, {
		refreshes,
		done: ({ state }) => (state === 'sent' ? 'Noted as sent' : 'Goes again'),
		onSuccess: onDone,
	})
	const replay = useChange(replaySend, { refreshes, done: 'Goes again', onSuccess: onDone })
	if (send.state === 'unknown') {
		return (
			<div className="flex flex-col gap-2 border-t pt-4">
				<p className="text-13">
					It may have arrived: the answer was lost. Ask {recipientOfSend(send)} or look at the server’s log,
					then decide. Sent again, it may arrive twice.
				</p>
				<div className="flex flex-wrap gap-2">
					<Button
						kind="primary"
						isBusy={settle.isPending}
						onClick={() => settle.mutate({ params, body: { as: 'sent' } })}
					>
						It arrived
					</Button>
					<Button
						isBusy={settle.isPending}
						onClick={() => settle.mutate({ params, body: { as: 'send_again' } })}
					>
						Send it again
					</Button>
				</div>
			</div>
		)
	}
	if (send.state === 'failed') {
		return (
			<div className="border-t pt-4">
				<Button kind="primary" isBusy={replay.isPending} onClick={() => replay.mutate({ params, body: {} })}>
					Send it again
				</Button>
			</div>
		)
	}
	if (send.state === 'waiting_for_approval' || send.state === 'planned')
		return <Refusal send={send} onDone={onDone} />
	return null
}

function Refusal({ send, onDone }: { send: SendDetail; onDone: () => void }) {
	const [reason, setReason] = useState('')
	const refuse = useChange(refuseSend, { refreshes, done: 'It is not sent', onSuccess: onDone })
	return (
		<div className="flex flex-col gap-2 border-t pt-4">
			<TextField
				label="Why not send it"
				hint="It stands in the log and in the audit; the run goes on without the message."
				value={reason}
				onChange={setReason}
				maxLength={500}
			/>
			<div>
				<Button
					disabled={reason.trim() === ''}
					isBusy={refuse.isPending}
					onClick={() => refuse.mutate({ params: { id: String(send.id) }, body: { reason } })}
				>
					Do not send
				</Button>
			</div>
		</div>
	)
}
