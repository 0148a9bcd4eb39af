import { useState } from 'react'
import { savePostMortem } from '../../api/renewals.ts'
import { useOwnerName } from '../people/use-people.ts'
import { useChange } from '../session/use-change.ts'
import { InstantText } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { type KeyValue, KeyValueList } from '../ui/KeyValueList.tsx'
import { Section } from '../ui/Section.tsx'
import { PostMortemFields, readPostMortem, startPostMortem } from './PostMortemFields.tsx'
import { postMortemNames } from './renewal-words.ts'
import { shownWithRenewals, type WholeRenewal } from './use-renewals.ts'

function WrittenPostMortem({ written }: { written: NonNullable<WholeRenewal['post_mortem']> }) {
	const nameOf = useOwnerName()
	const entries: KeyValue[] = [
		{ key: 'Main reason', value: postMortemNames[written.category] },
		{ key: 'Went to', value: written.competitor ?? '–' },
		{ key: 'Could have been done', value: written.could_have_done ?? '–' },
		{ key: 'Signals seen', value: written.signals_seen.join(', ') || '–' },
		{ key: 'Note', value: written.note ?? '–' },
		{
			key: 'Written',
			value: (
				<>
					{nameOf(written.written_by) ?? written.written_by}, <InstantText value={written.written_at} />
				</>
			),
		},
	]
	return <KeyValueList entries={entries} />
}

/** Why a customer left, once it has. */
export function PostMortemSection({ whole, mayChange }: { whole: WholeRenewal; mayChange: boolean }) {
	const { renewal: entry, post_mortem: written } = whole
	const [isWriting, setWriting] = useState(false)
	const [draft, setDraft] = useState(() => startPostMortem(written, entry.competitor))
	const save = useChange(savePostMortem, {
		done: 'Post-mortem saved',
		refreshes: shownWithRenewals,
		onSuccess: () => setWriting(false),
	})
	if (entry.outcome !== 'churned') return null
	const body = readPostMortem(draft)
	return (
		<Section
			title="Post-mortem"
			controls={
				mayChange &&
				!isWriting && (
					<Button kind={written ? 'plain' : 'primary'} onClick={() => setWriting(true)}>
						{written ? 'Change it' : 'Write it'}
					</Button>
				)
			}
		>
			{isWriting ? (
				<div className="grid gap-3 sm:grid-cols-2">
					<PostMortemFields draft={draft} onChange={setDraft} />
					<div className="flex justify-end gap-2 sm:col-span-2">
						<Button kind="quiet" onClick={() => setWriting(false)}>
							Give up
						</Button>
						<Button
							kind="primary"
							disabled={!body}
							isBusy={save.isPending}
							onClick={() =>
								body && save.mutate({ params: { id: entry.account_id, renewal_on: entry.renewal_on }, body })
							}
						>
							Save post-mortem
						</Button>
					</div>
				</div>
			) : written ? (
				<WrittenPostMortem written={written} />
			) : (
				<p className="text-13 text-second">Nobody wrote down yet why they left.</p>
			)}
		</Section>
	)
}
