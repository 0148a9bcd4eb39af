import { listContractQuestions as listContract } from '../../api/contract-questions.ts'
import { questionTexts } from '../../core/renewals/question-texts.ts'
import type { AccountLists } from '../accounts/account-list-store.ts'
import { getAccountFor } from '../accounts/get-account-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import { readNumberCursor, writeCursor } from '../http/cursor.ts'
import type { Mount } from '../http/mount.ts'
import { listContractQuestions } from './contract-question-store.ts'

/** Contracts of which no renewal can be made before somebody answers a question. */
export function mountContractQuestionRoutes(mount: Mount, lists: AccountLists): void {
	mount.read(listContract, async call => {
		const { query, pool, now } = call
		const account = query.account === undefined ? null : await getAccountFor(pool, call, query.account)
		const { day } = await readShownDay(pool, now)
		const list = await lists.on(day)
		const wanted = (query.owner === 'me' ? call.actor.email : query.owner)?.toLowerCase()
		const all = (await listContractQuestions(pool, account?.accountId ?? null))
			.map(item => {
				const at = list?.positionOf(item.accountId) ?? -1
				return { ...item, ownerEmail: list?.columns.owners[at] ?? null }
			})
			.filter(({ ownerEmail }) => call.may({ ownerEmail }))
			.filter(({ ownerEmail }) => wanted === undefined || (ownerEmail?.toLowerCase() ?? 'none') === wanted)
		const asked = all.filter(({ question }) => query.question === undefined || question === query.question)
		const from = readNumberCursor(query.cursor) ?? 0
		const next = from + query.limit
		return {
			items: asked.slice(from, next).map(item => ({
				account_id: item.externalId,
				account_name: item.accountName,
				owner_email: item.ownerEmail,
				question: item.question,
				says: questionTexts[item.question],
				line_id: item.lineId,
				day: item.day,
			})),
			next_cursor: next < asked.length ? writeCursor([next]) : null,
			total: asked.length,
			questions: Array.from(
				Map.groupBy(all, ({ question }) => question),
				([question, { length: total }]) => ({ question, total }),
			),
		}
	})
}
