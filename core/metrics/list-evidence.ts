import type { AccountHistory } from '../model/account-history.ts'
import { type Fact, type FactBody, holdsAsOf } from '../model/fact.ts'
import type { MetricDefinition } from '../model/metric-definition.ts'
import type { UsageMeasure } from '../model/usage-history.ts'
import { coverWindows } from '../time/covered-days.ts'
import { type Day, formatDay } from '../time/day.ts'

/** One thing that a metric was computed from, in words that let a person do the sum again. */
export interface EvidenceRow {
	on: Day
	/** `usage` or the kind of fact. */
	kind: string
	/** The source's id; null for usage, which is kept per day. */
	id: string | null
	what: string
}

export interface Evidence {
	/** First day of the window; null where the metric looks at everything up to the date. */
	from: Day | null
	to: Day
	/** In order of days. */
	rows: EvidenceRow[]
	/** What else went into the number, such as the list of features of the product. */
	notes: string[]
}

/** A metric without a window shows at most so many of the latest facts. */
const latestFacts = 20

/** Columns that are long, or say nothing about a number. */
const quietColumns = new Set([
	'notes',
	'body',
	'comment',
	'subject',
	'name',
	'email',
	'title',
	'attributes',
	'note',
])

/**
 * The facts that a metric of the account was computed from as of the date: all that were known then and lie in its
 * window, of every kind that the metric takes.
 */
export function listEvidence(
	definition: MetricDefinition,
	history: AccountHistory,
	measures: readonly UsageMeasure[],
	day: Day,
	missingDays: ReadonlySet<Day> = new Set(),
): Evidence {
	const to = day - definition.offsetDays
	const windows = definition.change === 'none' ? 1 : 2
	const from = definition.windowDays === null ? null : to - definition.windowDays * windows + 1
	const kinds = new Set(
		[definition.source, ...definition.orFrom].map(kind => (kind === 'contract' ? 'subscription' : kind)),
	)
	const rows: EvidenceRow[] = history.facts
		.filter(fact => kinds.has(fact.kind) && holdsAsOf(fact, day))
		.filter(fact => fact.kind !== 'contact' || fact.part !== 'profile')
		.filter(fact => from === null || fact.occurredOn >= from || fact.kind === 'subscription')
		.map(fact => ({ on: fact.occurredOn, kind: fact.kind, id: fact.externalId, what: describeFact(fact) }))
	const shown = from === null ? rows.slice(-latestFacts) : rows
	const notes = notesOf(definition, measures, day)
	if (kinds.has('usage')) {
		const plain = from ?? to - usualUsageDays + 1
		const covered = coverWindows(to, windowLengths(definition, to - plain + 1), missingDays)?.flat() ?? []
		const standIns = covered.filter(covering => covering < plain).sort((a, b) => a - b)
		if (standIns.length > 0) {
			const days = standIns.map(formatDay).join(', ')
			notes.push(
				`usage is missing for everybody on ${standIns.length} days of the window; counted instead: ${days}`,
			)
		}
		shown.push(...listUsage(history, measures, new Set(covered), day))
	}
	shown.sort((a, b) => a.on - b.on)
	return { from, to, rows: shown, notes }
}

/** Days of usage that are listed for a metric without a window. */
const usualUsageDays = 28

function windowLengths({ windowDays, change }: MetricDefinition, plainDays: number): number[] {
	if (windowDays === null) return [plainDays]
	return change === 'none' ? [windowDays] : [windowDays, windowDays]
}

function describeFact(fact: Fact): string {
	const values = Object.entries(fact.body ?? ({} satisfies FactBody))
		.filter(([column, value]) => value !== null && typeof value !== 'object' && !quietColumns.has(column))
		.map(([column, value]) => `${column} ${value}`)
	return [fact.part, ...values].join(', ')
}

function listUsage(
	history: AccountHistory,
	measures: readonly UsageMeasure[],
	covered: ReadonlySet<Day>,
	knownBy: Day,
): EvidenceRow[] {
	const { usage } = history
	const byId = new Map(measures.map(measure => [measure.measureId, measure]))
	const days = new Map<Day, Map<string, number>>()
	for (let entry = 0; entry < usage.length; entry += 1) {
		const day = usage.days[entry]!
		const measure = byId.get(usage.measures[entry]!)
		if (!covered.has(day) || day + usage.lags[entry]! > knownBy || !measure || measure.property !== null)
			continue
		const events = days.get(day) ?? new Map<string, number>()
		events.set(measure.event, (events.get(measure.event) ?? 0) + usage.values[entry]!)
		days.set(day, events)
	}
	return [...days].map(([on, events]) => ({
		on,
		kind: 'usage',
		id: null,
		what: [...events].map(([event, count]) => `${event} ${count}`).join(', '),
	}))
}

function notesOf(definition: MetricDefinition, measures: readonly UsageMeasure[], day: Day): string[] {
	const notes = [definition.meaning]
	if (definition.aggregate === 'breadth_share') {
		const events = new Set(
			measures
				.filter(({ property, firstOn }) => property === null && firstOn <= day)
				.map(({ event }) => event),
		)
		notes.push(`features of the product by then, ${events.size}: ${[...events].sort().join(', ')}`)
	}
	return notes
}
