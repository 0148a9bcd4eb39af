import { useSyncExternalStore } from 'react'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import { printModel } from '../../core/operating-model/print-model.ts'
import { type ReadModel, readModel } from './read-model.ts'

/** A change of the model that is not applied yet. It stays on this machine, also over a reload. */
export interface ModelDraft extends ReadModel {
	/** The version that was edited. */
	baseVersion: number
	text: string
}

const storageKey = 'perennial-model-draft'

function restore(): ModelDraft | undefined {
	try {
		const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null')
		if (typeof stored !== 'object' || stored === null) return undefined
		if (!('baseVersion' in stored) || !('text' in stored)) return undefined
		const { baseVersion, text } = stored
		if (typeof baseVersion !== 'number' || typeof text !== 'string') return undefined
		return { baseVersion, text, ...readModel(text) }
	} catch {
		return undefined
	}
}

let draft: ModelDraft | undefined
let isRestored = false
const listeners = new Set<() => void>()

function readDraft(): ModelDraft | undefined {
	if (!isRestored) {
		isRestored = true
		draft = restore()
	}
	return draft
}

/** undefined: there is no draft any more. */
export function setDraft(next: ModelDraft | undefined) {
	draft = next
	isRestored = true
	if (next) {
		const { baseVersion, text } = next
		localStorage.setItem(storageKey, JSON.stringify({ baseVersion, text }))
	} else localStorage.removeItem(storageKey)
	for (const listener of listeners) listener()
}

/** A draft of a model that was edited in forms: what people are in the middle of typing may be wrong for now. */
export function draftOfModel(baseVersion: number, model: OperatingModel): ModelDraft {
	const text = printModel(model)
	return { baseVersion, text, model, problems: readModel(text).problems }
}

/** A draft of a text that was edited as text. */
export function draftOfText(baseVersion: number, text: string): ModelDraft {
	return { baseVersion, text, ...readModel(text) }
}

export function useDraft(): ModelDraft | undefined {
	return useSyncExternalStore(listener => {
		listeners.add(listener)
		return () => listeners.delete(listener)
	}, readDraft)
}
