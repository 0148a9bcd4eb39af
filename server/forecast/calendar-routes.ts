import type { z } from 'zod'
import { readRenewalCalendar } from '../../api/renewal-reports.ts'
import { dayOfText } from '../../api/values.ts'
import { renewalStages } from '../../core/model/renewal.ts'
import { formatAmountMinor } from '../../core/money/amount.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import type { AccountLists } from '../accounts/account-list-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import type { Asker, Mount } from '../http/mount.ts'
import { InputProblem } from '../http/problem-details.ts'
import { readAccountNames } from './account-name-store.ts'
import {
	type CalendarFilter,
	listLargestPlain,
	type PlainDay,
	type PlainItem,
	sumPlainDays,
} from './calendar-store.ts'
import { createIsWanted, healthAt, isDisputed, itemsOf } from './outlook-item.ts'
import { findOutlookRun, readSaidOutlook } from './outlook-store.ts'

const longestCalendarDays = 400
const itemsPerDay = 20

type CalendarDay = z.input<typeof readRenewalCalendar.output>['days'][number]

/**
 * What is due on each day: counts and sums of all days, names of the days that are asked for. Decisions that nobody has
 * said anything of are counted where they are stored; those with a person's word on them, which are few, here.
 */
export function mountCalendarRoutes(mount: Mount, lists: AccountLists): void {
	mount.read(readRenewalCalendar, async call => {
		const { query, pool, now } = call
		const [from, to] = [dayOfText(query.from), dayOfText(query.to)]
		if (to < from || to - from > longestCalendarDays) {
			throw new InputProblem([
				{ at: 'query.to', message: `expected a day from ${query.from} on, at most 400 days later` },
			])
		}
		const { day: today, workspace } = await readShownDay(pool, now)
		const currency = workspace.currency ?? 'USD'
		const list = await lists.on(today)
		const run = await findOutlookRun(pool)
		const filter: CalendarFilter = {
			from,
			to,
			scoredOn: list?.columns.asOf,
			owner: ownerOf(query.owner, call),
			segment: query.segment,
			category: query.category,
			risk: query.risk,
			isOpen: query.open === undefined ? undefined : query.open === 'yes',
		}
		const isInSlice = createIsWanted(query, call)
		const said = itemsOf(await readSaidOutlook(pool, from, to), run)
			.map(item => ({ ...item, risk: healthAt(list, item.entry.accountId).risk }))
			.filter(
				item =>
					isInSlice(item) &&
					(query.category === undefined || item.entry.category === query.category) &&
					(query.risk === undefined || item.risk === query.risk) &&
					(query.open === undefined || (item.entry.state === 'open') === (query.open === 'yes')) &&
					(query.disagree === undefined || isDisputed(item) === (query.disagree === 'yes')),
			)
		const named = {
			from: query.items_from === undefined ? from : Math.max(from, dayOfText(query.items_from)),
			to: query.items_to === undefined ? to : Math.min(to, dayOfText(query.items_to)),
		}
		// The model alone is at odds with nobody.
		const hasPlain = run !== undefined && query.disagree !== 'yes'
		const plainDays = hasPlain ? await sumPlainDays(pool, filter) : []
		const plainItems = hasPlain ? await listLargestPlain(pool, { ...filter, ...named }, itemsPerDay) : []
		const saidItems = said.map(
			({ entry, found, risk }): PlainItem => ({
				accountId: entry.accountId,
				renewalOn: entry.renewalOn,
				stage: found.word?.stage ?? null,
				targetMinor: entry.targetMinor,
				risk,
			}),
		)
		const saidDays = said.map(
			({ entry, risk }): PlainDay => ({
				day: entry.renewalOn,
				count: 1,
				open: entry.state === 'open' ? 1 : 0,
				highRisk: entry.state === 'open' && risk === 'high' ? 1 : 0,
				targetMinor: entry.targetMinor ?? 0n,
			}),
		)
		const inWindow = saidItems.filter(({ renewalOn }) => renewalOn >= named.from && renewalOn <= named.to)
		const largest = largestByDay([...plainItems, ...inWindow])
		const names = await readAccountNames(
			pool,
			[...largest.values()].flat().map(({ accountId }) => accountId),
		)
		return {
			currency,
			days: addDays([...plainDays, ...saidDays]).map(({ day, count, open, highRisk, targetMinor }) => ({
				day: formatDay(day),
				count,
				open,
				high_risk: highRisk,
				target_amount: formatAmountMinor(targetMinor, currency),
				items: (largest.get(day) ?? []).map(item => itemJson(item, names, currency)),
			})),
		}
	})
}

/** Whose are asked for; somebody who may see only what is theirs asks for theirs. */
function ownerOf(asked: string | undefined, { actor, may }: Asker): string | undefined {
	const owner = asked === 'me' ? actor.email : asked
	if (may({ ownerEmail: null }) && may({ ownerEmail: 'somebody@else.invalid' })) return owner
	// Nobody has an address that is empty.
	return owner === undefined || owner.toLowerCase() === actor.email.toLowerCase() ? actor.email : ''
}

function addDays(parts: readonly PlainDay[]): PlainDay[] {
	return [...Map.groupBy(parts, ({ day }) => day)]
		.map(([day, some]) =>
			some.reduce(
				(sum, part) => ({
					day,
					count: sum.count + part.count,
					open: sum.open + part.open,
					highRisk: sum.highRisk + part.highRisk,
					targetMinor: sum.targetMinor + part.targetMinor,
				}),
				{ day, count: 0, open: 0, highRisk: 0, targetMinor: 0n },
			),
		)
		.sort((a, b) => a.day - b.day)
}

function largestByDay(items: readonly PlainItem[]): Map<Day, PlainItem[]> {
	const largest = (some: PlainItem[]) =>
		some
			.sort((a, b) => Number((b.targetMinor ?? 0n) - (a.targetMinor ?? 0n)) || a.accountId - b.accountId)
			.slice(0, itemsPerDay)
	const byDay = Map.groupBy(items, ({ renewalOn }) => renewalOn)
	return new Map([...byDay].map(([day, some]) => [day, largest(some)]))
}

function itemJson(
	{ accountId, renewalOn, stage, targetMinor, risk }: PlainItem,
	names: Awaited<ReturnType<typeof readAccountNames>>,
	currency: string,
): CalendarDay['items'][number] {
	const name = names.get(accountId)
	return {
		id: `${name?.externalId ?? accountId}/${formatDay(renewalOn)}`,
		account_id: name?.externalId ?? String(accountId),
		account_name: name?.name ?? null,
		stage: renewalStages.find(known => known === stage) ?? null,
		target_amount: targetMinor === null ? null : formatAmountMinor(targetMinor, currency),
		risk,
	}
}
