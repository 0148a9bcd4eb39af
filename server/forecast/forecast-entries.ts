import { expectAmount } from '../../core/forecast/amount-model.ts'
import { callInStage } from '../../core/forecast/stage-shift.ts'
import type { AmountModel, CallCategory } from '../../core/model/forecast.ts'
import { type RenewalStage, renewalStages } from '../../core/model/renewal.ts'
import type { Day } from '../../core/time/day.ts'
import type { OutlookEntry, RenewalWord, SourcedEntry } from './outlook-store.ts'

/** A decision as the forecast counts it: what the data and the model say, and over it what people said. */
export function toForecastEntry({ row, word }: OutlookEntry, amounts: AmountModel, asOf: Day): SourcedEntry {
	if (!word) return { ...row, csmMinor: null, isOpened: false }
	const has = (field: string) => word.edited.includes(field)
	const state = stateOf(row.state, word)
	const targetMinor = has('targetMinor') ? word.targetMinor : row.targetMinor
	const model = modelCallOf({ row, word }, amounts, asOf)
	const said = has('forecastMinor') ? word.forecastMinor : null
	const amountMinor = said ?? word.managerAmountMinor ?? word.csmAmountMinor ?? model.amountMinor
	const { probability } = model
	return {
		...row,
		ownerEmail: word.ownerEmail ?? row.ownerEmail,
		state,
		targetMinor,
		finalMinor:
			state === 'open'
				? null
				: has('finalMinor') || word.closedBy === 'person'
					? word.finalMinor
					: row.finalMinor,
		probability: state === 'open' ? probability : null,
		amountMinor,
		category: word.managerCategory ?? word.csmCategory ?? model.category,
		csmMinor: csmMinorOf(word, amountMinor),
		isOpened: true,
	}
}

/** What the model says of a decision, with the stage and the target that a person set. */
export function modelCallOf(
	{ row, word }: OutlookEntry,
	amounts: AmountModel,
	asOf: Day,
): Pick<OutlookEntry['row'], 'probability' | 'category' | 'amountMinor'> {
	const targetMinor = word?.edited.includes('targetMinor') ? word.targetMinor : null
	return {
		...callInStage(row, word ? stageIn(word) : undefined),
		amountMinor:
			targetMinor === null ? row.amountMinor : expectAmount(targetMinor, amounts, row.renewalOn - asOf),
	}
}

function stageIn(word: RenewalWord): RenewalStage | undefined {
	return word.isStageSet ? renewalStages.find(stage => stage === word.stage) : undefined
}

function stateOf(found: OutlookEntry['row']['state'], word: RenewalWord): OutlookEntry['row']['state'] {
	if (!word.isStageSet || word.closedBy !== 'person') return found
	if (word.stage === 'closed_renewed') return 'renewed'
	return word.stage === 'closed_churned' ? 'churned' : 'open'
}

const counted: Record<CallCategory, boolean> = { commit: true, likely: true, doubtful: false, lost: false }

function csmMinorOf(word: RenewalWord, amountMinor: bigint | null): bigint | null {
	if (word.csmCategory === null) return null
	return counted[word.csmCategory] ? (word.csmAmountMinor ?? amountMinor) : 0n
}
