import { useMutation, useQueryClient } from '@tanstack/react-query'
import { addView, changeView, listViews, removeView } from '../../api/views.ts'
import { call, refresh, sayProblem, useCall } from '../session/call-query.ts'
import { useMay } from '../session/use-session.ts'
import { showToast } from '../ui/toast-store.ts'
import { AccountsSearch } from './accounts-search.ts'
import { builtInViews, type ListView } from './built-in-views.ts'

/** Views of the list: the built-in ones, then the person's own and shared ones. */
export function useAccountViews(): readonly ListView[] {
	const may = useMay()
	const { data } = useCall(listViews, { query: { page: 'accounts' } }, { enabled: may('views.change') })
	const saved = (data?.items ?? []).map(
		(view): ListView => ({
			id: String(view.id),
			name: view.name,
			settings: AccountsSearch.omit({ view: true }).parse(view.settings),
			saved: { id: view.id, isMine: view.mine, isShared: view.shared, by: view.by },
		}),
	)
	return [...builtInViews, ...saved]
}

/** Saves, changes and removes views. */
export function useViewChanges() {
	const client = useQueryClient()
	const onSuccess = () => refresh(client, listViews)
	const onError = (error: unknown) => showToast(sayProblem(error), { kind: 'failed' })
	const add = useMutation({
		mutationFn: (view: { name: string; shared: boolean; settings: Record<string, string> }) =>
			call(addView, { body: { page: 'accounts', ...view } }),
		onSuccess,
		onError,
	})
	const change = useMutation({
		mutationFn: ({ id, ...body }: { id: number; name?: string; settings?: Record<string, string> }) =>
			call(changeView, { params: { id: String(id) }, body }),
		onSuccess,
		onError,
	})
	const remove = useMutation({
		mutationFn: (id: number) => call(removeView, { params: { id: String(id) } }),
		onSuccess,
		onError,
	})
	return { add, change, remove }
}
