import type {
	CancellationNotice,
	ContractTerm,
	Renewal,
	RenewalLine,
	RenewalRecord,
	RenewalSettings,
	RenewalStage,
} from '../model/renewal.ts'
import type { Day } from '../time/day.ts'
import { type FoundOutcome, findOutcome } from './find-outcome.ts'
import { sumKnown } from './sum-known.ts'

/** One account's contracts and decisions as known at the end of a date. */
export interface RenewalFacts {
	asOf: Day
	/** Decisions before this day are history and get no renewal of their own here. */
	openFrom: Day
	/** Every version of every line that is known, in any order, all in one currency. */
	terms: readonly ContractTerm[]
	records: readonly RenewalRecord[]
	/** Notices known by the date: they stop what renews by itself, and give churn its reason. */
	cancellations?: readonly CancellationNotice[]
	/** The account's owner: a renewal's, until a person names another. */
	ownerEmail: string | null
	/** Decisions up to this day are looked at whether they open by then or not: for forecasts. */
	opensUntil?: Day
}

export interface RenewalChange {
	kind: 'opened' | 'changed' | 'closed' | 'reopened' | 'withdrawn'
	renewal: Renewal
}

/** Furthest that the date of a record or a notice may lie from the end of the term that it is about. */
const recordReachDays = 45

/** The notice of leaving that a decision on the day is about. */
export function findNotice(
	facts: Pick<RenewalFacts, 'cancellations'>,
	day: Day,
): CancellationNotice | undefined {
	return facts.cancellations?.find(notice => Math.abs(notice.effectiveOn - day) <= recordReachDays)
}

function stopCancelled(facts: RenewalFacts): ContractTerm[] {
	return facts.terms.map(term =>
		term.autoRenews && term.termEndsOn !== null && findNotice(facts, term.termEndsOn)
			? { ...term, autoRenews: false }
			: term,
	)
}

function addNotice(outcome: FoundOutcome | undefined, facts: RenewalFacts): FoundOutcome | undefined {
	const notice = outcome?.outcome === 'churned' ? findNotice(facts, outcome.closedOn) : undefined
	if (!outcome || !notice) return outcome
	return {
		...outcome,
		reason: outcome.reason ?? notice.reason,
		competitor: outcome.competitor ?? notice.competitor,
	}
}

function isClosed(stage: RenewalStage): boolean {
	return stage === 'closed_renewed' || stage === 'closed_churned'
}

/** Whether another version of the line took the term over and brought its end forward: the decision is that one's. */
function isBroughtForward(term: ContractTerm, terms: readonly ContractTerm[]): boolean {
	const { lineId, termEndsOn, endedOn } = term
	return (
		termEndsOn !== null &&
		endedOn !== null &&
		terms.some(
			other =>
				other.lineId === lineId &&
				other.startsOn === endedOn &&
				other.termEndsOn !== null &&
				other.termEndsOn < termEndsOn,
		)
	)
}

/**
 * The lines that end on each date. Of a line's versions in one term the latest counts, with its ARR; a line that
 * ended early still belongs to the decision that its end pre-empted, one whose end was brought forward to that of the
 * new end.
 */
function linesByDate(facts: RenewalFacts, settings: RenewalSettings): Map<Day, RenewalLine[]> {
	const latest = new Map<string, { term: ContractTerm; firstStart: Day }>()
	for (const term of facts.terms) {
		if (term.termEndsOn === null || term.termEndsOn < facts.openFrom || term.startsOn > facts.asOf) continue
		const key = JSON.stringify([term.lineId, term.termEndsOn])
		const found = latest.get(key)
		latest.set(key, {
			term: found && found.term.startsOn >= term.startsOn ? found.term : term,
			firstStart: Math.min(found?.firstStart ?? term.startsOn, term.startsOn),
		})
	}
	const dates = new Map<Day, RenewalLine[]>()
	for (const { term, firstStart } of latest.values()) {
		const { lineId, product, arrMinor, termEndsOn } = term
		if (termEndsOn === null || termEndsOn - firstStart < settings.minimumTermDays) continue
		if (isBroughtForward(term, facts.terms)) continue
		dates.set(termEndsOn, [...(dates.get(termEndsOn) ?? []), { lineId, product, arrMinor }])
	}
	for (const lines of dates.values()) lines.sort((a, b) => (a.lineId < b.lineId ? -1 : 1))
	return dates
}

