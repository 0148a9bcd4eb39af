import { Document, isMap, isScalar, isSeq, type Node, visit } from 'yaml'
import { OperatingModel } from '../model/operating-model.ts'
import { omitDefaults } from './schema-walk.ts'

const head = ` The operating model: everything that your company chooses. "perennial model plan FILE" shows what a change
 would do, "perennial model apply FILE" makes it. Conditions are text: arr >= 25000 and segment = "growth".`

const comments: Record<keyof OperatingModel, string> = {
	settings: ' What holds for the whole workspace.',
	serviceLevels: ' What an account is owed, and how many of them one CSM can hold.',
	segments: " In order: the first whose condition is true is the account's. The last needs no condition.",
	lifecycleStages: ' In order: the furthest whose "enter" is true, once the present one\'s "exit" is true.',
	onboardingPlan: ' Milestones and the day after the start of the contract on which each is due.',
	metrics: ' Your own metrics, beside the ones that ship.',
	healthModels:
		' In order: the first whose "when" is true scores the account; the last has none. Bands begin at "from".',
	signals: ' Conditions that open an episode. Thresholds can differ by segment under "overrides".',
	renewalSteps: ' What is done so many days before a renewal.',
	playbooks: ' What is done when a signal, a stage or a date calls for it. Off until "enabled: true".',
}

/** Lists in which every item would fill a screen if all its usual values were written out. */
const shortened = new Set(['metrics', 'signals', 'renewalSteps', 'playbooks'])
/** Lists whose items read best on one line each. */
const tables = new Set(['bands', 'onboardingPlan'])

function isFlat(node: unknown): boolean {
	return isScalar(node) || (isSeq(node) && node.items.every(isScalar))
}

/** Short lists and small groups of numbers on one line, as one would write them by hand. */
function layOut(document: Document): void {
	visit(document, {
		Seq(_, node) {
			if (node.items.every(isFlat)) node.flow = true
		},
		Map(_, node) {
			const isRange = node.items.length === 2 && node.has('from') && node.has('to')
			if (node.items.length === 0 || isRange) node.flow = true
		},
		Pair(_, pair) {
			if (!isScalar(pair.key) || !tables.has(String(pair.key.value)) || !isSeq(pair.value)) return
			for (const item of pair.value.items) if (isMap(item)) item.flow = true
		},
	})
}

function addComments(contents: Node | null): void {
	if (!isMap(contents)) return
	for (const [index, pair] of contents.items.entries()) {
		if (!isScalar(pair.key)) continue
		const comment = Object.entries(comments).find(
			([key]) => isScalar(pair.key) && pair.key.value === key,
		)?.[1]
		if (comment) pair.key.commentBefore = comment
		pair.key.spaceBefore = index > 0
	}
}

/** The model as YAML with short comments; `parseModel` of it gives the same model. */
export function printModel(model: OperatingModel): string {
	const sections = Object.entries(OperatingModel.shape).map(([key, schema]) => {
		const value = Object.entries(model).find(([name]) => name === key)?.[1]
		return [key, shortened.has(key) ? omitDefaults(schema, value) : value] as const
	})
	const document = new Document(Object.fromEntries(sections), { aliasDuplicateObjects: false })
	layOut(document)
	addComments(document.contents)
	document.commentBefore = head
	return document.toString({ lineWidth: 0, flowCollectionPadding: true })
}
