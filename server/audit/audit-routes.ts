import { listAudit } from '../../api/settings.ts'
import { cutPage, readNumberCursor } from '../http/cursor.ts'
import type { Mount } from '../http/mount.ts'
import { listAuditRows } from './audit-store.ts'

/** The list of all changes. */
export function mountAuditRoutes(mount: Mount): void {
	mount.read(listAudit, async ({ query, pool }) => {
		const { limit, cursor, ...filter } = query
		const rows = await listAuditRows(pool, { ...filter, before: readNumberCursor(cursor), limit: limit + 1 })
		const page = cutPage(rows, limit, last => [last.auditId])
		return {
			...page,
			items: page.items.map(({ auditId, at, ...row }) => ({ id: auditId, at: at.toISOString(), ...row })),
		}
	})
}
