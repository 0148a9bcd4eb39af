import { getRouteApi, Link } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import { getModel } from '../../api/model.ts'
import { getPlaybook } from '../../api/playbooks.ts'
import { ApiProblem } from '../../api/problem.ts'
import { playbookNames } from '../../core/playbooks/playbook-names.ts'
import { sayTrigger } from '../../core/playbooks/say-playbook.ts'
import { useSentence } from '../model/ConditionField.tsx'
import { readingClass } from '../model/model-editor.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { useMay } from '../session/use-session.ts'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { classNames } from '../ui/class-names.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { checkDraft } from './check-draft.ts'
import { EffectTab } from './EffectTab.tsx'
import { PlaybookDraftBar } from './PlaybookDraftBar.tsx'
import { StateBadge } from './PlaybookList.tsx'
import { type StoredDraft, setPlaybookDraft, usePlaybookDrafts } from './playbook-draft-store.ts'
import { type PlaybookEditor, PlaybookEditorProvider } from './playbook-editor.ts'
import { type PlaybookSearch, playbookParts } from './playbooks-search.ts'
import { ReplayTab } from './ReplayTab.tsx'
import { RulesTab } from './RulesTab.tsx'
import { StepLevel } from './StepList.tsx'
import { SwitchOffDialog, SwitchOnDialog } from './SwitchDialogs.tsx'
import { textSampleOf } from './sample-fields.ts'
import { TryTab } from './TryTab.tsx'
import { type PlaybookRecord, usePreview } from './use-playbooks.ts'
import { YamlTab } from './YamlTab.tsx'

const route = getRouteApi('/playbooks/$id')

const parts: readonly { id: (typeof playbookParts)[number]; label: string }[] = [
	{ id: 'steps', label: 'Steps' },
	{ id: 'rules', label: 'Rules' },
	{ id: 'try', label: 'Try it' },
	{ id: 'replay', label: 'Last 12 months' },
	{ id: 'effect', label: 'Effect' },
	{ id: 'yaml', label: 'YAML' },
]

function BackLink() {
	return (
		<div className="px-6 pt-3 max-md:px-4">
			<Link
				to="/playbooks"
				className="-ml-1 inline-flex items-center gap-1 rounded-sm text-12 text-second hover:text-ink"
			>
				<ChevronLeft size={14} aria-hidden="true" /> Playbooks
			</Link>
		</div>
	)
}

/** One playbook: its steps, its rules, what it would do and did; changed as a draft, then saved. */
export function PlaybookPage() {
	const { id } = route.useParams()
	const found = useCall(getPlaybook, { params: { playbook_id: id } })
	const model = useCall(getModel, {})
	const stored = usePlaybookDrafts()[id]
	const isMissing = found.error instanceof ApiProblem && [400, 404, 422].includes(found.error.status)
	if (isMissing && !stored) {
		return (
			<>
				<PageHeader title="No such playbook" />
				<EmptyState
					sentence={`There is no playbook with the id “${id}”.`}
					action={
						<Link to="/playbooks" className={linkClass}>
							All playbooks
						</Link>
					}
				/>
			</>
		)
	}
	const error = (isMissing ? null : found.error) ?? model.error
	if (error && !(model.data && (found.data ?? stored))) {
		return (
			<div className="px-6 pt-4 max-md:px-4">
				<h1 className="sr-only">Playbook</h1>
				<FailedState
					what="The playbook could not be read"
					why={sayProblem(error)}
					onRetry={() => {
						void found.refetch()
						void model.refetch()
					}}
				/>
			</div>
		)
	}
	const record = isMissing ? undefined : found.data
	if (!model.data || (!record && !(isMissing && stored))) return <SkeletonRows label="Loading the playbook" />
	return <PlaybookView id={id} record={record} stored={stored} model={model.data} />
}

function useEditor(
	id: string,
	record: PlaybookRecord | undefined,
	stored: StoredDraft | undefined,
	model: { version: number; model: PlaybookEditor['model'] },
	accountId: string | undefined,
) {
	const may = useMay()
	const isReadOnly = !may('model.change')
	const saved = record?.definition
	const draft = stored?.draft ?? saved
	if (!draft) throw new Error('expected a playbook or a draft of one, found none')
	// What is checked follows what is typed a moment later.
	const late = useDeferredValue(draft)
	const checked = useMemo(() => checkDraft(late, model.model), [late, model.model])
	const asked = accountId === undefined ? undefined : checked.definition
	const preview = usePreview(asked, accountId)
	const sample = textSampleOf(accountId === undefined ? undefined : preview.data, draft.name)
	const editor: PlaybookEditor = {
		draft,
		model: model.model,
		problems: checked.problems,
		isReadOnly,
		sample,
		change: update => {
			const next = update(draft)
			if (saved && JSON.stringify(next) === JSON.stringify(saved)) setPlaybookDraft(id, undefined)
			else {
				setPlaybookDraft(id, {
					baseVersion: stored?.baseVersion ?? model.version,
					base: stored ? stored.base : (saved ?? null),
					draft: next,
				})
			}
		},
	}
	return { editor, definition: checked.definition }
}

