/**
 * What a scenario prescribes for its named account, where chance would otherwise decide. Days count back from today.
 * Up to today a scripted account has renewed whenever it was asked.
 */
export interface AccountScript {
	segment?: 'strategic' | 'growth' | 'tech-touch'
	arrMinor?: number
	startedDaysAgo?: number
	/** Today's term, its third year, ends in so many days. */
	termEndsInDays?: number
	autoRenews?: boolean
	/** Uplift proposed at the coming renewal, percent. */
	upliftPercent?: number
	fit?: number
	engagement?: number
	/** From so many days ago engagement stands at another level. */
	engagementTurn?: { daysAgo: number; level: number }
	value?: number
	/** The champion is there until so many days ago; null: all the time. */
	championLeftDaysAgo?: number | null
	/** How much the account uses the product beside what its state explains, as a logarithm. */
	usageLevel?: number
	/** Share of the seats that have a user. */
	seatUse?: number
	/** Critical tickets of the last two weeks, escalated and unresolved. */
	escalations?: number
	/** The last invoice is unpaid for so many days after it was due. */
	unpaidDays?: number
	/** Milestones reached, of six; none later. */
	milestones?: number
	/** An open opportunity for more seats. */
	asksForSeats?: boolean
	/** No engagement of any kind in so many last days. */
	silentDays?: number
	/** What the customer said in a call a week ago. */
	lastCallNotes?: string
}
