import { sayDisagreement } from '../../core/forecast/model-call.ts'
import type { CallCategory } from '../../core/model/forecast.ts'
import type { Risk } from '../../core/model/health-model.ts'
import type { AccountList } from '../accounts/account-list-store.ts'
import type { Asker } from '../http/mount.ts'
import { modelCallOf, toForecastEntry } from './forecast-entries.ts'
import type { OutlookEntry, OutlookRun, SourcedEntry } from './outlook-store.ts'

/** A decision as it was found and as a forecast counts it. */
export interface OutlookItem {
	found: OutlookEntry
	entry: SourcedEntry
	/** What the model alone says. */
	model: ReturnType<typeof modelCallOf>
}

export function itemsOf(found: readonly OutlookEntry[], run: OutlookRun | undefined): OutlookItem[] {
	if (!run) return []
	return found.map(item => ({
		found: item,
		entry: toForecastEntry(item, run.amounts, run.asOf),
		model: modelCallOf(item, run.amounts, run.asOf),
	}))
}

export interface SliceQuery {
	owner?: string | undefined
	segment?: string | undefined
}

/** Whether the asker asks for an item and may see it. Owners are few and items many: each owner is judged once. */
export function createIsWanted(query: SliceQuery, asker: Asker): (item: OutlookItem) => boolean {
	const owner = (query.owner === 'me' ? asker.actor.email : query.owner)?.toLowerCase()
	const byOwner = new Map<string | null, boolean>()
	const isOwnerWanted = (ownerEmail: string | null) => {
		const known = byOwner.get(ownerEmail)
		if (known !== undefined) return known
		const isWanted =
			asker.may({ ownerEmail }) && (owner === undefined || (ownerEmail ?? 'none').toLowerCase() === owner)
		byOwner.set(ownerEmail, isWanted)
		return isWanted
	}
	return ({ entry }) =>
		isOwnerWanted(entry.ownerEmail) &&
		(query.segment === undefined || (entry.segment ?? 'none') === query.segment)
}

const risksOfLists = new WeakMap<AccountList, (Risk | null)[]>()

/** Risk of every account of a list by position: made once a list, since calendars ask for many. */
function risksOf(list: AccountList): (Risk | null)[] {
	const known =
		risksOfLists.get(list) ??
		Array.from({ length: list.columns.count }, (_, at) => list.bandAt(at)?.risk ?? null)
	risksOfLists.set(list, known)
	return known
}

/** Score and risk of an account on the list's date. */
export function healthAt(list: AccountList | undefined, accountId: number) {
	const at = list?.positionOf(accountId) ?? -1
	const score = at >= 0 ? list?.columns.scores[at] : undefined
	const risk = list && at >= 0 ? (risksOf(list)[at] ?? null) : null
	return { score: score === undefined || Number.isNaN(score) ? null : score, risk }
}

export function disagreementOf({ found: { word }, model }: OutlookItem): string | null {
	const called = (category: CallCategory | null | undefined, amountMinor: bigint | null | undefined) =>
		category ? { category, amountMinor: amountMinor ?? null } : null
	return sayDisagreement({
		csm: called(word?.csmCategory, word?.csmAmountMinor),
		manager: called(word?.managerCategory, word?.managerAmountMinor),
		model: called(model.category, model.amountMinor),
	})
}

export function isDisputed(item: OutlookItem): boolean {
	return item.entry.state === 'open' && disagreementOf(item) !== null
}
