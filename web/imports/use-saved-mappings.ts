import { useQueryClient } from '@tanstack/react-query'
import { addView, changeView, listViews } from '../../api/views.ts'
import { call, refresh, useCall } from '../session/call-query.ts'
import { useMay } from '../session/use-session.ts'
import type { FileHead } from './file-head.ts'
import { columnsOf, fitsPattern, MappingDraft } from './mapping-draft.ts'

export interface SavedMapping {
	id: number
	isMine: boolean
	by: string
	draft: MappingDraft
}

/** One setting of a view holds so many characters; longer mappings are cut. */
const partLength = 4_000
const partName = 'mapping_'

function cutText(text: string): Record<string, string> {
	const parts: Record<string, string> = {}
	for (let at = 0; at < text.length; at += partLength) {
		parts[`${partName}${at / partLength}`] = text.slice(at, at + partLength)
	}
	return parts
}

function joinText(settings: Readonly<Record<string, unknown>>): string {
	let text = ''
	for (let part = 0; ; part += 1) {
		const next = settings[`${partName}${part}`]
		if (typeof next !== 'string') return text
		text += next
	}
}

/** The mapping that settings hold, where they hold one. */
export function readSavedMapping(settings: Readonly<Record<string, unknown>>): MappingDraft | undefined {
	try {
		const parsed = MappingDraft.safeParse(JSON.parse(joinText(settings)))
		return parsed.success ? parsed.data : undefined
	} catch {
		return undefined
	}
}

export function writeSavedMapping(draft: MappingDraft): Record<string, string> {
	return cutText(JSON.stringify(draft))
}

/** The one made for such a name whose columns the file still has; own ones first. */
export function findSavedMapping(
	saved: readonly SavedMapping[],
	fileName: string,
	head: FileHead | undefined,
): SavedMapping | undefined {
	const fitting = saved.filter(
		({ draft }) =>
			fitsPattern(fileName, draft.pattern) &&
			(!head || columnsOf(draft).every(column => head.columns.includes(column))),
	)
	return fitting.find(({ isMine }) => isMine) ?? fitting[0]
}

/** Mappings that were made by pointing, kept for the next file of the same name. */
export function useSavedMappings(): readonly SavedMapping[] {
	const may = useMay()
	const { data } = useCall(listViews, { query: { page: 'data' } }, { enabled: may('views.change') })
	return (data?.items ?? []).flatMap(({ id, mine, by, settings }) => {
		const draft = readSavedMapping(settings)
		return draft ? [{ id, isMine: mine, by, draft }] : []
	})
}

/** Keeps mappings: the own one for the same name is written anew. */
export function useMappingKeeper(): (drafts: readonly MappingDraft[]) => Promise<void> {
	const client = useQueryClient()
	const saved = useSavedMappings()
	const may = useMay()
	return async drafts => {
		for (const draft of drafts) {
			const old = saved.find(({ isMine, draft: { pattern } }) => isMine && pattern === draft.pattern)
			const settings = writeSavedMapping(draft)
			if (old) await call(changeView, { params: { id: String(old.id) }, body: { settings } })
			else {
				const name = draft.pattern.slice(0, 80)
				await call(addView, { body: { page: 'data', name, shared: may('views.share'), settings } })
			}
		}
		await refresh(client, listViews)
	}
}
