import { Outlet, useRouter } from '@tanstack/react-router'
import { useCallback, useEffect, useState } from 'react'
import { SearchPalette } from '../search/SearchPalette.tsx'
import { loadParts } from '../ui/lazy-part.tsx'
import { Toaster } from '../ui/Toaster.tsx'
import { ConnectionBanner } from './ConnectionBanner.tsx'
import { KeysDialog } from './KeysDialog.tsx'
import { BottomNavigation, SideNavigation } from './Navigation.tsx'
import { TopBar } from './TopBar.tsx'
import { useFrameKeys } from './use-frame-keys.ts'

/** After the first page has shown: the others are loaded too, so that they open at once and without the network. */
const preloadAfterMilliseconds = 2_000

/** Whether the browser was asked to load no more than is needed. */
function isSavingData(): boolean {
	const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } }
	return connection?.saveData === true
}

function usePagesPreloaded() {
	const router = useRouter()
	useEffect(() => {
		if (isSavingData()) return
		const timer = setTimeout(() => {
			// A page that cannot be loaded now is asked for again when somebody goes there.
			const pages = Object.values(router.routesById).map(route => router.loadRouteChunk(route))
			void Promise.allSettled(pages).then(loadParts)
		}, preloadAfterMilliseconds)
		return () => clearTimeout(timer)
	}, [router])
}

/** What stands around every page. */
export function Frame() {
	const [isSearching, setSearching] = useState(false)
	const [isHelping, setHelping] = useState(false)
	const search = useCallback(() => setSearching(true), [])
	const help = useCallback(() => setHelping(true), [])
	useFrameKeys({ onSearch: search, onHelp: help })
	usePagesPreloaded()
	return (
		<div className="flex h-dvh flex-col">
			<a
				href="#page"
				className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-md focus:bg-surface focus:px-3 focus:py-2"
			>
				Skip to the page
			</a>
			<ConnectionBanner />
			<div className="flex min-h-0 flex-1">
				<SideNavigation />
				<div className="flex min-w-0 flex-1 flex-col">
					<TopBar onSearch={search} onHelp={help} />
					<main id="page" tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none">
						<Outlet />
					</main>
				</div>
			</div>
			<BottomNavigation />
			<Toaster />
			<SearchPalette isOpen={isSearching} onClose={() => setSearching(false)} onHelp={help} />
			<KeysDialog isOpen={isHelping} onClose={() => setHelping(false)} />
		</div>
	)
}
