import { getRouteApi } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useCallback, useState } from 'react'
import { expansionLevers } from '../../core/model/opportunity.ts'
import { useModel } from '../health/use-health.ts'
import { OwnerFilter } from '../people/OwnerFilter.tsx'
import { useMay, useToday } from '../session/use-session.ts'
import { Money } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { formatCount } from '../ui/format-number.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { findView, type ListView, settingsOf } from '../views/list-view.ts'
import { useOpeningView } from '../views/use-opening-view.ts'
import { useViews } from '../views/use-views.ts'
import { ViewTabs } from '../views/ViewTabs.tsx'
import { ExpansionSearch, expansionTabs } from './expansion-search.ts'
import { expansionListViews, expansionViewKeys } from './expansion-views.ts'
import { leverNames } from './expansion-words.ts'
import { FiguresTab } from './FiguresTab.tsx'
import { NewOpportunityDialog } from './NewOpportunityDialog.tsx'
import { PipelineTab } from './PipelineTab.tsx'
import { SettingsTab } from './SettingsTab.tsx'
import { SuggestionsTab } from './SuggestionsTab.tsx'
import { useExpansion } from './use-expansion.ts'
import { WatchTab } from './WatchTab.tsx'

const route = getRouteApi('/expansion')

/** What the tab is narrowed to; only what the tab knows. */
function Filters({
	search,
	onChange,
}: {
	search: ExpansionSearch
	onChange: (next: Partial<ExpansionSearch>) => void
}) {
	const segments = useModel().data?.model.segments ?? []
	const tab = search.tab ?? 'pipeline'
	return (
		<div className="flex flex-wrap items-center gap-2 px-6 pt-4 pb-3 max-md:px-4">
			{tab === 'pipeline' && (
				<SelectField
					label="View"
					isLabelHidden
					className="w-28"
					value={search.view ?? 'board'}
					onChange={view => onChange({ view: view === 'table' ? 'table' : undefined })}
					choices={[
						{ value: 'board', label: 'Board' },
						{ value: 'table', label: 'Table' },
					]}
				/>
			)}
			{tab === 'pipeline' && search.view === 'table' && (
				<SelectField
					label="State"
					isLabelHidden
					className="w-28"
					value={search.state ?? 'open'}
					onChange={state =>
						onChange({ state: state === 'closed' || state === 'all' ? state : undefined, stage: undefined })
					}
					choices={[
						{ value: 'open', label: 'Open' },
						{ value: 'closed', label: 'Closed' },
						{ value: 'all', label: 'All' },
					]}
				/>
			)}
			{(tab === 'pipeline' || tab === 'suggestions') && (
				<SelectField
					label="Lever"
					isLabelHidden
					className="w-32"
					value={search.lever ?? ''}
					onChange={value => onChange({ lever: expansionLevers.find(lever => lever === value) })}
					choices={[
						{ value: '', label: 'Every lever' },
						...expansionLevers.map(value => ({ value, label: leverNames[value] })),
					]}
				/>
			)}
			{tab === 'pipeline' && (
				<SelectField
					label="Brought by"
					isLabelHidden
					className="w-44"
					value={search.source ?? ''}
					onChange={value => onChange({ source: value === 'cs' || value === 'sales' ? value : undefined })}
					choices={[
						{ value: '', label: 'Whoever brought it' },
						{ value: 'cs', label: 'Brought by CS' },
						{ value: 'sales', label: 'Brought by sales' },
					]}
				/>
			)}
			<SelectField
				label="Segment"
				isLabelHidden
				className="w-40"
				value={search.segment ?? ''}
				onChange={segment => onChange({ segment: segment || undefined })}
				choices={[
					{ value: '', label: 'Every segment' },
					...segments.map(({ id, name }) => ({ value: id, label: name })),
				]}
			/>
			<OwnerFilter value={search.owner} onChange={owner => onChange({ owner })} />
			{search.stage && (
				<Button kind="quiet" onClick={() => onChange({ stage: undefined })}>
					Only {search.stage}: show all stages
				</Button>
			)}
		</div>
	)
}

/** Expansion: what is worked, what could be, where it may shrink, and what it comes to. */
export function ExpansionPage() {
	const search = route.useSearch()
	const navigate = route.useNavigate()
	const today = useToday()
	const may = useMay()
	const [isNew, setNew] = useState(false)
	const { data } = useExpansion(search)
	const tab = search.tab ?? 'pipeline'
	const change = (next: Partial<ExpansionSearch>) =>
		void navigate({ search: previous => ({ ...previous, ...next }), replace: true })
	const mayChange = may('accounts.change')
	const { views, opensWith } = useViews('expansion', expansionListViews)
	const settings = settingsOf(search, expansionViewKeys)
	const show = useCallback(
		(chosen: ListView | undefined) =>
			void navigate({
				search: {
					...ExpansionSearch.parse(chosen?.settings ?? {}),
					saved: chosen?.id === 'all' ? undefined : chosen?.id,
				},
			}),
		[navigate],
	)
	useOpeningView(opensWith, settings, search.saved !== undefined || tab !== 'pipeline', show)
	return (
		<div className="flex min-h-0 flex-1 flex-col">
			<PageHeader
				title="Expansion"
				facts={
					data && (
						<>
							{formatCount(data.pipeline.count, 'opportunity', 'opportunities')} open ·{' '}
							<Money value={data.pipeline.amount} currency={data.currency} isShort /> a year ·{' '}
							<Money value={data.pipeline.expected_amount} currency={data.currency} isShort /> expected
						</>
					)
				}
				controls={
					mayChange && (
						<Button kind="primary" icon={<Plus size={14} />} onClick={() => setNew(true)}>
							New opportunity
						</Button>
					)
				}
			/>
			<Tabs
				label="Expansion"
				tabs={[
					{ id: 'pipeline', label: 'Pipeline' },
					{ id: 'suggestions', label: data ? `Suggestions ${data.suggestions}` : 'Suggestions' },
					{ id: 'watch', label: 'Contraction watch' },
					{ id: 'figures', label: 'Figures' },
					{ id: 'settings', label: 'Settings' },
				]}
				value={tab}
				onChange={id =>
					change({ tab: expansionTabs.find(entry => entry === id), stage: undefined, opportunity: undefined })
				}
			>
				{tab === 'pipeline' && (
					<ViewTabs
						page="expansion"
						look="chips"
						{...{ views, settings, opensWith }}
						current={findView(views, search.saved, settings)}
						onShow={show}
						onSaved={saved => change({ saved })}
					/>
				)}
				{tab !== 'settings' && <Filters search={search} onChange={change} />}
				{tab === 'pipeline' ? (
					<PipelineTab search={search} today={today} mayChange={mayChange} onChange={change} />
				) : (
					<div key={tab} className="min-h-0 flex-1 overflow-auto px-6 pt-2 pb-16 max-md:px-4">
						{tab === 'suggestions' && <SuggestionsTab search={search} today={today} mayChange={mayChange} />}
						{tab === 'watch' && <WatchTab search={search} today={today} />}
						{tab === 'figures' && <FiguresTab search={search} onChange={change} />}
						{tab === 'settings' && <SettingsTab mayChange={may('workspace.change')} />}
					</div>
				)}
			</Tabs>
			{isNew && <NewOpportunityDialog onClose={() => setNew(false)} />}
		</div>
	)
}
