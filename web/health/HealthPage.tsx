import { getRouteApi } from '@tanstack/react-router'
import { useToday } from '../session/use-session.ts'
import { lazyPart } from '../ui/lazy-part.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { type HealthSearch, healthTabs } from './health-search.ts'
import { NowTab } from './NowTab.tsx'

const ChurnTab = lazyPart(async () => (await import('../validation/ChurnTab.tsx')).ChurnTab)
const PredictTab = lazyPart(async () => (await import('../validation/PredictTab.tsx')).PredictTab)
const EvidenceTab = lazyPart(async () => (await import('../validation/EvidenceTab.tsx')).EvidenceTab)
const WeightsTab = lazyPart(async () => (await import('../validation/WeightsTab.tsx')).WeightsTab)
const ReviewTab = lazyPart(async () => (await import('../validation/ReviewTab.tsx')).ReviewTab)

const route = getRouteApi('/health')

const tabs: readonly { id: (typeof healthTabs)[number]; label: string }[] = [
	{ id: 'now', label: 'Now' },
	{ id: 'churn', label: 'Churn risk' },
	{ id: 'predict', label: 'Does it predict?' },
	{ id: 'evidence', label: 'Evidence' },
	{ id: 'weights', label: 'Weights' },
	{ id: 'review', label: 'Review' },
]

/** How healthy the customers are, who is likely to leave, and whether the score deserves to be believed. */
export function HealthPage() {
	const search = route.useSearch()
	const navigate = route.useNavigate()
	const today = useToday()
	const tab = search.tab ?? 'now'
	const change = (next: Partial<HealthSearch>) =>
		void navigate({ search: previous => ({ ...previous, ...next }), replace: true, resetScroll: false })
	const props = { search, today, onChange: change }
	return (
		<div className="flex min-h-0 flex-1 flex-col">
			<PageHeader title="Health" />
			<Tabs
				label="Health"
				tabs={tabs}
				value={tab}
				onChange={id => void navigate({ search: { tab: healthTabs.find(entry => entry === id) } })}
			>
				<div key={tab} className="flex min-h-0 flex-1 flex-col overflow-auto px-6 pt-5 pb-16 max-md:px-4">
					{tab === 'now' && <NowTab {...props} />}
					{tab === 'churn' && <ChurnTab {...props} />}
					{tab === 'predict' && <PredictTab {...props} />}
					{tab === 'evidence' && <EvidenceTab {...props} />}
					{tab === 'weights' && <WeightsTab {...props} />}
					{tab === 'review' && <ReviewTab {...props} />}
				</div>
			</Tabs>
		</div>
	)
}
