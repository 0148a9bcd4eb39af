import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { applyModel, getModelVersion } from '../../api/model.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount } from '../ui/format-number.ts'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { TextField } from '../ui/TextField.tsx'
import { ChangeList } from './ChangeList.tsx'
import { ImpactView } from './ImpactView.tsx'
import { useModelPlan } from './use-model.ts'

/** An earlier version becomes the next one, after its consequence was seen. A person's draft is left alone. */
export function RollbackDialog({
	version,
	latest,
	onClose,
}: {
	version: number
	latest: number
	onClose: () => void
}) {
	const client = useQueryClient()
	const [note, setNote] = useState('')
	const old = useCall(getModelVersion, { params: { version: String(version) } })
	const plan = useModelPlan(old.data?.yaml)
	const apply = useChange(applyModel, {
		done: applied => `Version ${applied.version} is in force; it says what version ${version} said`,
		isFailureShown: true,
		onSuccess: () => {
			onClose()
			void client.invalidateQueries()
		},
	})
	const { data } = plan
	const failure = old.error ?? plan.error
	const isSame = data?.ok === true && data.changes.length === 0
	const action = data?.impact
		? `Roll back for ${formatCount(data.impact.accounts, 'account')}`
		: `Roll back to version ${version}`
	return (
		<Dialog
			isOpen
			onClose={onClose}
			size="wide"
			title={`Roll back to version ${version}`}
			description={`It becomes version ${latest + 1}. Nothing of history is taken back: scores of the past keep the version that made them.`}
			actions={
				<>
					<TextField
						label="Note for the history"
						isLabelHidden
						className="mr-auto w-72"
						placeholder="Why, for the history"
						value={note}
						onChange={setNote}
						maxLength={450}
					/>
					<Button onClick={onClose}>Keep version {latest}</Button>
					<Button
						kind="danger"
						disabled={!data?.ok || isSame || plan.isFetching}
						isBusy={apply.isPending}
						onClick={() =>
							old.data &&
							apply.mutate({
								body: {
									yaml: old.data.yaml,
									base_version: latest,
									note: `Back to version ${version}${note.trim() ? `: ${note.trim()}` : ''}`,
								},
							})
						}
					>
						{action}
					</Button>
				</>
			}
		>
			<div className="flex flex-col gap-5 pb-2">
				{apply.error && <FailedState what="It was not rolled back" why={sayProblem(apply.error)} />}
				{failure && !data && <FailedState what="It could not be compared" why={sayProblem(failure)} />}
				{!data && !failure && <SkeletonRows count={5} label="Comparing" />}
				{data && !data.ok && (
					<FailedState
						what={`Version ${version} does not fit any more`}
						why={`${data.problems.map(problem => problem.message).join(' ')} Make it your draft and mend it there.`}
					/>
				)}
				{isSame && (
					<p className="text-13 text-second">
						The version in force says the same: there is nothing to roll back.
					</p>
				)}
				{data?.ok && !isSame && (
					<>
						<ImpactView impact={data.impact} />
						<ChangeList changes={data.changes} />
					</>
				)}
			</div>
		</Dialog>
	)
}
