import type { Command } from 'commander'
import colors from 'picocolors'
import { inspectQuality, type QualityReport } from '../server/quality/inspect-quality.ts'
import { readWorkspace, todayOf } from '../server/workspace/workspace-store.ts'
import { addCommand, type CommonOptions, printResult, withWorkspace } from './command.ts'
import { readDayOption } from './day-option.ts'
import { formatTable, showNumber, showShare } from './print-table.ts'

/** `perennial quality`: sources, freshness, and what is wrong with the data. */
export function registerQuality(program: Command): void {
	addCommand(program, 'quality', 'how good the data are, and the list to fix')
		.option('--as-of <date>', 'as it stood at the end of this day (default: today)')
		.action(async (options: CommonOptions & { asOf?: string }) => {
			const asOf = readDayOption(options.asOf, '--as-of')
			const report = await withWorkspace(options, async ({ pool }) =>
				inspectQuality(pool, asOf ?? todayOf(await readWorkspace(pool), new Date())),
			)
			printResult(options, report, showReport)
		})
}

function showReport(report: QualityReport): string {
	if (report.sources.length === 0) {
		return 'Nothing is loaded yet. Load a folder of files: perennial import FOLDER'
	}
	const sources = formatTable(
		[
			{ title: 'source', cell: row => row.source, maxWidth: 20 },
			{ title: 'kind', cell: row => row.kind },
			{
				title: 'data until',
				cell: row => (row.data_until ?? '–') + (row.stale ? colors.yellow(' stale') : ''),
			},
			{ title: 'rows', align: 'right', cell: row => showNumber(row.rows) },
			{ title: 'complete', align: 'right', cell: row => showShare(row.completeness) },
			{ title: 'volume', align: 'right', cell: row => showShare(row.volume_ratio) },
		],
		report.sources,
	)
	if (report.findings.length === 0) return `${sources}\n\nNothing found that needs fixing.`
	const findings = report.findings.map(finding => {
		const money = finding.arr === null ? '' : `, ${report.currency} ${showNumber(Number(finding.arr))} ARR`
		const outside = finding.outside.map(
			({ currency, amount }) => `, ${currency} ${showNumber(Number(amount))} a year in no figure`,
		)
		const examples = finding.examples.map(({ account_id, what }) => `      ${account_id}: ${what}`)
		return [
			`${colors.bold(showNumber(finding.count).padStart(7))} ${finding.says} ` +
				colors.dim(`(${finding.rule}, ${showNumber(finding.accounts)} accounts${money}${outside.join('')})`),
			...examples.slice(0, 3).map(line => colors.dim(line)),
		].join('\n')
	})
	return `${sources}\n\n${findings.join('\n')}`
}
