import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import {
	addView,
	changeView,
	listViews,
	removeView,
	setDefaultView,
	type viewPages,
} from '../../api/views.ts'
import { call, refresh, sayProblem, useCall } from '../session/call-query.ts'
import { useMay } from '../session/use-session.ts'
import { showToast } from '../ui/toast-store.ts'
import type { ListView } from './list-view.ts'

export type ViewPage = (typeof viewPages)[number]

/** Views of a page: those that everybody has, then the person's own and shared ones; and the one it opens with. */
export function useViews(
	page: ViewPage,
	builtIn: readonly ListView[],
): { views: readonly ListView[]; opensWith: ListView | undefined } {
	const may = useMay()
	const { data } = useCall(listViews, { query: { page } }, { enabled: may('views.change') })
	return useMemo(() => {
		const saved = (data?.items ?? []).map(
			(view): ListView => ({
				id: String(view.id),
				name: view.name,
				settings: Object.fromEntries(
					Object.entries(view.settings).map(([key, value]) => [key, String(value)]),
				),
				saved: { id: view.id, isMine: view.mine, isShared: view.shared, by: view.by },
			}),
		)
		const views = [...builtIn, ...saved]
		const chosen = data?.defaults.find(item => item.page === page)?.view
		return { views, opensWith: views.find(({ id }) => id === chosen) }
	}, [data, builtIn, page])
}

/** Saves, changes and removes views, and says which one a page opens with. */
export function useViewChanges(page: ViewPage) {
	const client = useQueryClient()
	const onSuccess = () => refresh(client, listViews)
	const onError = (error: unknown) => showToast(sayProblem(error), { kind: 'failed' })
	const add = useMutation({
		mutationFn: (view: { name: string; shared: boolean; settings: Readonly<Record<string, string>> }) =>
			call(addView, { body: { page, ...view } }),
		onSuccess,
		onError,
	})
	const change = useMutation({
		mutationFn: ({
			id,
			...body
		}: {
			id: number
			name?: string
			shared?: boolean
			settings?: Readonly<Record<string, string>>
		}) => call(changeView, { params: { id: String(id) }, body }),
		onSuccess,
		onError,
	})
	const remove = useMutation({
		mutationFn: (id: number) => call(removeView, { params: { id: String(id) } }),
		onSuccess,
		onError,
	})
	const openWith = useMutation({
		mutationFn: (view: string | null) => call(setDefaultView, { body: { page, view } }),
		onSuccess,
		onError,
	})
	return { add, change, remove, openWith }
}
