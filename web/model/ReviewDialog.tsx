import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { applyModel } from '../../api/model.ts'
import { ApiProblem } from '../../api/problem.ts'
import { call, sayProblem } from '../session/call-query.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount, formatNumber } from '../ui/format-number.ts'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { TextField } from '../ui/TextField.tsx'
import { showToast } from '../ui/toast-store.ts'
import { ChangeList } from './ChangeList.tsx'
import { type ModelDraft, setDraft } from './draft-store.ts'
import { HistoryLookView } from './HistoryLookView.tsx'
import { ImpactView } from './ImpactView.tsx'
import { type ModelVersion, useModelPlan } from './use-model.ts'
import { useModelHistory } from './use-model-history.ts'

function isChangedMeanwhile(error: unknown): boolean {
	return error instanceof ApiProblem && error.code === 'model_changed_meanwhile'
}

/** Applies the draft; for ten seconds the version before can be brought back as a new one. */
function useApply({
	draft,
	version,
	onDone,
}: {
	draft: ModelDraft
	version: ModelVersion
	onDone: () => void
}) {
	const client = useQueryClient()
	const back = useMutation({
		mutationFn: (applied: number) =>
			call(applyModel, {
				body: { yaml: version.yaml, base_version: applied, note: `Version ${applied} taken back` },
			}),
		onSuccess: () => client.invalidateQueries(),
		onError: error => showToast(sayProblem(error), { kind: 'failed' }),
	})
	return useMutation({
		mutationFn: (note: string) =>
			call(applyModel, {
				body: { yaml: draft.text, base_version: draft.baseVersion, ...(note.trim() ? { note } : {}) },
			}),
		onSuccess: applied => {
			setDraft(undefined)
			showToast(`Version ${applied.version} is in force`, { undo: () => back.mutate(applied.version) })
			onDone()
			return client.invalidateQueries()
		},
		// What came in between is shown, and how to go on from it.
		onError: error => (isChangedMeanwhile(error) ? client.invalidateQueries() : undefined),
	})
}

/** Another version came between: the draft is held against that one now, its whole difference in sight. */
function OldBase({ draft, version }: { draft: ModelDraft; version: ModelVersion }) {
	if (draft.baseVersion === version.version) return null
	return (
		<div
			role="alert"
			className="flex flex-wrap items-center gap-3 rounded-md bg-watch-soft px-4 py-3 text-13"
		>
			<p className="min-w-56 flex-1 text-watch">
				{version.applied_by} applied version {version.version} after you began. The changes below would also
				take back what it changed.
			</p>
			<Button onClick={() => setDraft({ ...draft, baseVersion: version.version })}>
				Go on from version {version.version}
			</Button>
		</div>
	)
}

/** What the draft changes, in words and for today's accounts; then it is applied. */
export function ReviewDialog({
	draft,
	version,
	onClose,
}: {
	draft: ModelDraft
	version: ModelVersion
	onClose: () => void
}) {
	const [note, setNote] = useState('')
	const plan = useModelPlan(draft.text)
	const look = useModelHistory()
	const apply = useApply({ draft, version, onDone: onClose })
	const impact = plan.data?.impact
	const isOld = draft.baseVersion !== version.version
	const action = impact
		? `Apply to ${formatCount(impact.accounts, 'account')}`
		: `Apply as version ${formatNumber(version.version + 1)}`
	return (
		<Dialog
			isOpen
			onClose={onClose}
			size="wide"
			title="What this changes"
			description={`Compared with version ${version.version}. Nothing changes before you apply it; scores of the past stay as they are.`}
			actions={
				<>
					<TextField
						label="Note for the history"
						isLabelHidden
						className="mr-auto w-72"
						placeholder="Why, for the history"
						value={note}
						onChange={setNote}
						maxLength={500}
					/>
					<Button onClick={onClose}>Go on editing</Button>
					<Button
						kind="primary"
						disabled={!plan.data?.ok || plan.isFetching || isOld}
						isBusy={apply.isPending}
						onClick={() => apply.mutate(note)}
					>
						{action}
					</Button>
				</>
			}
		>
			<div className="flex flex-col gap-5 pb-2">
				<OldBase draft={draft} version={version} />
				{apply.error && !isChangedMeanwhile(apply.error) && (
					<FailedState what="It was not applied" why={sayProblem(apply.error)} />
				)}
				{plan.error && !plan.data && (
					<FailedState
						what="It could not be compared"
						why={sayProblem(plan.error)}
						onRetry={() => void plan.refetch()}
					/>
				)}
				{!plan.data && !plan.error && <SkeletonRows count={5} label="Comparing" />}
				{plan.data && !plan.data.ok && (
					<FailedState
						what="The model has problems"
						why={plan.data.problems.map(problem => problem.message).join(' ')}
					/>
				)}
				{plan.data?.ok && (
					<>
						<ImpactView impact={plan.data.impact} />
						<HistoryLookView look={look} text={draft.text} />
						<ChangeList changes={plan.data.changes} />
					</>
				)}
			</div>
		</Dialog>
	)
}
