import { getRouteApi } from '@tanstack/react-router'
import { ImportResult } from '../imports/ImportResult.tsx'
import { formatCount } from '../ui/format-number.ts'
import { lazyPart } from '../ui/lazy-part.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { type DataSearch, dataTabs } from './data-search.ts'
import { JobPanel } from './JobPanel.tsx'
import { RunDayButton } from './RunDayButton.tsx'
import { SourcesTab } from './SourcesTab.tsx'
import { useQuality } from './use-data.ts'

const ImportsTab = lazyPart(async () => (await import('../imports/ImportsTab.tsx')).ImportsTab)
const QualityTab = lazyPart(async () => (await import('../quality/QualityTab.tsx')).QualityTab)

const route = getRouteApi('/data')

/** Where the data come from, what was loaded, and what is wrong with them. */
export function DataPage() {
	const search = route.useSearch()
	const navigate = route.useNavigate()
	const quality = useQuality()
	const change = (next: Partial<DataSearch>) =>
		void navigate({ search: previous => ({ ...previous, ...next }), replace: true })
	const findings = quality.data?.findings.length
	const stale = quality.data?.sources.filter(source => source.stale).length ?? 0
	const tab = search.tab ?? 'sources'
	return (
		<div className="flex min-h-0 flex-1 flex-col">
			<PageHeader
				title="Data"
				facts={
					quality.data &&
					quality.data.sources.length > 0 &&
					`${formatCount(new Set(quality.data.sources.map(({ source }) => source)).size, 'source')} · ${stale === 0 ? 'all fresh' : `${formatCount(stale, 'kind')} stale`}`
				}
				controls={<RunDayButton job={search.job} onStarted={job => change({ job })} />}
			/>
			<Tabs
				label="Data"
				tabs={[
					{ id: 'sources', label: 'Sources' },
					{ id: 'imports', label: 'Imports' },
					{ id: 'quality', label: findings ? `Quality ${findings}` : 'Quality' },
				]}
				value={tab}
				onChange={id =>
					void navigate({ search: ({ job }) => ({ job, tab: dataTabs.find(entry => entry === id) }) })
				}
			>
				<div key={tab} className="min-h-0 flex-1 overflow-auto px-6 pt-5 pb-16 max-md:px-4">
					{search.job && (
						<div className="mb-6 max-w-6xl">
							<JobPanel
								id={search.job}
								onClose={() => change({ job: undefined })}
								imported={job => (
									<ImportResult job={job} onRejects={load => change({ tab: 'imports', load })} />
								)}
							/>
						</div>
					)}
					{tab === 'sources' && <SourcesTab onImport={() => change({ tab: 'imports' })} />}
					{tab === 'imports' && <ImportsTab search={search} onChange={change} />}
					{tab === 'quality' && <QualityTab rule={search.rule} onRule={rule => change({ rule })} />}
				</div>
			</Tabs>
		</div>
	)
}
