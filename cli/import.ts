import { type Command, InvalidArgumentError } from 'commander'
import { type ImportKindName, importKindNames } from '../core/model/import-kind.ts'
import { type ImportedFile, type ImportResult, importFiles } from '../server/sources/import-files.ts'
import { addCommand, type CommonOptions, printResult, withWorkspace } from './command.ts'
import { type Column, formatTable, showNumber } from './print-table.ts'
import { type Progress, startProgress } from './progress.ts'

interface ImportCommandOptions extends CommonOptions {
	as?: ImportKindName
	map?: string
}

/** `perennial import PATH…`: loads files or folders. */
export function registerImport(program: Command): void {
	addCommand(program, 'import', 'load files or folders')
		.argument('<path...>', 'files, or folders whose files are taken')
		.option(
			'--as <kind>',
			`kind of the files, whatever their names: ${importKindNames.join(', ')}`,
			parseKind,
		)
		.option('--map <file>', 'YAML file that says which file is which kind and which column is which')
		.action(async (paths: string[], options: ImportCommandOptions) => {
			const progress = startProgress({ unit: 'rows' })
			const result = await withWorkspace(options, context =>
				stoppable(progress, signal =>
					importFiles(context, paths, {
						as: options.as,
						mapFile: options.map,
						signal,
						onProgress: ({ file, rows, share }) => progress.update({ doing: file, done: rows, share }),
						onNote: text => progress.note(text),
					}),
				),
			).finally(() => progress.end())
			printResult(options, result, showImport)
		})
}

function parseKind(text: string): ImportKindName {
	const kind = importKindNames.find(name => name === text)
	if (!kind) throw new InvalidArgumentError(`Expected one of ${importKindNames.join(', ')}.`)
	return kind
}

/** Ctrl-C stops after the batch that is being stored; a second one ends the process at once. */
async function stoppable<T>(progress: Progress, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
	const controller = new AbortController()
	const stop = () => {
		progress.note('Stopping after the rows that are being stored; once more to stop at once.')
		controller.abort()
	}
	process.once('SIGINT', stop)
	process.once('SIGTERM', stop)
	try {
		return await work(controller.signal)
	} finally {
		process.off('SIGINT', stop)
		process.off('SIGTERM', stop)
	}
}

const columns: Column<ImportedFile>[] = [
	{ title: 'file', cell: ({ file }) => file },
	{ title: 'kind', cell: ({ kind }) => kind },
	{ title: 'rows', align: 'right', cell: ({ rows }) => showNumber(rows) },
	{ title: 'accepted', align: 'right', cell: ({ accepted }) => showNumber(accepted) },
	{ title: 'duplicates', align: 'right', cell: ({ duplicates }) => showNumber(duplicates) },
	{ title: 'corrections', align: 'right', cell: ({ corrections }) => showNumber(corrections) },
	{ title: 'rejected', align: 'right', cell: ({ rejected }) => showNumber(rejected) },
]

/** The result for people: what became of each file, what was refused and why, and what else to know. */
export function showImport(result: ImportResult): string {
	const lines = [formatTable(columns, result.files)]
	const rows = sum(result, 'rows')
	const rejected = sum(result, 'rejected')
	if (rows > 0 && sum(result, 'duplicates') === rows)
		lines.push('', 'Nothing new: every row was there already.')
	if (result.rejects_file !== null) {
		lines.push('', `${showRows(rejected)} refused, kept with their reasons in ${result.rejects_file}`)
		for (const { file, line, column, reason } of result.first_rejects) {
			const place = [file, line === null ? '' : `line ${line}`, column === null ? '' : `column ${column}`]
			lines.push(`  ${place.filter(Boolean).join(', ')}: ${reason}`)
		}
		const more = rejected - result.first_rejects.length
		if (more > 0) lines.push(`  … and ${showNumber(more)} more`)
	}
	if (result.notes.length > 0) lines.push('', ...result.notes)
	return lines.join('\n')
}

function sum(result: ImportResult, column: 'rows' | 'duplicates' | 'rejected'): number {
	return result.files.reduce((total, file) => total + file[column], 0)
}

function showRows(count: number): string {
	return count === 1 ? '1 row was' : `${showNumber(count)} rows were`
}
