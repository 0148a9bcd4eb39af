import { getRouteApi } from '@tanstack/react-router'
import type { Action } from '../../core/model/action.ts'
import { useMay } from '../session/use-session.ts'
import { lazyPart } from '../ui/lazy-part.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { PeopleTab } from './PeopleTab.tsx'
import type { SettingsSearch, settingsTabs } from './settings-search.ts'

const KeysTab = lazyPart(async () => (await import('./KeysTab.tsx')).KeysTab)
const DeliveryTab = lazyPart(async () => (await import('./DeliveryTab.tsx')).DeliveryTab)
const WorkspaceTab = lazyPart(async () => (await import('./WorkspaceTab.tsx')).WorkspaceTab)
const OwnAccountTab = lazyPart(async () => (await import('./OwnAccountTab.tsx')).OwnAccountTab)
const AuditTab = lazyPart(async () => (await import('./AuditTab.tsx')).AuditTab)

const route = getRouteApi('/settings')

type TabId = (typeof settingsTabs)[number]

const tabs: readonly { id: TabId; label: string; needs?: Action }[] = [
	{ id: 'people', label: 'People', needs: 'people.read' },
	{ id: 'keys', label: 'API keys', needs: 'keys.change' },
	{ id: 'delivery', label: 'Delivery', needs: 'delivery.change' },
	{ id: 'workspace', label: 'Workspace', needs: 'workspace.read' },
	{ id: 'account', label: 'Your sign-in' },
	{ id: 'audit', label: 'Audit', needs: 'audit.read' },
]

/** Who may do what, how the workspace counts, and everything that was ever changed. */
export function SettingsPage() {
	const search = route.useSearch()
	const navigate = route.useNavigate()
	const may = useMay()
	const shown = tabs.filter(({ needs }) => needs === undefined || may(needs))
	const usual = may('people.change') ? 'people' : 'account'
	const tab = shown.find(({ id }) => id === (search.tab ?? usual))?.id ?? 'account'
	const change = (next: Partial<SettingsSearch>) =>
		void navigate({ search: previous => ({ ...previous, ...next }), replace: true })
	return (
		<div className="flex min-h-0 flex-1 flex-col">
			<PageHeader title="Settings" />
			<Tabs
				label="Settings"
				tabs={shown}
				value={tab}
				onChange={id => void navigate({ search: { tab: shown.find(entry => entry.id === id)?.id } })}
			>
				{tab === 'audit' ? (
					<AuditTab search={search} onChange={change} />
				) : (
					<div key={tab} className="min-h-0 flex-1 overflow-auto px-6 pt-5 pb-16 max-md:px-4">
						{tab === 'people' && <PeopleTab />}
						{tab === 'keys' && <KeysTab />}
						{tab === 'delivery' && <DeliveryTab />}
						{tab === 'workspace' && <WorkspaceTab />}
						{tab === 'account' && <OwnAccountTab />}
					</div>
				)}
			</Tabs>
		</div>
	)
}
