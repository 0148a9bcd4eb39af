import { useState } from 'react'
import { Button } from '../ui/Button.tsx'
import { formatCount } from '../ui/format-number.ts'
import { DecideManyBar, type LeftOver } from './DecideManyBar.tsx'
import { SendList } from './SendList.tsx'
import { SendTable } from './SendTable.tsx'
import { recipientOfSend, type SendItem, titleOfSend } from './send-words.ts'

const none: ReadonlySet<string> = new Set()

/** Messages that wait for a person: opened one by one, or chosen and decided together. */
export function WaitingMessages({ onOpen }: { onOpen: (id: number) => void }) {
	const [selected, setSelected] = useState(none)
	const [left, setLeft] = useState<readonly LeftOver[]>([])
	return (
		<>
			{left.length > 0 && <LeftOvers left={left} onOpen={onOpen} onClose={() => setLeft([])} />}
			<SendList
				filter={{ states: 'waiting_for_approval' }}
				empty={
					<p className="text-13 text-second">
						No message waits. Messages to customers stop here before they go out, and so do messages that were
						due while everything was stopped.
					</p>
				}
			>
				{sends => (
					<Choosing
						sends={sends}
						selected={selected}
						onSelect={setSelected}
						onOpen={onOpen}
						onDone={undone => {
							setSelected(none)
							setLeft(undone)
						}}
					/>
				)}
			</SendList>
		</>
	)
}

function Choosing({
	sends,
	selected,
	onSelect,
	onOpen,
	onDone,
}: {
	sends: readonly SendItem[]
	selected: ReadonlySet<string>
	onSelect: (selected: ReadonlySet<string>) => void
	onOpen: (id: number) => void
	onDone: (left: readonly LeftOver[]) => void
}) {
	const decidable = sends.filter(send => send.may_decide)
	const chosen = decidable.filter(({ id }) => selected.has(String(id)))
	const ids = new Set(decidable.map(({ id }) => String(id)))
	return (
		<>
			<p className="mb-2 text-12 text-second">
				Open one to read or change it. Choose several with the boxes (or j, k and x) to decide about them
				together.
				{decidable.length < sends.length &&
					' About accounts of others, their owner or a manager decides: those cannot be chosen.'}
			</p>
			<SendTable
				label="Messages that wait for approval"
				kind="waiting"
				sends={sends}
				onOpen={onOpen}
				selection={
					decidable.length === 0
						? undefined
						: {
								selected: new Set(chosen.map(({ id }) => String(id))),
								onSelect: wanted => onSelect(new Set([...wanted].filter(id => ids.has(id)))),
							}
				}
			/>
			<DecideManyBar chosen={chosen} onClear={() => onSelect(none)} onDone={onDone} />
		</>
	)
}

function LeftOvers({
	left,
	onOpen,
	onClose,
}: {
	left: readonly LeftOver[]
	onOpen: (id: number) => void
	onClose: () => void
}) {
	return (
		<section
			role="status"
			aria-label="What was not decided"
			className="mb-4 rounded-md bg-watch-soft px-4 py-2 text-13"
		>
			<div className="flex flex-wrap items-center gap-3">
				<span className="min-w-0 flex-1 font-medium">
					{formatCount(left.length, 'message was', 'messages were')} left as{' '}
					{left.length === 1 ? 'it is' : 'they are'}
				</span>
				<Button onClick={onClose}>Close</Button>
			</div>
			<ul className="mt-1">
				{left.map(({ send, why }) => (
					<li key={send.id} className="py-0.5">
						<button
							type="button"
							className="text-left text-accent underline-offset-2 hover:underline"
							onClick={() => onOpen(send.id)}
						>
							{titleOfSend(send)} to {recipientOfSend(send)}
						</button>
						: {why}
					</li>
				))}
			</ul>
		</section>
	)
}
