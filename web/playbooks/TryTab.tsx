import type { PlaybookDefinition } from '../../core/model/playbook.ts'
import { sayProblem } from '../session/call-query.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { AccountChooser } from './AccountChooser.tsx'
import { CaughtToday } from './CaughtToday.tsx'
import { usePlaybookEditor } from './playbook-editor.ts'
import { StepPreview } from './StepPreview.tsx'
import { usePreview } from './use-playbooks.ts'

/** Who the playbook would catch today, and its steps for one account. Nothing is started by looking. */
export function TryTab({
	definition,
	accountId,
	isOn,
	onTry,
}: {
	/** undefined: something in it is not complete. */
	definition: PlaybookDefinition | undefined
	accountId: string | undefined
	/** Whether the playbook is on and nothing in it was changed. */
	isOn: boolean
	onTry: (id: string) => void
}) {
	const { draft, problems } = usePlaybookEditor()
	const tried = problems.length === 0 ? definition : undefined
	const preview = usePreview(tried, accountId)
	const { data } = preview
	if (!tried) {
		return (
			<EmptyState
				sentence={`It cannot be tried yet: ${formatCount(problems.length, 'place')} in it ${problems.length === 1 ? 'is' : 'are'} to be mended first.`}
			/>
		)
	}
	if (preview.error && !data) {
		return (
			<FailedState
				what="It could not be tried"
				why={sayProblem(preview.error)}
				onRetry={() => preview.refetch()}
			/>
		)
	}
	if (!data) return <SkeletonRows count={6} label="Loading who it would catch" />
	return (
		<div className="flex max-w-5xl flex-col gap-10">
			<CaughtToday preview={data} onTry={onTry} trigger={draft.trigger.kind} isOn={isOn} />
			<Section
				title="Its steps for one account"
				facts="As if a run started today; branches show all ways"
				controls={
					<AccountChooser
						label="Choose an account"
						chosen={accountId && (data.fields?.account.name ?? accountId)}
						onChoose={onTry}
					/>
				}
			>
				{accountId ? (
					<StepPreview draft={draft} steps={data.steps} />
				) : (
					<EmptyState sentence="Choose an account to see what would be done and written for it." />
				)}
			</Section>
		</div>
	)
}
