import { useState } from 'react'
import { diffModels } from '../../core/operating-model/diff-models.ts'
import { useMay } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { formatCount } from '../ui/format-number.ts'
import { showToast } from '../ui/toast-store.ts'
import { type ModelDraft, setDraft, useDraft } from './draft-store.ts'
import { ReviewDialog } from './ReviewDialog.tsx'
import type { ModelVersion } from './use-model.ts'

function countChanges(draft: ModelDraft, version: ModelVersion): number | undefined {
	return draft.model && diffModels(version.model, draft.model).length
}

function discard(draft: ModelDraft) {
	setDraft(undefined)
	showToast('Draft discarded', { undo: () => setDraft(draft) })
}

/** Says that there is a draft and what it amounts to; from here it is compared, applied or dropped. */
export function DraftBar({ version, onShowText }: { version: ModelVersion; onShowText: () => void }) {
	const draft = useDraft()
	const may = useMay()
	const [isReviewing, setReviewing] = useState(false)
	if (!draft || !may('model.change')) return null
	const changes = countChanges(draft, version)
	const problems = draft.problems.length
	const isOld = draft.baseVersion !== version.version
	return (
		<div
			role="status"
			className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b bg-accent-soft px-6 py-2 text-13 max-md:px-4"
		>
			<span className="font-medium">Draft of version {draft.baseVersion}</span>
			<span>
				{changes === undefined ? 'not a model at the moment' : formatCount(changes, 'change')}
				{problems > 0 && (
					<>
						{' · '}
						<button type="button" className="text-alarm underline" onClick={onShowText}>
							{formatCount(problems, 'problem')}
						</button>
					</>
				)}
				{isOld && ` · version ${version.version} came in between`}
			</span>
			<span className="ml-auto flex gap-2">
				<Button kind="quiet" onClick={() => discard(draft)}>
					Discard
				</Button>
				<Button
					kind="primary"
					disabled={problems > 0 || changes === 0 || changes === undefined}
					onClick={() => setReviewing(true)}
				>
					Compare and apply
				</Button>
			</span>
			{isReviewing && <ReviewDialog draft={draft} version={version} onClose={() => setReviewing(false)} />}
		</div>
	)
}