/** The date that a record is about: of the line it names, the nearest end; else its own. */
function dateOfRecord(record: RenewalRecord, dates: ReadonlyMap<Day, readonly RenewalLine[]>): Day {
	if (record.lineId === null || dates.has(record.renewalOn)) return record.renewalOn
	const ends = [...dates].filter(([, lines]) => lines.some(line => line.lineId === record.lineId))
	const nearest = ends
		.map(([day]) => day)
		.sort((a, b) => Math.abs(a - record.renewalOn) - Math.abs(b - record.renewalOn) || a - b)[0]
	return nearest !== undefined && Math.abs(nearest - record.renewalOn) <= recordReachDays
		? nearest
		: record.renewalOn
}

function recordsByDate(
	facts: RenewalFacts,
	dates: ReadonlyMap<Day, readonly RenewalLine[]>,
): Map<Day, RenewalRecord> {
	const byDate = new Map<Day, RenewalRecord>()
	const inOrder = [...facts.records].sort((a, b) => (a.recordId < b.recordId ? -1 : 1))
	for (const record of inOrder) {
		const day = dateOfRecord(record, dates)
		if (day < facts.openFrom) continue
		const found = byDate.get(day)
		if (!found || (found.outcome === null && record.outcome !== null)) byDate.set(day, record)
	}
	return byDate
}

function currencyOf(facts: RenewalFacts, record: RenewalRecord | undefined): string | null {
	const currencies = new Set(facts.terms.map(term => term.currency))
	if (currencies.size > 1) {
		throw new Error(
			`expected the terms of an account in one currency, got ${[...currencies].sort().join(' and ')}; convert them before`,
		)
	}
	return facts.terms[0]?.currency ?? record?.currency ?? null
}

/** A person's value stays; everything else follows the facts. */
function applyFacts(
	renewal: Renewal,
	lines: RenewalLine[],
	record: RenewalRecord | undefined,
	facts: RenewalFacts,
	outcome: FoundOutcome | undefined,
): Renewal {
	const isPersons = new Set<string>(renewal.edited)
	const contractMinor = sumKnown(lines.map(line => line.arrMinor))
	const next: Renewal = {
		...renewal,
		lines,
		currency: currencyOf(facts, record),
		withdrawnOn: null,
		targetMinor: isPersons.has('targetMinor')
			? renewal.targetMinor
			: (contractMinor ?? record?.targetMinor ?? null),
		ownerEmail:
			isPersons.has('ownerEmail') || isClosed(renewal.stage) ? renewal.ownerEmail : facts.ownerEmail,
	}
	if (isPersons.has('stage') && renewal.closedBy === 'person') return next
	return applyOutcome(next, outcome, isPersons)
}

function applyOutcome(
	renewal: Renewal,
	outcome: FoundOutcome | undefined,
	isPersons: ReadonlySet<string>,
): Renewal {
	if (!outcome) {
		return renewal.closedBy === 'facts'
			? {
					...renewal,
					stage: 'open',
					closedOn: null,
					closedBy: null,
					finalMinor: isPersons.has('finalMinor') ? renewal.finalMinor : null,
				}
			: renewal
	}
	return {
		...renewal,
		stage: outcome.outcome === 'renewed' ? 'closed_renewed' : 'closed_churned',
		closedOn: outcome.closedOn,
		closedBy: 'facts',
		finalMinor: isPersons.has('finalMinor') ? renewal.finalMinor : outcome.finalMinor,
		reason: isPersons.has('reason') ? renewal.reason : (outcome.reason ?? renewal.reason),
		competitor: isPersons.has('competitor') ? renewal.competitor : (outcome.competitor ?? renewal.competitor),
	}
}

