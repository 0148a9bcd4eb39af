import { useCallback, useRef, useState } from 'react'
import type { RenewalEntry } from '../../api/renewal-entry.ts'
import { listRenewals } from '../../api/renewals.ts'
import { largestPage } from '../../api/values.ts'
import { saveFile } from '../accounts/save-file.ts'
import { call, sayProblem } from '../session/call-query.ts'
import { formatCount } from '../ui/format-number.ts'
import { showToast } from '../ui/toast-store.ts'
import type { RenewalQuery } from './renewal-filter.ts'
import { renewalsCsv } from './renewals-csv.ts'

/** Gives all renewals of the filters as a file, however many pages they are; a second press gives up. */
export function useExport(query: RenewalQuery, today: string) {
	const [read, setRead] = useState<number>()
	const asked = useRef(0)
	const save = useCallback(
		(rows: readonly RenewalEntry[]) => {
			saveFile(`renewals-${today}.csv`, renewalsCsv(rows), 'text/csv')
			showToast(`${formatCount(rows.length, 'renewal')} exported`)
		},
		[today],
	)
	const exportAll = useCallback(async () => {
		asked.current += 1
		if (read !== undefined) return setRead(undefined)
		const mine = asked.current
		const rows: RenewalEntry[] = []
		let cursor: string | undefined
		setRead(0)
		try {
			do {
				const page = await call(listRenewals, {
					query: { ...query, limit: largestPage, ...(cursor ? { cursor } : {}) },
				})
				if (asked.current !== mine) return
				rows.push(...page.items)
				setRead(rows.length)
				cursor = page.next_cursor ?? undefined
			} while (cursor)
			save(rows)
		} catch (error) {
			showToast(sayProblem(error), { kind: 'failed' })
		}
		setRead(undefined)
	}, [query, read, save])
	return { exportAll, save, read }
}
