import { listBusinessReviews } from '../../api/meetings.ts'
import { parsePeriod, quarterOf } from '../../core/forecast/period.ts'
import { type PackState, packStateOf, reviewPeriodOf } from '../../core/meetings/review-period.ts'
import { addMonths, type Day, formatDay } from '../../core/time/day.ts'
import { chooseAccounts } from '../accounts/account-choice-store.ts'
import type { AccountList, AccountLists } from '../accounts/account-list-store.ts'
import { amountText } from '../accounts/account-row-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import type { Mount } from '../http/mount.ts'
import { listLastReviews, listMarks } from './business-review-store.ts'

const mostItems = 500

/** Which business reviews are owed, and how they stand. */
export function mountBusinessReviewListRoutes(mount: Mount, lists: AccountLists): void {
	mount.read(listBusinessReviews, async call => {
		const { query, pool, now } = call
		const { today, workspace } = await readShownDay(pool, now)
		const quarter = quarterOf(today).name
		const list = await lists.on(today)
		if (!list) return { ...nothing(today, quarter), currency: workspace.currency }
		const chosen = await chooseAccounts(list, { owner: query.owner, include: 'customers' }, call)
		const yearAgo = addMonths(today, -12)
		const held = await listLastReviews(pool, yearAgo, today)
		const marks = Map.groupBy(await listMarks(pool, quarterOf(yearAgo).name), mark => mark.accountId)
		const owed = listOwed(list, chosen.isChosen, today).map(entry => {
			const own = marks.get(entry.accountId) ?? []
			const heldDays = [held.get(entry.accountId), ...own.map(({ heldOn }) => heldOn)]
			const heldOn = heldDays.reduce<Day | null>(
				(last, day) => (day !== undefined && day !== null && (last === null || day > last) ? day : last),
				null,
			)
			const isPrepared = own.some(
				({ preparedOn, quarter: name }) =>
					preparedOn !== null && (parsePeriod(name)?.from ?? -Infinity) >= entry.period.from,
			)
			return { ...entry, heldOn, state: packStateOf(entry.period, { heldOn, isPrepared }) }
		})
		const wanted = owed.filter(({ state }) => query.state === undefined || state === query.state)
		const count = (state: PackState) => owed.filter(entry => entry.state === state).length
		const { columns, currency } = list
		const arrOf = (at: number) => columns.arr[at] || 0
		wanted.sort((a, b) => a.period.to - b.period.to || arrOf(b.at) - arrOf(a.at))
		return {
			as_of: formatDay(today),
			quarter,
			currency,
			counts: { due: count('due'), prepared: count('prepared'), held: count('held') },
			total: wanted.length,
			items: wanted.slice(0, mostItems).map(({ at, level, period, heldOn, state }) => ({
				account_id: columns.externalIds[at] ?? '',
				account_name: columns.names[at] ?? '',
				owner_email: columns.owners[at] ?? null,
				arr: amountText(columns.arr[at], currency),
				level: list.bandAt(at)?.level ?? ('unknown' as const),
				band_name: list.bandAt(at)?.name ?? 'Unknown',
				service_level: level.name,
				reviews_per_year: level.reviewsPerYear,
				until: formatDay(period.to),
				last_held_on: heldOn === null ? null : formatDay(heldOn),
				state,
			})),
		}
	})
}

function nothing(today: Day, quarter: string) {
	return {
		as_of: formatDay(today),
		quarter,
		counts: { due: 0, prepared: 0, held: 0 },
		items: [],
		total: 0,
	}
}

/** Chosen customers whose segment's service level owes them reviews. */
function listOwed({ columns, model }: AccountList, isChosen: Uint8Array, today: Day) {
	const levels = new Map(model.serviceLevels.map(level => [level.id, level]))
	const levelOf = new Map(
		model.segments.map(({ id, serviceLevel }) => [id, levels.get(serviceLevel)] as const),
	)
	return Array.from({ length: columns.count }, (_, at) => at).flatMap(at => {
		const level = levelOf.get(columns.segments[at] ?? '')
		const period = level && reviewPeriodOf(today, level.reviewsPerYear)
		if (isChosen[at] !== 1 || !level || !period) return []
		return [{ at, accountId: columns.accountIds[at] ?? 0, level, period }]
	})
}
