import { createWriteStream } from 'node:fs'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { PlannedFile } from '../../api/data.ts'
import type { FilePlan } from '../../connectors/files/file-plan.ts'
import { FileProblem } from '../../connectors/files/file-problem.ts'
import { type FileReader, openFileReader } from '../../connectors/files/file-reader.ts'
import { type Mapping, readMapping } from '../../connectors/files/mapping.ts'
import { planFiles } from '../../connectors/files/plan-files.ts'
import { type ImportKindName, importKindNames } from '../../core/model/import-kind.ts'
import { Problem } from '../problem.ts'

/** Files that somebody uploaded and that wait to be loaded. */
export interface Upload {
	folder: string
	files: { name: string; path: string }[]
	as: ImportKindName | undefined
	mapFile: string | undefined
}

const mostFiles = 60
const sampleRows = 5
const noteFile = 'upload.json'

export function uploadFolder(dataFolder: string, jobId: string): string {
	return join(dataFolder, 'temp', 'uploads', jobId)
}

/** A name that stays within its folder and says what the file is, as the sender's did. */
export function safeFileName(name: string, taken: ReadonlySet<string>): string {
	const base = (name.split(/[\\/]/).at(-1) ?? '').replaceAll(/[^\p{L}\p{N}._ -]/gu, '_').replace(/^\.+/, '')
	const short = base.slice(-120) || 'file'
	for (let number = 1; ; number++) {
		const unique = number === 1 ? short : short.replace(/^([^.]*)/, `$1-${number}`)
		if (!taken.has(unique.toLowerCase()) && unique !== noteFile) return unique
	}
}

/** Stores the parts of a multipart body in the folder: files, a mapping as YAML, a kind for all of them. */
export async function takeUpload(request: FastifyRequest, folder: string): Promise<Upload> {
	if (!request.isMultipart()) {
		throw new Problem('input_invalid', 'Expected a body of multipart/form-data with parts named "files".')
	}
	await mkdir(folder, { recursive: true })
	const upload: Upload = { folder, files: [], as: undefined, mapFile: undefined }
	const taken = new Set<string>()
	for await (const part of request.parts({ limits: { files: mostFiles } })) {
		if (part.type === 'file') {
			const name = safeFileName(part.filename, taken)
			taken.add(name.toLowerCase())
			const path = join(folder, name)
			await pipeline(part.file, createWriteStream(path))
			if (part.file.truncated)
				throw new Problem(
					'body_too_large',
					`${name} is larger than is taken here.`,
					'Use perennial import FILE on the server.',
				)
			upload.files.push({ name, path })
		} else if (part.fieldname === 'as') upload.as = kindOf(String(part.value))
		else if (part.fieldname === 'mapping' && String(part.value).trim() !== '') {
			upload.mapFile = join(folder, 'mapping.yaml.txt')
			await writeFile(upload.mapFile, String(part.value))
		}
	}
	if (upload.files.length === 0)
		throw new Problem('input_invalid', 'Expected at least one part named "files" with a file.')
	await writeFile(join(folder, noteFile), JSON.stringify(upload))
	return upload
}

function kindOf(text: string): ImportKindName | undefined {
	if (text === '') return undefined
	const kind = importKindNames.find(name => name === text)
	if (kind) return kind
	throw new Problem(
		'input_invalid',
		`as: expected one of ${importKindNames.join(', ')}, got "${text.slice(0, 100)}".`,
	)
}

/** What `takeUpload` stored; a problem where it is gone. */
export async function readUpload(folder: string): Promise<Upload> {
	const text = await readFile(join(folder, noteFile), 'utf8').catch(() => {
		throw new Problem('job_not_planned', 'The uploaded files are no longer there.', 'Upload them again.')
	})
	return JSON.parse(text)
}

/** How each of the files would be read, with its first rows; nothing is stored. */
export async function describeUpload(
	upload: Upload,
	dataFolder: string,
): Promise<z.input<typeof PlannedFile>[]> {
	await using reader = await openFileReader({ tempFolder: join(dataFolder, 'temp') })
	const mapping = await readMappingOf(upload)
	const described: z.input<typeof PlannedFile>[] = []
	for (const file of upload.files) described.push(...(await describeFile(reader, upload, file, mapping)))
	return described
}

async function readMappingOf({ mapFile }: Upload): Promise<Mapping | FileProblem | undefined> {
	if (mapFile === undefined) return undefined
	return readMapping(mapFile).catch(error => {
		if (error instanceof FileProblem) return error
		throw error
	})
}

async function describeFile(
	reader: FileReader,
	{ as, folder }: Upload,
	{ name, path }: Upload['files'][number],
	mapping: Mapping | FileProblem | undefined,
): Promise<z.input<typeof PlannedFile>[]> {
	const bytes = (await stat(path)).size
	const unread = (problem: FileProblem) => [
		{
			file: name,
			bytes,
			kind: null,
			source: null,
			columns: [],
			sample: [],
			problem: { message: problem.message.replaceAll(`${folder}/`, ''), fix: problem.fix ?? null },
			notes: [],
		},
	]
	if (mapping instanceof FileProblem) return unread(mapping)
	try {
		const { plans, notes } = await planFiles(reader, [path], { as, mapping })
		const described = []
		for (const plan of plans) described.push(await describePlan(plan, name, bytes, notes))
		return described
	} catch (error) {
		if (error instanceof FileProblem) return unread(error)
		throw error
	}
}

async function describePlan(plan: FilePlan, file: string, bytes: number, notes: readonly string[]) {
	return {
		file,
		bytes,
		kind: plan.kind,
		source: plan.source,
		columns: plan.columns.map(({ name, theirs, column }) => ({
			name,
			from: theirs,
			known: column !== undefined,
		})),
		sample: await readSample(plan),
		problem: null,
		notes: [...plan.notes, ...notes],
	}
}

async function readSample(plan: FilePlan): Promise<Record<string, string>[]> {
	const sample: Record<string, string>[] = []
	for await (const { rows } of plan.table.readRows()) {
		for (const { cells } of rows) {
			const made = plan.columns.map(({ name, make }) => [name, make(cells)] as const)
			sample.push(
				Object.fromEntries(
					made.map(([name, text]) => [name, typeof text === 'string' ? text.slice(0, 200) : '']),
				),
			)
			if (sample.length === sampleRows) return sample
		}
	}
	return sample
}
