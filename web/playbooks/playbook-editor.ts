import { createContext, useContext } from 'react'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { TemplateFields } from '../../core/playbooks/template-fields.ts'
import { type DraftProblem, problemAt } from './check-draft.ts'
import type { PlaybookDraft } from './step-tree.ts'

/** The playbook that is shown, and how it is changed: every change goes into its draft. */
export interface PlaybookEditor {
	draft: PlaybookDraft
	model: OperatingModel
	problems: readonly DraftProblem[]
	isReadOnly: boolean
	change: (update: (draft: PlaybookDraft) => PlaybookDraft) => void
	/** What texts are filled with, and whose those fields are. */
	sample: { name: string; fields: TemplateFields; isReal: boolean }
}

const Context = createContext<PlaybookEditor | undefined>(undefined)
export const PlaybookEditorProvider = Context.Provider

export function usePlaybookEditor(): PlaybookEditor {
	const editor = useContext(Context)
	if (!editor) throw new Error('expected a playbook editor around this part of the page, found none')
	return editor
}

/** What is wrong at a place of the playbook. */
export function useProblemAt(): (path: string) => string | undefined {
	const { problems } = usePlaybookEditor()
	return path => problemAt(problems, path)
}
