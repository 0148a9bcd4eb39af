import type { z } from 'zod'
import {
	addView,
	changeView,
	listViews,
	removeView,
	type SavedView,
	setDefaultView,
	viewPages,
} from '../../api/views.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import type { Asker, ChangeCall, Mount } from '../http/mount.ts'
import { notAllowed } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import {
	deleteView,
	insertView,
	listDefaultViews,
	listViewsFor,
	lockView,
	type StoredView,
	saveDefaultView,
	saveView,
} from './view-store.ts'

/** Saved views: everybody has their own, some may share theirs. */
export function mountViewRoutes(mount: Mount): void {
	mount.read(listViews, async ({ query, pool, actor }) => ({
		items: (await listViewsFor(pool, actor.userId, query.page)).map(view => viewJson(view, actor.userId)),
		defaults: (await listDefaultViews(pool, actor.userId)).flatMap(({ page: name, view }) => {
			const page = viewPages.find(known => known === name)
			return page && (query.page === undefined || query.page === page) ? [{ page, view }] : []
		}),
	}))
	mount.change(setDefaultView, async ({ body, client, actor, act }) => {
		const { page, view } = body
		if (view !== null && /^\d+$/.test(view)) {
			const seen = await listViewsFor(client, actor.userId, page)
			if (!seen.some(({ viewId }) => String(viewId) === view)) {
				throw new Problem('not_found', 'There is no such view.')
			}
		}
		const before = await saveDefaultView(client, { ownerId: actor.userId, page, view })
		const subject = `views of ${page}`
		await saveAuditRow(client, { ...act, action: 'view.default', subject, before, after: view })
		return { page, view }
	})
	mount.change(addView, async call => {
		const { body, client, actor, act } = call
		if (body.shared) checkSharing(call)
		const view = await insertView(client, {
			page: body.page,
			name: body.name,
			isShared: body.shared,
			ownerId: actor.userId,
			ownerEmail: actor.email,
			settings: body.settings,
			changedAt: act.at,
		})
		await saveAuditRow(client, {
			...act,
			action: 'view.add',
			subject: `view ${view.viewId}`,
			before: null,
			after: view,
		})
		return viewJson(view, actor.userId)
	})
	mount.change(changeView, async call => {
		const { body, client, actor, act } = call
		const before = await getOwnView(call, call.params.id)
		if (body.shared === true && !before.isShared) checkSharing(call)
		const after = {
			...before,
			name: body.name ?? before.name,
			isShared: body.shared ?? before.isShared,
			settings: body.settings ?? before.settings,
			changedAt: act.at,
		}
		await saveView(client, after)
		await saveAuditRow(client, {
			...act,
			action: 'view.change',
			subject: `view ${after.viewId}`,
			before,
			after,
		})
		return viewJson(after, actor.userId)
	})
	mount.change(removeView, async call => {
		const { client, act } = call
		const before = await getOwnView(call, call.params.id)
		await deleteView(client, before.viewId)
		await saveAuditRow(client, {
			...act,
			action: 'view.remove',
			subject: `view ${before.viewId}`,
			before,
			after: null,
		})
		return null
	})
}

function checkSharing(asker: Asker): void {
	if (!asker.may({ ownerEmail: null }, 'views.share')) throw notAllowed(asker.actor, 'views.share')
}

/** An own view; another person's that is not shared is as if it did not exist. */
async function getOwnView(
	{ client, actor }: Pick<ChangeCall<Record<never, never>>, 'client' | 'actor'>,
	viewId: number,
): Promise<StoredView> {
	const view = await lockView(client, viewId)
	if (view?.ownerId === actor.userId) return view
	if (!view?.isShared) throw new Problem('not_found', 'There is no such view.')
	throw new Problem('not_yours', 'Only whose view it is can change it.', 'Save it as a view of your own.')
}

function viewJson(view: StoredView, userId: string): z.input<typeof SavedView> {
	return {
		id: view.viewId,
		page: viewPages.find(page => page === view.page) ?? 'accounts',
		name: view.name,
		shared: view.isShared,
		by: view.ownerEmail,
		mine: view.ownerId === userId,
		settings: view.settings,
		changed_at: view.changedAt.toISOString(),
	}
}
