import type { ImportKind } from '../../core/model/import-kind.ts'
import type { FilePlan } from './file-plan.ts'
import { sqlText } from './file-reader.ts'
import { parquetTextColumns } from './parquet-file.ts'
import * as check from './usage-checks.ts'

/** Table that a file's rows are converted into. */
export const typedTable = 'usage_typed'

/** `select` of the plan's columns as text v0, v1 … from a clean file, with `line`. */
export function selectClean(path: string, columnCount: number): string {
	const columns = Array.from({ length: columnCount }, (_, index) => `'v${index}': 'VARCHAR'`)
	return `select line, ${columns.map((_, index) => `nullif(v${index}, '') as v${index}`).join(', ')}
		from read_csv(${sqlText(path)}, ${csvOptions(',')}, columns = {${["'line': 'BIGINT'", ...columns].join(', ')}})`
}

/** The same straight from a CSV file, without `line`: only for plans whose every column is taken as it stands. */
export function selectCsv(plan: FilePlan, gzipped: boolean): string {
	const columns = plan.table.columns.map((_, index) => `'c${index}': 'VARCHAR'`).join(', ')
	const compression = gzipped ? ", compression = 'gzip'" : ''
	return `select ${trimmedColumns(plan, index => `c${index}`)}
		from read_csv(${sqlText(plan.path)}, ${csvOptions(plan.table.delimiter ?? ',')}, skip = 1${compression}, columns = {${columns}})`
}

/** The same straight from a Parquet file. */
export function selectParquet(plan: FilePlan): string {
	const texts = parquetTextColumns(plan.table.columns)
	return `select ${trimmedColumns(plan, index => texts[index] ?? 'null')} from read_parquet(${sqlText(plan.path)})`
}

function csvOptions(delimiter: string): string {
	return `auto_detect = false, header = false, delim = ${sqlText(delimiter)}, quote = '"', escape = '"', strict_mode = true`
}

function trimmedColumns(plan: FilePlan, text: (index: number) => string): string {
	return plan.columns
		.map(({ index }, position) => `nullif(trim(${text(index ?? 0)}), '') as v${position}`)
		.join(', ')
}

/** Where each of our columns stands among v0, v1 …; undefined: the file has none. */
function placesOf(plan: FilePlan): Map<string, string> {
	return new Map(plan.columns.map(({ name }, position) => [name, `v${position}`]))
}

/** Positions of the columns that may be numeric properties of events. */
export function propertyPositions(plan: FilePlan): number[] {
	return plan.columns.flatMap(({ name, column }, position) =>
		column || name === lineColumn ? [] : [position],
	)
}

/** Name of the other column that says which subscription a row of usage is about. */
export const lineColumn = 'subscription_id'

/** SQL of the subscription that a row names; undefined where the file does not say. */
function lineOf(plan: FilePlan): string | undefined {
	const position = plan.columns.findIndex(({ name, column }) => !column && name === lineColumn)
	return position < 0 ? undefined : `v${position}`
}

/** Whether rows of the file name the subscription that they are about. */
export function namesLines(plan: FilePlan): boolean {
	return lineOf(plan) !== undefined
}

/** Whether the text of every required and typed column is right: the same that `checkRow` finds. */
function validity(kind: ImportKind, plan: FilePlan): string {
	const places = placesOf(plan)
	const conditions = kind.columns.flatMap(column => {
		const text = places.get(column.name)
		if (!text) return []
		const condition = {
			id: check.idCheck(text),
			instant: check.instantCheck(text),
			day: check.dayCheck(text),
			decimal: check.numberCheck(text, '$ >= 0'),
			integer: check.wholeCheck(text),
		}[String(column.type)]
		if (!condition) throw new Error(`no check in SQL for ${column.type}`)
		return [column.required ? `coalesce(${condition}, false)` : `coalesce(${condition}, ${text} is null)`]
	})
	return conditions.join(' and ')
}

/**
 * The rows as the import takes them, with `is_valid`. A property is NaN where it has text that is no number. `day` is
 * by the clock of the row, or of UTC where the row names its zone: then `utc_seconds` is when it was.
 */
export function convertRows(
	kind: ImportKind,
	plan: FilePlan,
	source: string,
	way: 'direct' | 'clean',
): string {
	const places = placesOf(plan)
	const at = (name: string) => places.get(name) ?? 'null::varchar'
	const isDaily = kind.name === 'usage_daily'
	const time = at(isDaily ? 'day' : 'occurred_at')
	const isZoned = isDaily ? 'false' : check.isZoned(time)
	const amount = check.numberOf(at('count'))
	const properties = propertyPositions(plan).map(
		position => `case when v${position} is null then null
			when ${check.numberCheck(`v${position}`)} then ${check.numberOf(`v${position}`)} else 'nan'::double end as n_${position}`,
	)
	return `with source as (${source}),
		checked as (select *, (${validity(kind, plan)}) as is_valid from source),
		timed as (select *, case when is_valid and ${isZoned} then ${check.utcSecondsOf(time)} end as utc_seconds from checked)
		select ${way === 'clean' ? 'line,' : ''} ${at('account_id')} as account, ${at('event')} as event,
			case when utc_seconds is not null then floor(utc_seconds / 86400)::integer
				when is_valid then (${check.dayNumberOf(time)})::integer end as "day",
			utc_seconds, ${at('user_id')} as user_id, ${at('id')} as row_id,
			${isDaily ? amount : `coalesce(${amount}, 1)`} as amount,
			${lineOf(plan) ?? 'null::varchar'} as line_id,
			${isDaily ? `${check.numberOf(at('users'))} as p_users,` : ''}
			${properties.map(property => `${property},`).join('\n')}
			${isDaily ? '0::ubigint' : `md5_number_lower(coalesce(${at('id')}, ${canonicalText(kind, plan)}))`} as row_key, is_valid
		from timed`
}

/**
 * All values as one text: the kind's own columns in their order, then `name=value` of the others that have one, so
 * that neither the order of columns nor an empty one makes a difference. Hashed by MD5, it is a key that stays the
 * same between versions.
 */
function canonicalText(kind: ImportKind, plan: FilePlan): string {
	const places = placesOf(plan)
	const own = kind.columns
		.filter(column => column.name !== 'id')
		.map(({ name }) => (places.has(name) ? `coalesce(${places.get(name)}, '')` : "''"))
	const others = plan.columns
		.map(({ name, column }, position) => ({ name, column, position }))
		.filter(({ column }) => !column)
		.sort((one, other) => (one.name < other.name ? -1 : 1))
		.map(({ name, position }) => `${sqlText(`${name}=`)} || v${position}`)
	return `concat_ws(chr(31), ${[...own, ...others].join(', ')})`
}

/**
 * How many ids begin or end with white space that JavaScript's `trim` takes away and DuckDB's does not: a file that
 * has such is rewritten, so that one account is not two.
 */
export function countOddIds(): string {
	const odd =
		'[\\t\\n\\v\\f\\r\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}]'
	const ids = ['account', 'event', 'user_id', 'row_id'].map(
		id => `select distinct ${id} as id from ${typedTable}`,
	)
	return `select count(*) from (${ids.join(' union all ')}) where regexp_matches(id, '^${odd}|${odd}$')`
}
