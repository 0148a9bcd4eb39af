import { useState } from 'react'
import { getModelVersion } from '../../api/model.ts'
import { saveFile } from '../accounts/save-file.ts'
import { call, sayProblem, useCall } from '../session/call-query.ts'
import { useMay } from '../session/use-session.ts'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { Sheet } from '../ui/Dialog.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatInstant } from '../ui/format-day.ts'
import { formatCount } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { TextArea } from '../ui/TextField.tsx'
import { showToast } from '../ui/toast-store.ts'
import { ChangeList } from './ChangeList.tsx'
import { draftOfText, setDraft, useDraft } from './draft-store.ts'
import type { ModelSearch } from './model-search.ts'
import { PredictorHistory } from './PredictorHistory.tsx'
import { RollbackDialog } from './RollbackDialog.tsx'
import { useModelVersions, type VersionHead } from './use-model.ts'

const shownChanges = 5

function VersionSheet({ version, onClose }: { version: number | undefined; onClose: () => void }) {
	const { data, error, refetch } = useCall(
		getModelVersion,
		{ params: { version: String(version ?? 0) } },
		{ enabled: version !== undefined },
	)
	return (
		<Sheet
			isOpen={version !== undefined}
			onClose={onClose}
			title={`Version ${version ?? ''}`}
			description={data && `Applied ${formatInstant(data.applied_at)} by ${data.applied_by}`}
			actions={
				data && (
					<Button
						onClick={() => saveFile(`operating-model-${data.version}.yaml`, data.yaml, 'application/yaml')}
					>
						Download
					</Button>
				)
			}
		>
			{error && !data && (
				<FailedState what="The version could not be read" why={sayProblem(error)} onRetry={refetch} />
			)}
			{!data && !error && <SkeletonRows count={6} label="Loading the version" />}
			{data && (
				<TextArea
					label={`Version ${data.version} as YAML`}
					isLabelHidden
					isCode
					readOnly
					rows={38}
					wrap="off"
					value={data.yaml}
					onChange={() => undefined}
				/>
			)}
		</Sheet>
	)
}

function VersionEntry({
	head,
	isInForce,
	latest,
	onShow,
	onRollBack,
}: {
	head: VersionHead
	isInForce: boolean
	latest: number
	onShow: () => void
	onRollBack: () => void
}) {
	const may = useMay()
	const draft = useDraft()
	async function takeUp() {
		try {
			const { yaml } = await call(getModelVersion, { params: { version: String(head.version) } })
			setDraft(draftOfText(latest, yaml))
			showToast(`Version ${head.version} is your draft now`, { undo: () => setDraft(draft) })
		} catch (error) {
			showToast(sayProblem(error), { kind: 'failed' })
		}
	}
	const more = head.changes.length - shownChanges
	return (
		<article aria-label={`Version ${head.version}`} className="border-t py-4">
			<div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-13">
				<h3 className="font-medium">Version {head.version}</h3>
				{isInForce && <Badge tone="accent">in force</Badge>}
				<span className="text-second">
					{formatInstant(head.applied_at)} by {head.applied_by}
				</span>
				{head.note && <span>“{head.note}”</span>}
				<span className="ml-auto flex gap-2">
					<Button kind="quiet" onClick={onShow}>
						Show
					</Button>
					{!isInForce && may('model.change') && (
						<>
							<Button kind="quiet" className="text-accent" onClick={takeUp}>
								Make it my draft
							</Button>
							<Button kind="quiet" className="text-accent" onClick={onRollBack}>
								Roll back to it
							</Button>
						</>
					)}
				</span>
			</div>
			{head.changes.length === 0 ? (
				<p className="text-13 text-second">
					{head.version === 1 ? 'The first version.' : 'No change in words.'}
				</p>
			) : (
				<>
					<ChangeList
						title={formatCount(head.changes.length, 'change')}
						changes={head.changes.slice(0, shownChanges)}
					/>
					{more > 0 && (
						<details>
							<summary className="text-13 text-accent">{formatCount(more, 'more change')}</summary>
							<ChangeList title="The rest" changes={head.changes.slice(shownChanges)} />
						</details>
					)}
				</>
			)}
		</article>
	)
}

/** All versions, what each changed, and a way back. */
export function HistoryTab({
	search,
	onChange,
}: {
	search: ModelSearch
	onChange: (next: Partial<ModelSearch>) => void
}) {
	const { data, error, refetch } = useModelVersions()
	const [wanted, setWanted] = useState<number>()
	if (error && !data) {
		return <FailedState what="The history could not be read" why={sayProblem(error)} onRetry={refetch} />
	}
	if (!data) return <SkeletonRows count={5} label="Loading history" />
	const latest = data.items[0]?.version ?? 0
	return (
		<div className="flex max-w-5xl flex-col gap-10">
			<Section title="Versions of the operating model" facts={formatCount(data.items.length, 'version')}>
				{data.items.length === 0 && <EmptyState sentence="No version was applied yet." />}
				{data.items.map(head => (
					<VersionEntry
						key={head.version}
						head={head}
						isInForce={head.version === latest}
						latest={latest}
						onShow={() => onChange({ version: head.version })}
						onRollBack={() => setWanted(head.version)}
					/>
				))}
			</Section>
			<PredictorHistory />
			{wanted !== undefined && (
				<RollbackDialog version={wanted} latest={latest} onClose={() => setWanted(undefined)} />
			)}
			<VersionSheet version={search.version} onClose={() => onChange({ version: undefined })} />
		</div>
	)
}
