import { useSyncExternalStore } from 'react'
import type { PlaybookDefinition } from '../../core/model/playbook.ts'
import type { PlaybookDraft } from './step-tree.ts'

/** A playbook in the middle of being changed. It stays on this machine, also over a reload. */
export interface StoredDraft {
	/** The version of the model that it began with. */
	baseVersion: number
	/** What it was then; null for a new one. */
	base: PlaybookDefinition | null
	draft: PlaybookDraft
}

const storageKey = 'perennial-playbook-drafts'
type Drafts = Readonly<Record<string, StoredDraft>>

function isStored(value: unknown): value is StoredDraft {
	if (typeof value !== 'object' || value === null) return false
	if (!('baseVersion' in value) || !('base' in value) || !('draft' in value)) return false
	const { baseVersion, draft } = value
	return (
		typeof baseVersion === 'number' &&
		typeof draft === 'object' &&
		draft !== null &&
		'steps' in draft &&
		Array.isArray(draft.steps) &&
		'trigger' in draft
	)
}

function restore(): Drafts {
	try {
		const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}')
		if (typeof stored !== 'object' || stored === null) return {}
		return Object.fromEntries(
			Object.entries(stored).filter((entry): entry is [string, StoredDraft] => isStored(entry[1])),
		)
	} catch {
		return {}
	}
}

let drafts: Drafts | undefined
const listeners = new Set<() => void>()

function readDrafts(): Drafts {
	drafts ??= restore()
	return drafts
}

/** undefined: there is no draft of the playbook any more. */
export function setPlaybookDraft(id: string, next: StoredDraft | undefined): void {
	const { [id]: _, ...rest } = readDrafts()
	drafts = next ? { ...rest, [id]: next } : rest
	localStorage.setItem(storageKey, JSON.stringify(drafts))
	for (const listener of listeners) listener()
}

/** All drafts of this machine, by playbook. */
export function usePlaybookDrafts(): Drafts {
	return useSyncExternalStore(listener => {
		listeners.add(listener)
		return () => listeners.delete(listener)
	}, readDrafts)
}

/** A new playbook, to be filled in. */
export function blankPlaybook(id: string): PlaybookDraft {
	return {
		id,
		name: '',
		purpose: '',
		trigger: { kind: 'hand' },
		reEntry: { kind: 'once_per_episode' },
		exitsWithSignal: false,
		continuesAfterChurn: false,
		done: { says: '' },
		owner: 'csm',
		ownerChoice: 'account',
		level: 'watch',
		steps: [],
		control: { share: 0, seed: 1 },
		caps: {},
		enabled: false,
		hours: 1,
	}
}