function PlaybookView({
	id,
	record,
	stored,
	model,
}: {
	id: string
	record: PlaybookRecord | undefined
	stored: StoredDraft | undefined
	model: { version: number; model: PlaybookEditor['model'] }
}) {
	const search = route.useSearch()
	const navigate = route.useNavigate()
	const change = (next: Partial<PlaybookSearch>) =>
		void navigate({ search: previous => ({ ...previous, ...next }), replace: true })
	const { editor, definition } = useEditor(id, record, stored, model, search.on)
	const part = search.part ?? 'steps'
	return (
		<PlaybookEditorProvider value={editor}>
			<div className="flex min-h-0 flex-1 flex-col">
				<BackLink />
				<PlaybookHead editor={editor} record={record} hasDraft={stored !== undefined} />
				{stored && !editor.isReadOnly && (
					<PlaybookDraftBar id={id} record={record} stored={stored} editor={editor} version={model.version} />
				)}
				<Tabs
					label="Parts of the playbook"
					tabs={parts}
					value={part}
					onChange={next => change({ part: playbookParts.find(entry => entry === next) })}
				>
					<div
						key={part}
						className={classNames(
							'min-h-0 flex-1 overflow-auto px-6 pt-5 pb-24 max-md:px-4',
							editor.isReadOnly && readingClass,
						)}
					>
						{part === 'steps' && (
							<div className="max-w-4xl">
								<p className="mb-4 max-w-2xl text-13 text-second">{editor.draft.purpose}</p>
								<StartLine editor={editor} onShow={() => change({ part: 'rules' })} />
								<StepLevel level={[]} open={search.step} onOpen={step => change({ step })} />
								<DoneLine editor={editor} />
							</div>
						)}
						{part === 'rules' && <RulesTab isSaved={record !== undefined} />}
						{part === 'try' && (
							<TryTab
								definition={definition}
								accountId={search.on}
								isOn={record?.enabled === true && stored === undefined}
								onTry={on => change({ on })}
							/>
						)}
						{part === 'replay' && <ReplayTab definition={definition} />}
						{part === 'effect' &&
							(record ? (
								<EffectTab id={id} />
							) : (
								<EmptyState sentence="It is not saved yet, so it has no effect to show." />
							))}
						{part === 'yaml' && <YamlTab />}
					</div>
				</Tabs>
			</div>
		</PlaybookEditorProvider>
	)
}

function PlaybookHead({
	editor,
	record,
	hasDraft,
}: {
	editor: PlaybookEditor
	record: PlaybookRecord | undefined
	hasDraft: boolean
}) {
	const [isSwitching, setSwitching] = useState(false)
	return (
		<>
			<PageHeader
				title={editor.draft.name || editor.draft.id}
				facts={
					<span className="inline-flex flex-wrap items-center gap-2">
						{record ? <StateBadge row={record} /> : <Badge tone="accent">not saved yet</Badge>}
						{record && record.runs.open > 0 && (
							<Link to="/playbooks" search={{ tab: 'runs', playbook: record.id }} className={linkClass}>
								{record.runs.open} open {record.runs.open === 1 ? 'run' : 'runs'}
							</Link>
						)}
						{record && record.waiting + record.runs.attention > 0 && (
							<Link to="/playbooks" search={{ tab: 'approvals' }} className={linkClass}>
								{record.waiting + record.runs.attention} for a person
							</Link>
						)}
					</span>
				}
				controls={
					record &&
					!editor.isReadOnly && (
						<Button
							kind={record.enabled ? 'plain' : 'primary'}
							disabled={hasDraft && !record.enabled}
							title={hasDraft && !record.enabled ? 'Save or discard the draft first' : undefined}
							onClick={() => setSwitching(true)}
						>
							{record.enabled ? 'Switch off' : 'Switch on'}
						</Button>
					)
				}
			/>
			{isSwitching &&
				record &&
				(record.enabled ? (
					<SwitchOffDialog record={record} onClose={() => setSwitching(false)} />
				) : (
					<SwitchOnDialog record={record} onClose={() => setSwitching(false)} />
				))}
		</>
	)
}

function StartLine({ editor, onShow }: { editor: PlaybookEditor; onShow: () => void }) {
	const { draft, model, problems } = editor
	const say = useSentence()
	const wrong = problems.filter(({ path }) => !path.startsWith('steps'))
	return (
		<div className="border-t py-2.5 text-13">
			<p>
				<span className="font-medium">{sayTrigger(draft.trigger, playbookNames(model))}</span>
				{draft.when && <span className="text-second"> · only where {say(draft.when) ?? draft.when}</span>}{' '}
				<button type="button" className={linkClass} onClick={onShow}>
					Rules
				</button>
			</p>
			{wrong.map(({ path, message }) => (
				<p key={`${path} ${message}`} className="text-12 text-alarm">
					{path}: {message}
				</p>
			))}
		</div>
	)
}

function DoneLine({ editor: { draft } }: { editor: PlaybookEditor }) {
	return (
		<p className="mt-3 border-t py-2.5 text-13">
			<span className="font-medium">Done: </span>
			{draft.done.says || <span className="text-second">to be written under Rules</span>}
		</p>
	)
}
