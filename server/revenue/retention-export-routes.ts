import { exportRetention } from '../../api/retention-export.ts'
import { may } from '../../core/access/may.ts'
import type { Mount } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import { printCsv } from './print-csv.ts'
import { periodOf, readScope } from './retention-scope.ts'
import { makeTable } from './retention-tables.ts'

/** Tables of Retention as files; who sees only their own accounts gets only theirs. */
export function mountRetentionExportRoutes(mount: Mount): void {
	mount.special(exportRetention, async ({ query, pool, actor, now, reply }) => {
		if (!actor) throw new Problem('not_signed_in', 'This needs somebody who is signed in, or an API key.')
		periodOf(query)
		const scope = await readScope(pool, {
			actor,
			may: (subject, action = 'accounts.read') => may(actor, action, subject),
		})
		const text = printCsv(await makeTable[query.table](pool, { query, scope, now }))
		const name = `retention-${query.table}-${query.from}-${query.to}.csv`
		reply
			.header('content-type', 'text/csv; charset=utf-8')
			.header('content-disposition', `attachment; filename="${name}"`)
		await reply.send(text)
		return undefined
	})
}
