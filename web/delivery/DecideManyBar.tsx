import { Ban, Send, X } from 'lucide-react'
import { useState } from 'react'
import { decideSends, mostDecidedSends } from '../../api/sends.ts'
import { useChange } from '../session/use-change.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { formatCount } from '../ui/format-number.ts'
import { TextField } from '../ui/TextField.tsx'
import { type SendItem, titleOfSend } from './send-words.ts'
import { sendRefreshes } from './use-sends.ts'

type Decision = 'approve' | 'refuse'

/** A message that was chosen with others and was not decided, and why. */
export interface LeftOver {
	send: SendItem
	why: string
}

/** What can be done with the chosen messages. */
export function DecideManyBar({
	chosen,
	onClear,
	onDone,
}: {
	chosen: readonly SendItem[]
	onClear: () => void
	/** With what was not done, and why. */
	onDone: (left: readonly LeftOver[]) => void
}) {
	const [asking, setAsking] = useState<Decision>()
	if (chosen.length === 0) return null
	const isTooMany = chosen.length > mostDecidedSends
	return (
		<section
			aria-label="Chosen messages"
			className="rise sticky bottom-4 z-20 mx-auto mt-3 flex w-max max-w-full flex-wrap items-center gap-2 rounded-lg border bg-surface py-2 pr-2 pl-4 text-13 shadow-raised"
		>
			<span className="font-medium">{formatCount(chosen.length, 'message')} chosen</span>
			{isTooMany && <span className="text-watch">at most {mostDecidedSends} at once</span>}
			<Button
				kind="primary"
				icon={<Send size={14} />}
				disabled={isTooMany}
				onClick={() => setAsking('approve')}
			>
				Send
			</Button>
			<Button icon={<Ban size={14} />} disabled={isTooMany} onClick={() => setAsking('refuse')}>
				Do not send
			</Button>
			<Button kind="quiet" icon={<X size={14} />} onClick={onClear}>
				Clear
			</Button>
			{asking && (
				<DecideDialog
					chosen={chosen}
					decision={asking}
					onClose={() => setAsking(undefined)}
					onDone={left => {
						setAsking(undefined)
						onDone(left)
					}}
				/>
			)}
		</section>
	)
}

function DecideDialog({
	chosen,
	decision,
	onClose,
	onDone,
}: {
	chosen: readonly SendItem[]
	decision: Decision
	onClose: () => void
	onDone: (left: readonly LeftOver[]) => void
}) {
	const [reason, setReason] = useState('')
	const decide = useChange(decideSends, {
		refreshes: sendRefreshes,
		done: ({ results }) => sayDone(decision, results.filter(({ is_done: isDone }) => isDone).length),
		onSuccess: ({ results }) =>
			onDone(
				results.flatMap(({ id, is_done: isDone, message }) => {
					const send = chosen.find(entry => entry.id === id)
					return isDone || !send ? [] : [{ send, why: message ?? 'it was not done' }]
				}),
			),
	})
	const messages = formatCount(chosen.length, 'message')
	const recipients = new Set(chosen.map(({ recipient }) => recipient)).size
	const accounts = new Set(chosen.flatMap(({ account }) => account?.id ?? [])).size
	const whom = `${formatCount(recipients, 'recipient')} at ${formatCount(accounts, 'account')}`
	const isSending = decision === 'approve'
	return (
		<Dialog
			isOpen
			onClose={onClose}
			title={isSending ? `Send ${messages}` : `Do not send ${messages}`}
			description={
				isSending
					? `They go to ${whom}, each when quiet hours and limits allow. What has gone out cannot be called back.`
					: `They do not go to ${whom}. Their runs go on without them; nobody is told but in the log.`
			}
			actions={
				<>
					<Button onClick={onClose}>Let them wait</Button>
					<Button
						kind={isSending ? 'primary' : 'danger'}
						disabled={!isSending && reason.trim() === ''}
						isBusy={decide.isPending}
						onClick={() =>
							decide.mutate({
								body: isSending
									? { decision, sends: chosen.map(({ id, edited_at }) => ({ id, edited_at })) }
									: { decision, sends: chosen.map(({ id }) => ({ id })), reason },
							})
						}
					>
						{isSending ? `Send ${messages}` : `Do not send ${messages}`}
					</Button>
				</>
			}
		>
			<div className="flex flex-col gap-4">
				{!isSending && (
					<TextField
						label="Why not send them"
						hint="It stands with each of them, in the log and in the audit."
						value={reason}
						onChange={setReason}
						maxLength={500}
					/>
				)}
				<Titles chosen={chosen} />
			</div>
		</Dialog>
	)
}

/** What is chosen, by what it says: messages of one step differ in their names only. */
function Titles({ chosen }: { chosen: readonly SendItem[] }) {
	return (
		<ul className="text-13">
			{[...Map.groupBy(chosen, titleOfSend)].map(([title, sends]) => (
				<li key={title} className="border-t py-1.5">
					<span className="font-medium">{title}</span>{' '}
					<span className="text-second">
						{sends.length > 1 && `${sends.length} × · `}
						{sends
							.slice(0, 4)
							.map(({ account, recipient }) => account?.name ?? recipient)
							.join(', ')}
						{sends.length > 4 && ` and ${sends.length - 4} more`}
					</span>
				</li>
			))}
		</ul>
	)
}

function sayDone(decision: Decision, count: number): string {
	if (count === 0) return decision === 'approve' ? 'No message was sent' : 'No message was taken back'
	return decision === 'approve'
		? `${formatCount(count, 'message goes out', 'messages go out')}`
		: `${formatCount(count, 'message is not sent', 'messages are not sent')}`
}
