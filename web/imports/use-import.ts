import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ContractOutput } from '../../api/contract.ts'
import { planImport, startImport, stopJob } from '../../api/data.ts'
import { api } from '../session/api-client.ts'
import { call } from '../session/call-query.ts'
import { type FileHead, formatOfName, peekFile } from './file-head.ts'
import { guessKind, guessMapping, kindOfName, needsNoMapping } from './guess-mapping.ts'
import { type MappingDraft, missingFields, patternOf } from './mapping-draft.ts'
import { printMapping } from './print-mapping.ts'
import {
	findSavedMapping,
	type SavedMapping,
	useMappingKeeper,
	useSavedMappings,
} from './use-saved-mappings.ts'

export type Plan = ContractOutput<typeof planImport>

/** A file that was chosen and is not loaded yet. */
export interface ChosenFile {
	key: string
	file: File
	/** What was seen of it here; undefined where only the server can look in. */
	head: FileHead | undefined
	/** undefined: its name and columns are ours, the server reads it as it is. */
	draft: MappingDraft | undefined
	/** How the draft came about. */
	origin: 'ours' | 'guessed' | 'saved' | 'pointed'
}

export function isMappingFile(name: string): boolean {
	return /\.ya?ml$/i.test(name)
}

/** Why a file cannot be loaded as it stands now; undefined where it can be tried. */
export function problemOf({ file, draft }: ChosenFile): string | undefined {
	if (isMappingFile(file.name)) return undefined
	if (!formatOfName(file.name)) return 'Only CSV, JSON Lines and Parquet are read.'
	if (file.size === 0) return 'The file is empty.'
	const missing = draft ? missingFields(draft) : []
	return missing.length > 0 ? `Say where ${missing.join(', ')} comes from.` : undefined
}

async function chooseFile(file: File, saved: readonly SavedMapping[]): Promise<ChosenFile> {
	const key = `${file.name} ${file.size} ${file.lastModified}`
	if (isMappingFile(file.name)) return { key, file, head: undefined, draft: undefined, origin: 'ours' }
	const head = await peekFile(file)
	const kept = findSavedMapping(saved, file.name, head)
	if (kept) return { key, file, head, draft: kept.draft, origin: 'saved' }
	if (needsNoMapping(file.name, head)) return { key, file, head, draft: undefined, origin: 'ours' }
	if (!formatOfName(file.name)) return { key, file, head: undefined, draft: undefined, origin: 'ours' }
	if (head) {
		const draft = guessMapping(file.name, head, guessKind(file.name, head))
		return { key, file, head, draft, origin: 'guessed' }
	}
	const kind = kindOfName(file.name)?.kind ?? 'accounts'
	const draft = { pattern: patternOf(file.name), kind, fields: {}, keepsOthers: false }
	return { key, file, head, draft, origin: 'guessed' }
}

function formOf(files: readonly ChosenFile[], source: string): FormData {
	const form = new FormData()
	const mapped = files.flatMap(({ file, draft }) => (draft ? [{ name: file.name, draft }] : []))
	if (mapped.length > 0) form.append('mapping', printMapping(mapped, source.trim() || undefined))
	for (const { file } of files) {
		if (!isMappingFile(file.name)) form.append('files', file, file.name)
	}
	return form
}

/** A mapping that came as a file stands for all of them. */
async function buildForm(files: readonly ChosenFile[], source: string): Promise<FormData> {
	const given = files.find(({ file }) => isMappingFile(file.name))
	if (!given) return formOf(files, source)
	const form = formOf(
		files.map(entry => ({ ...entry, draft: undefined })),
		source,
	)
	form.append('mapping', await given.file.text())
	return form
}

/** Files on their way in: chosen, told how to be read, looked at by the server, loaded. */
export function useImport({ onStarted }: { onStarted: (jobId: string) => void }) {
	const saved = useSavedMappings()
	const keep = useMappingKeeper()
	const [files, setFiles] = useState<readonly ChosenFile[]>([])
	const [source, setSource] = useState('')
	const [keepsMappings, setKeepsMappings] = useState(true)
	const drop = (plan: Plan | undefined) => {
		// What was uploaded is of no use any more; if this fails, the server clears it by itself.
		if (plan) void call(stopJob, { params: { id: plan.job.id } }).catch(() => undefined)
	}
	const plan = useMutation({
		mutationFn: async () => api.upload(planImport, await buildForm(files, source)),
	})
	const start = useMutation({
		mutationFn: (planned: Plan) => call(startImport, { params: { id: planned.job.id }, body: {} }),
		onSuccess: job => {
			const kept = source.trim() === '' ? {} : { source: source.trim() }
			const pointed = files.flatMap(({ draft, origin }) =>
				draft && (origin !== 'saved' || draft.source !== kept.source) ? [{ ...draft, ...kept }] : [],
			)
			// The rows are on their way; a mapping that could not be kept is made again next time.
			if (keepsMappings) void keep(pointed).catch(() => undefined)
			setFiles([])
			plan.reset()
			onStarted(job.id)
		},
	})
	function change(next: readonly ChosenFile[]) {
		drop(plan.data)
		plan.reset()
		start.reset()
		setFiles(next)
	}
	return {
		files,
		source,
		setSource: (next: string) => {
			change(files)
			setSource(next)
		},
		keepsMappings,
		setKeepsMappings,
		plan,
		start,
		add: async (added: readonly File[]) => {
			const chosen = await Promise.all(added.map(file => chooseFile(file, saved)))
			const keys = new Set(chosen.map(({ key }) => key))
			const usual = chosen.find(({ draft }) => draft?.source)?.draft?.source
			if (source === '' && usual) setSource(usual)
			change([...files.filter(({ key }) => !keys.has(key)), ...chosen])
		},
		remove: (key: string) => change(files.filter(entry => entry.key !== key)),
		setDraft: (key: string, draft: MappingDraft | undefined) =>
			change(
				files.map(entry =>
					entry.key === key ? { ...entry, draft, origin: draft ? 'pointed' : 'ours' } : entry,
				),
			),
		clear: () => change([]),
	}
}

export type ImportState = ReturnType<typeof useImport>
