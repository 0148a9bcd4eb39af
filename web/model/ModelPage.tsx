import { getRouteApi } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import { sayProblem } from '../session/call-query.ts'
import { useMay } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatInstant } from '../ui/format-day.ts'
import { lazyPart } from '../ui/lazy-part.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { DraftBar } from './DraftBar.tsx'
import { draftOfModel, setDraft, useDraft } from './draft-store.ts'
import { HealthTab } from './HealthTab.tsx'
import { type ModelEditor, ModelEditorProvider, readingClass } from './model-editor.ts'
import { type ModelSearch, modelTabs } from './model-search.ts'
import { type ModelVersion, useModelInForce } from './use-model.ts'

const SegmentsTab = lazyPart(async () => (await import('./SegmentsTab.tsx')).SegmentsTab)
const StagesTab = lazyPart(async () => (await import('./StagesTab.tsx')).StagesTab)
const SignalsTab = lazyPart(async () => (await import('./SignalsTab.tsx')).SignalsTab)
const MetricsTab = lazyPart(async () => (await import('./MetricsTab.tsx')).MetricsTab)
const TextTab = lazyPart(async () => (await import('./TextTab.tsx')).TextTab)
const HistoryTab = lazyPart(async () => (await import('./HistoryTab.tsx')).HistoryTab)

const route = getRouteApi('/model')

const tabs: readonly { id: (typeof modelTabs)[number]; label: string }[] = [
	{ id: 'health', label: 'Health' },
	{ id: 'segments', label: 'Segments' },
	{ id: 'stages', label: 'Stages and renewals' },
	{ id: 'signals', label: 'Signals' },
	{ id: 'metrics', label: 'Metrics' },
	{ id: 'text', label: 'YAML' },
	{ id: 'history', label: 'Versions' },
]

/** The draft where there is one, else the model in force. undefined: the draft's text is no model at the moment. */
function useEditorOf(version: ModelVersion): ModelEditor | undefined {
	const draft = useDraft()
	const may = useMay()
	const isReadOnly = !may('model.change')
	const model = draft ? draft.model : version.model
	return useMemo(
		() =>
			model && {
				model,
				problems: draft?.problems ?? [],
				isReadOnly,
				change: (update: (model: OperatingModel) => OperatingModel) =>
					setDraft(draftOfModel(draft?.baseVersion ?? version.version, update(model))),
			},
		[model, draft, isReadOnly, version.version],
	)
}

function TabContent({
	tab,
	version,
	search,
	onChange,
}: {
	tab: (typeof modelTabs)[number]
	version: ModelVersion
	search: ModelSearch
	onChange: (next: Partial<ModelSearch>) => void
}) {
	const editor = useEditorOf(version)
	if (tab === 'text') return <TextTab version={version} />
	if (tab === 'history') return <HistoryTab search={search} onChange={onChange} />
	if (!editor) {
		return (
			<EmptyState
				sentence="The text of your draft is not a model at the moment, so there are no forms for it."
				action={<Button onClick={() => onChange({ tab: 'text' })}>Mend the text</Button>}
			/>
		)
	}
	const open = { open: search.open, onOpen: (next: string | undefined) => onChange({ open: next }) }
	return (
		<ModelEditorProvider value={editor}>
			<div className={editor.isReadOnly ? readingClass : undefined}>
				{tab === 'health' && <HealthTab {...open} />}
				{tab === 'segments' && <SegmentsTab />}
				{tab === 'stages' && <StagesTab />}
				{tab === 'signals' && <SignalsTab {...open} />}
				{tab === 'metrics' && <MetricsTab {...open} />}
			</div>
		</ModelEditorProvider>
	)
}

/** Everything that the company chooses: read, edited as a draft, compared, then applied as a new version. */
export function ModelPage() {
	const search = route.useSearch()
	const navigate = route.useNavigate()
	const { data, error, refetch } = useModelInForce()
	const may = useMay()
	const tab = search.tab ?? 'health'
	const change = (next: Partial<ModelSearch>) =>
		void navigate({ search: previous => ({ ...previous, ...next }), replace: true })
	return (
		<div className="flex min-h-0 flex-1 flex-col">
			<PageHeader
				title="Model"
				facts={
					data && (
						<>
							Version {data.version}, applied {formatInstant(data.applied_at)} by {data.applied_by}
							{!may('model.change') && ' · Admins and operations can change it'}
						</>
					)
				}
			/>
			{data && <DraftBar version={data} onShowText={() => change({ tab: 'text' })} />}
			<Tabs
				label="Parts of the model"
				tabs={tabs}
				value={tab}
				onChange={id => void navigate({ search: { tab: modelTabs.find(entry => entry === id) } })}
			>
				<div key={tab} className="min-h-0 flex-1 overflow-auto px-6 pt-5 pb-16 max-md:px-4">
					{error && !data && (
						<FailedState what="The model could not be read" why={sayProblem(error)} onRetry={refetch} />
					)}
					{!data && !error && <SkeletonRows label="Loading the model" />}
					{data && <TabContent tab={tab} version={data} search={search} onChange={change} />}
				</div>
			</Tabs>
		</div>
	)
}
