import { shippedMetrics } from '../../core/catalog/metrics.ts'
import { renderTemplate } from '../../core/delivery/render-template.ts'
import { checkMetrics } from '../../core/metrics/check-metrics.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import { PlaybookDefinition } from '../../core/model/playbook.ts'
import { checkModel, type ModelVocabulary } from '../../core/operating-model/check-model.ts'
import { sampleFields } from '../../core/playbooks/template-fields.ts'
import { derivedSignalNames } from '../../core/signals/derived-values.ts'
import type { PlaybookDraft } from './step-tree.ts'

export interface DraftProblem {
	/** Where in the playbook: `steps.2.title`. */
	path: string
	message: string
}

export interface CheckedDraft {
	/** undefined where something has not the shape that it needs. */
	definition: PlaybookDefinition | undefined
	problems: readonly DraftProblem[]
}

/** What a playbook may speak of: the same as on the server. */
const vocabulary: ModelVocabulary = {
	metrics: shippedMetrics,
	signalNames: derivedSignalNames,
	checkMetrics,
	checkTemplate: text => {
		const rendered = renderTemplate(text, { ...sampleFields })
		return 'problem' in rendered ? rendered.problem : undefined
	},
}

/** What is wrong with a playbook, were it part of the model. */
export function checkDraft(draft: PlaybookDraft, model: OperatingModel): CheckedDraft {
	const shaped = PlaybookDefinition.safeParse(draft)
	if (!shaped.success) {
		return {
			definition: undefined,
			problems: shaped.error.issues.map(issue => ({
				path: issue.path.join('.'),
				message: sayIssue(issue),
			})),
		}
	}
	const index = model.playbooks.findIndex(({ id }) => id === draft.id)
	const at = index < 0 ? model.playbooks.length : index
	const playbooks = model.playbooks.toSpliced(at, index < 0 ? 0 : 1, shaped.data)
	const problems = checkModel({ ...model, playbooks }, vocabulary).flatMap(({ path, message }) =>
		path[0] === 'playbooks' && path[1] === at ? [{ path: path.slice(2).join('.'), message }] : [],
	)
	return { definition: shaped.data, problems }
}

/** What is said of a text that is empty. */
export const stillToWrite = 'This is still to be written.'

/** Most of what a half-filled form lacks is simply not written yet. */
function sayIssue(issue: { code: string; message: string; path: PropertyKey[] }): string {
	if (issue.code !== 'too_small') return issue.message
	return issue.path.at(-1) === 'steps' ? 'It needs at least one step.' : stillToWrite
}

/** What is wrong at this place and below it, as one text; undefined where nothing is. */
export function problemAt(problems: readonly DraftProblem[], path: string): string | undefined {
	const found = problems.filter(problem => problem.path === path || problem.path.startsWith(`${path}.`))
	return found.length === 0 ? undefined : [...new Set(found.map(({ message }) => message))].join(' ')
}
