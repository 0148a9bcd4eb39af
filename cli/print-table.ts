import Table from 'cli-table3'
import colors from 'picocolors'
import type { BandLevel } from '../core/model/health-model.ts'

export interface Column<Row> {
	title: string
	/** Numbers stand at the right, so that their units line up. */
	align?: 'left' | 'right'
	cell: (row: Row) => string
	/** Text longer than this is cut with `…`. */
	maxWidth?: number
}

const noLines = {
	top: '',
	'top-mid': '',
	'top-left': '',
	'top-right': '',
	bottom: '',
	'bottom-mid': '',
	'bottom-left': '',
	'bottom-right': '',
	left: '',
	'left-mid': '',
	mid: '',
	'mid-mid': '',
	right: '',
	'right-mid': '',
	middle: '  ',
}

/** Cuts text at the width, so that one long name does not push a table off the screen. */
export function cutText(text: string, width: number): string {
	return [...text].length <= width ? text : `${[...text].slice(0, width - 1).join('')}…`
}

/** A table without lines, for terminals and for pipes. */
export function formatTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
	const table = new Table({
		head: columns.map(({ title }) => colors.dim(title)),
		chars: noLines,
		colAligns: columns.map(({ align }) => align ?? 'left'),
		style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
	})
	for (const row of rows) {
		table.push(columns.map(({ cell, maxWidth }) => (maxWidth ? cutText(cell(row), maxWidth) : cell(row))))
	}
	return table
		.toString()
		.split('\n')
		.map(line => line.trimEnd())
		.join('\n')
}

const shapes: Record<BandLevel | 'unknown', string> = {
	good: '●',
	fine: '◐',
	watch: '▲',
	alarm: '◆',
	unknown: '◌',
}

/** Band as shape and word, coloured on terminals: never by colour alone. */
export function showBand(name: string, level: BandLevel | 'unknown'): string {
	const text = `${shapes[level]} ${name}`
	if (level === 'alarm') return colors.red(text)
	if (level === 'watch') return colors.yellow(text)
	if (level === 'good') return colors.green(text)
	return level === 'fine' ? colors.cyan(text) : colors.dim(text)
}

/** Thousands with commas; unknown is `–`. */
export function showNumber(value: number | null, digits = 0): string {
	if (value === null || Number.isNaN(value)) return '–'
	return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** 0.652 → `65 %`; unknown is `–`, and what is only nearly nothing is not 0: `<1 %`. */
export function showShare(share: number | null): string {
	if (share !== null && share > 0 && share < 0.005) return '<1 %'
	return share === null ? '–' : `${showNumber(share * 100)} %`
}
