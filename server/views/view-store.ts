import type { ClientBase, Pool } from 'pg'

/** A page as somebody wants to see it again. */
export interface StoredView {
	viewId: number
	page: string
	name: string
	isShared: boolean
	ownerId: string
	ownerEmail: string
	settings: Record<string, string | number | boolean | string[]>
	changedAt: Date
}

interface ViewRow {
	view_id: number
	page: string
	name: string
	is_shared: boolean
	owner_id: string
	owner_email: string
	settings: StoredView['settings']
	changed_at: Date
}

function toView(row: ViewRow): StoredView {
	return {
		viewId: row.view_id,
		page: row.page,
		name: row.name,
		isShared: row.is_shared,
		ownerId: row.owner_id,
		ownerEmail: row.owner_email,
		settings: row.settings,
		changedAt: row.changed_at,
	}
}

/** Own views and those that others share, in the order in which they were made. */
export async function listViewsFor(
	client: Pool | ClientBase,
	ownerId: string,
	page: string | undefined,
): Promise<StoredView[]> {
	const { rows } = await client.query<ViewRow>(
		`select * from saved_view where (owner_id = $1 or is_shared) and ($2::text is null or page = $2)
		order by view_id`,
		[ownerId, page ?? null],
	)
	return rows.map(toView)
}

export async function insertView(client: ClientBase, view: Omit<StoredView, 'viewId'>): Promise<StoredView> {
	const { rows } = await client.query<ViewRow>(
		`insert into saved_view (page, name, is_shared, owner_id, owner_email, settings, changed_at)
		values ($1, $2, $3, $4, $5, $6, $7) returning *`,
		[
			view.page,
			view.name,
			view.isShared,
			view.ownerId,
			view.ownerEmail,
			JSON.stringify(view.settings),
			view.changedAt,
		],
	)
	if (!rows[0]) throw new Error('the view was not stored')
	return toView(rows[0])
}

/** Takes the row lock of one view; undefined where there is none. */
export async function lockView(client: ClientBase, viewId: number): Promise<StoredView | undefined> {
	const { rows } = await client.query<ViewRow>('select * from saved_view where view_id = $1 for update', [
		viewId,
	])
	return rows[0] && toView(rows[0])
}

export async function saveView(client: ClientBase, view: StoredView): Promise<void> {
	await client.query(
		'update saved_view set name = $2, is_shared = $3, settings = $4, changed_at = $5 where view_id = $1',
		[view.viewId, view.name, view.isShared, JSON.stringify(view.settings), view.changedAt],
	)
}

export async function deleteView(client: ClientBase, viewId: number): Promise<void> {
	await client.query('delete from saved_view where view_id = $1', [viewId])
}

/** Views that pages open with for a person, by page. */
export async function listDefaultViews(
	client: Pool | ClientBase,
	ownerId: string,
): Promise<{ page: string; view: string }[]> {
	const { rows } = await client.query<{ page: string; view: string }>(
		'select page, view from view_default where owner_id = $1 order by page',
		[ownerId],
	)
	return rows
}

/** Sets the view that a page opens with for a person, or takes it away where null. Gives the one before. */
export async function saveDefaultView(
	client: ClientBase,
	{ ownerId, page, view }: { ownerId: string; page: string; view: string | null },
): Promise<string | null> {
	const { rows } = await client.query<{ view: string }>(
		'delete from view_default where owner_id = $1 and page = $2 returning view',
		[ownerId, page],
	)
	if (view !== null) {
		await client.query(
			`insert into view_default (owner_id, page, view) values ($1, $2, $3)
			on conflict (owner_id, page) do update set view = excluded.view`,
			[ownerId, page, view],
		)
	}
	return rows[0]?.view ?? null
}
