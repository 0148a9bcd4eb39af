import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { addNote, changeNote, listNotes, removeNote } from '../../api/account-changes.ts'
import type { ContractOutput } from '../../api/contract.ts'
import { useOwnerName } from '../people/use-people.ts'
import { call, refresh, sayProblem, useCall } from '../session/call-query.ts'
import { presentOf } from '../session/changed-meanwhile.ts'
import { usePerson } from '../session/use-session.ts'
import { InstantText } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { ConflictDialog } from '../ui/ConflictDialog.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { Section } from '../ui/Section.tsx'
import { showToast } from '../ui/toast-store.ts'
import { MentionArea } from './MentionArea.tsx'
import { useAccountChange } from './use-account.ts'
import { useDraft } from './use-draft.ts'

type Note = ContractOutput<typeof addNote>

function NoteEntry({ note, accountId }: { note: Note; accountId: string }) {
	const person = usePerson()
	const nameOf = useOwnerName()
	const client = useQueryClient()
	const [text, setText] = useState<string>()
	const params = { id: accountId, note_id: String(note.id) }
	const restore = useAccountChange(
		() => call(addNote, { params: { id: accountId }, body: { text: note.text } }),
		{
			done: 'The note is back',
		},
	)
	// As it was when the change began: a list that is read anew meanwhile must not hide somebody else's change.
	const [seen, setSeen] = useState(note.text)
	const save = useAccountChange(
		(change: { text: string; seen: string }) =>
			call(changeNote, { params, body: { text: change.text, seen: { text: change.seen } } }),
		{ done: 'Note changed', onSuccess: () => setText(undefined) },
	)
	const theirs = presentOf(save.error)?.text
	const begin = () => {
		setSeen(note.text)
		setText(note.text)
	}
	const remove = useAccountChange(() => call(removeNote, { params }), {
		done: 'Note removed',
		onSuccess: () => showToast('A note was removed', { undo: () => restore.mutate(undefined) }),
	})
	const isMine = note.by === person.email
	return (
		<li className="border-b py-2 text-13">
			<div className="flex items-center gap-2 text-12 text-second">
				<span className="font-medium text-ink">{nameOf(note.by)}</span>
				<InstantText value={note.at} />
				{note.edited_at && <span>edited</span>}
				{isMine && text === undefined && (
					<span className="ml-auto flex">
						<Button kind="quiet" className="h-6 px-1.5 text-12 text-second" onClick={begin}>
							Change
						</Button>
						<Button
							kind="quiet"
							className="h-6 px-1.5 text-12 text-second"
							isBusy={remove.isPending}
							onClick={() => remove.mutate(undefined)}
						>
							Remove
						</Button>
					</span>
				)}
			</div>
			{text === undefined ? (
				<p className="whitespace-pre-wrap break-words">{note.text}</p>
			) : (
				<div className="mt-1 flex flex-col gap-2">
					<MentionArea label="Note" value={text} onChange={setText} />
					<div className="flex gap-2">
						<Button
							kind="primary"
							isBusy={save.isPending}
							disabled={text.trim() === ''}
							onClick={() => save.mutate({ text, seen })}
						>
							Save
						</Button>
						<Button onClick={() => setText(undefined)}>Cancel</Button>
					</div>
					{typeof theirs === 'string' && (
						<ConflictDialog
							conflicts={[{ label: 'Note', theirs, mine: text }]}
							isBusy={save.isPending}
							onTheirs={() => {
								setText(undefined)
								save.reset()
								void refresh(client, listNotes)
							}}
							onMine={() => save.mutate({ text, seen: theirs })}
							onClose={() => save.reset()}
						/>
					)}
				</div>
			)}
		</li>
	)
}

/** Remarks of people; `@` mentions somebody. */
export function NotesSection({ id, mayChange }: { id: string; mayChange: boolean }) {
	const notes = useCall(listNotes, { params: { id }, query: {} })
	const [text, setText] = useDraft(`note ${id}`)
	const add = useAccountChange(() => call(addNote, { params: { id }, body: { text } }), {
		done: 'Note saved',
		onSuccess: () => setText(''),
	})
	return (
		<Section id="notes" title="Notes">
			{mayChange && (
				<div className="mb-2 flex flex-col items-start gap-2">
					<MentionArea
						label="New note"
						value={text}
						onChange={setText}
						placeholder="Write what the next person should know. @ mentions somebody."
					/>
					<Button disabled={text.trim() === ''} isBusy={add.isPending} onClick={() => add.mutate(undefined)}>
						Save note
					</Button>
				</div>
			)}
			{notes.error && (
				<FailedState
					what="The notes could not be read"
					why={sayProblem(notes.error)}
					onRetry={notes.refetch}
				/>
			)}
			{notes.data && notes.data.items.length === 0 && <p className="text-13 text-second">No notes yet.</p>}
			<ul>
				{notes.data?.items.map(note => (
					<NoteEntry key={note.id} note={note} accountId={id} />
				))}
			</ul>
		</Section>
	)
}
