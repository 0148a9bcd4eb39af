import { survivalCurve } from '../stats/survival-curve.ts'
import type { Day } from '../time/day.ts'

/** One run of a playbook, as far as its owner's work goes. */
export interface AdoptionRun {
	ownerEmail: string | null
	startedOn: Day
	/** When its definition of done was met, null while it is not. */
	doneOn: Day | null
	/** When it ended otherwise (its reason went away, cancelled), null where it did not. */
	leftOn: Day | null
	/** When it was to be done at the latest, null without a date. */
	dueOn: Day | null
}

export interface Adoption {
	/** null: all owners together. */
	ownerEmail: string | null
	isAll: boolean
	runs: number
	done: number
	open: number
	/** Of the done ones with a date, those done by then. */
	onTime: { done: number; withDate: number }
	overdue: number
	/** Days from start to done by Kaplan–Meier (open runs count as censored); null where fewer are done than that. */
	daysToDone: { lowerQuartile: number | null; median: number | null; upperQuartile: number | null }
}

/** Work with a playbook, in all and by owner, the busiest owner first (then by address). */
export function measureAdoption(runs: readonly AdoptionRun[], today: Day): Adoption[] {
	const byOwner = new Map<string | null, AdoptionRun[]>()
	for (const run of runs) {
		const own = byOwner.get(run.ownerEmail)
		if (own) own.push(run)
		else byOwner.set(run.ownerEmail, [run])
	}
	const owners = [...byOwner].map(([ownerEmail, own]) => ({
		...describeRuns(own, today),
		ownerEmail,
		isAll: false,
	}))
	owners.sort(
		(left, right) => right.runs - left.runs || ((left.ownerEmail ?? '') < (right.ownerEmail ?? '') ? -1 : 1),
	)
	return [{ ...describeRuns(runs, today), ownerEmail: null, isAll: true }, ...owners]
}

function describeRuns(runs: readonly AdoptionRun[], today: Day): Omit<Adoption, 'ownerEmail' | 'isAll'> {
	const done = runs.filter(({ doneOn }) => doneOn !== null)
	const open = runs.filter(({ doneOn, leftOn }) => doneOn === null && leftOn === null)
	const withDate = done.filter(({ dueOn }) => dueOn !== null)
	return {
		runs: runs.length,
		done: done.length,
		open: open.length,
		onTime: {
			done: withDate.filter(({ doneOn, dueOn }) => doneOn! <= dueOn!).length,
			withDate: withDate.length,
		},
		overdue: open.filter(({ dueOn }) => dueOn !== null && dueOn < today).length,
		daysToDone: quartilesOf(runs, today),
	}
}

function quartilesOf(runs: readonly AdoptionRun[], today: Day): Adoption['daysToDone'] {
	const curve = survivalCurve(
		runs.map(({ startedOn, doneOn, leftOn }) => (doneOn ?? leftOn ?? today) - startedOn),
		runs.map(({ doneOn }) => Number(doneOn !== null)),
	)
	const firstAtMost = (share: number) => {
		const index = curve.survival.findIndex(survival => survival <= share)
		return index < 0 ? null : curve.times[index]!
	}
	return { lowerQuartile: firstAtMost(0.75), median: firstAtMost(0.5), upperQuartile: firstAtMost(0.25) }
}
