import { useNavigate } from '@tanstack/react-router'
import { savePlaybook } from '../../api/playbooks.ts'
import { PlaybookDefinition } from '../../core/model/playbook.ts'
import { sayProblem } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { Button } from '../ui/Button.tsx'
import { formatCount } from '../ui/format-number.ts'
import { showToast } from '../ui/toast-store.ts'
import { type StoredDraft, setPlaybookDraft } from './playbook-draft-store.ts'
import type { PlaybookEditor } from './playbook-editor.ts'
import { definitionRefreshes, type PlaybookRecord } from './use-playbooks.ts'

/** Says that there is a draft, how it stands, and saves or drops it. */
export function PlaybookDraftBar({
	id,
	record,
	stored,
	editor,
	version,
}: {
	id: string
	record: PlaybookRecord | undefined
	stored: StoredDraft
	editor: PlaybookEditor
	/** The model's version in force. */
	version: number
}) {
	const navigate = useNavigate()
	const save = useChange(savePlaybook, {
		refreshes: definitionRefreshes,
		isFailureShown: true,
		done: answer => `Saved as version ${answer.version} of the model`,
		onSuccess: () => setPlaybookDraft(id, undefined),
	})
	const problems = editor.problems.length
	// Versions that came in between matter only where they changed this playbook.
	const theirs = record?.definition ?? null
	const isMoved = stored.base !== null && withoutSwitch(theirs) !== withoutSwitch(stored.base)
	function discard() {
		setPlaybookDraft(id, undefined)
		showToast('Draft discarded', { undo: () => setPlaybookDraft(id, stored) })
		if (!record) void navigate({ to: '/playbooks' })
	}
	function saveDraft() {
		const shaped = PlaybookDefinition.safeParse({
			...stored.draft,
			enabled: record?.enabled ?? false,
		})
		if (shaped.success)
			save.mutate({ params: { playbook_id: id }, body: { definition: shaped.data, base_version: version } })
	}
	return (
		<div
			role="status"
			className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b bg-accent-soft px-6 py-2 text-13 max-md:px-4"
		>
			<span className="font-medium">{record ? 'Draft' : 'New playbook, a draft'}</span>
			<span className="min-w-0">
				{problems > 0 ? (
					<span className="text-alarm">{formatCount(problems, 'place')} to mend</span>
				) : (
					'kept on this machine'
				)}
				{isMoved && ' · somebody changed this playbook in between: saving replaces what they did'}
				{record?.enabled && problems === 0 && ' · open runs end on the version they began with'}
			</span>
			<span className="ml-auto flex flex-wrap gap-2">
				{isMoved && theirs && (
					<Button
						kind="quiet"
						onClick={() => {
							setPlaybookDraft(id, undefined)
							showToast('Theirs taken', { undo: () => setPlaybookDraft(id, stored) })
						}}
					>
						Take theirs
					</Button>
				)}
				<Button kind="quiet" onClick={discard}>
					Discard
				</Button>
				<Button kind="primary" disabled={problems > 0} isBusy={save.isPending} onClick={saveDraft}>
					{record?.enabled ? 'Save; it looks anew tomorrow' : 'Save'}
				</Button>
			</span>
			{save.error && (
				<p role="alert" className="w-full text-12 text-alarm">
					{sayProblem(save.error)}
				</p>
			)}
		</div>
	)
}

function withoutSwitch(definition: PlaybookDefinition | null): string {
	return JSON.stringify({ ...definition, enabled: false })
}