function newRenewal(renewalOn: Day, openedOn: Day): Renewal {
	return {
		renewalOn,
		stage: 'open',
		openedOn,
		lines: [],
		targetMinor: null,
		forecastMinor: null,
		finalMinor: null,
		currency: null,
		ownerEmail: null,
		closedOn: null,
		closedBy: null,
		reason: null,
		competitor: null,
		withdrawnOn: null,
		edited: [],
	}
}

function kindOfChange(before: Renewal | undefined, after: Renewal): RenewalChange['kind'] | undefined {
	if (!before) return isClosed(after.stage) ? 'closed' : 'opened'
	if (isSame(before, after)) return undefined
	if (before.withdrawnOn !== null && after.withdrawnOn === null) return 'reopened'
	if (isClosed(before.stage) && !isClosed(after.stage)) return 'reopened'
	if (!isClosed(before.stage) && isClosed(after.stage)) return 'closed'
	return 'changed'
}

function textOf(renewal: Renewal): string {
	const entries = Object.entries(renewal).sort(([a], [b]) => (a < b ? -1 : 1))
	return JSON.stringify(entries, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
}

function isSame(a: Renewal, b: Renewal): boolean {
	return textOf(a) === textOf(b)
}

/**
 * What changes in one account's renewals on a date. A renewal opens 120 days (a setting) before the end of a
 * contract's term, or at once when its decision was taken earlier; lines that end on one day are one renewal, known
 * by that day, so the same facts in any order and in any number of runs make each renewal once. A renewals record
 * without a term makes one too. Targets follow the contract until a person sets them. What facts closed, facts can
 * reopen; what a person set stays. A renewal whose date no line and no record has any more is withdrawn.
 *
 * Throws when terms come in several currencies.
 */
export function openRenewals(
	existing: readonly Renewal[],
	facts: RenewalFacts,
	settings: RenewalSettings,
): RenewalChange[] {
	const dates = linesByDate(facts, settings)
	const records = recordsByDate(facts, dates)
	const known = new Map(existing.map(renewal => [renewal.renewalOn, renewal]))
	const terms = stopCancelled(facts)
	const wanted = [...new Set([...dates.keys(), ...records.keys()])].sort((a, b) => a - b)
	const changes = wanted.flatMap((renewalOn): RenewalChange[] => {
		const before = known.get(renewalOn)
		const lines = dates.get(renewalOn) ?? []
		const record = records.get(renewalOn)
		const found = findOutcome({ renewalOn, lines }, terms, record, facts.asOf, settings)
		const outcome = addNotice(found, facts)
		const isDue =
			renewalOn - settings.opensDaysBefore <= facts.asOf ||
			outcome !== undefined ||
			(facts.opensUntil !== undefined && renewalOn <= facts.opensUntil)
		if (!before && !isDue) return []
		const after = applyFacts(before ?? newRenewal(renewalOn, facts.asOf), lines, record, facts, outcome)
		const kind = kindOfChange(before, after)
		return kind ? [{ kind, renewal: after }] : []
	})
	return [...changes, ...listWithdrawn(existing, new Set(wanted), facts)]
}

function listWithdrawn(
	existing: readonly Renewal[],
	wanted: ReadonlySet<Day>,
	{ asOf, openFrom }: RenewalFacts,
): RenewalChange[] {
	return existing
		.filter(
			({ renewalOn, withdrawnOn, stage, edited }) =>
				!wanted.has(renewalOn) &&
				withdrawnOn === null &&
				renewalOn >= openFrom &&
				!(isClosed(stage) && edited.includes('stage')),
		)
		.map(renewal => ({ kind: 'withdrawn', renewal: { ...renewal, withdrawnOn: asOf } }))
}
