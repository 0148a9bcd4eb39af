import type { ClientBase, Pool } from 'pg'
import type { Cohort, CohortEvery } from '../../core/kpis/cohort-table.ts'
import { type CohortFigures, emptyFigures, type GroupFigures } from '../../core/kpis/group-figures.ts'
import type { MonthFigures } from '../../core/kpis/month-waterfall.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { type CopyValue, copyRows } from '../postgres/copy.ts'

/** How the whole book is named among the dimensions. */
export const wholeDimension = 'all'

const monthColumns = [
	'policy',
	'dimension',
	'group_name',
	'month',
	'is_complete',
	'logos_start',
	'logos_end',
	'start_units',
	'new_units',
	'reactivation_units',
	'expansion_units',
	'contraction_units',
	'churn_units',
	'fx_units',
	'entering_units',
	'leaving_units',
	'end_units',
	'seats_units',
	'price_units',
	'product_units',
] as const

/** Replaces the months of a policy. */
export async function saveMonths(
	client: ClientBase,
	policy: string,
	asOf: Day,
	months: Iterable<MonthFigures & { dimension: string }>,
): Promise<void> {
	await client.query('delete from revenue_month where policy = $1', [policy])
	await copyRows(client, 'revenue_month', monthColumns, monthRows(policy, asOf, months))
}

function* monthRows(
	policy: string,
	asOf: Day,
	months: Iterable<MonthFigures & { dimension: string }>,
): Generator<CopyValue[]> {
	for (const { dimension, group, month, figures } of months) {
		const { expansionLevers: up, contractionLevers: down } = figures
		yield [
			policy,
			dimension,
			group,
			formatDay(month),
			month <= asOf,
			figures.logosStart,
			figures.logosEnd,
			figures.startMrr,
			figures.new,
			figures.reactivation,
			figures.expansion,
			figures.contraction,
			figures.churn,
			figures.fx,
			figures.entering,
			figures.leaving,
			figures.endMrr,
			up.seats + down.seats,
			up.price + down.price,
			up.product + down.product,
		]
	}
}

interface MonthRow {
	group_name: string
	month: string
	is_complete: boolean
	logos_start: number
	logos_end: number
	units: string[]
}

export interface StoredMonth {
	group: string
	month: Day
	isComplete: boolean
	/** Its closed cohort is empty. */
	figures: GroupFigures
	/** Signed parts of expansion and contraction together. */
	levers: { seats: bigint; price: bigint; product: bigint }
}

/** Months of a policy and dimension whose last day lies in the stretch, by group and month. */
export async function listMonths(
	client: Pool | ClientBase,
	query: { policy: string; dimension: string; from: Day; to: Day },
): Promise<StoredMonth[]> {
	const { rows } = await client.query<MonthRow>(
		`select group_name, month, is_complete, logos_start, logos_end, array[start_units, new_units,
			reactivation_units, expansion_units, contraction_units, churn_units, fx_units, entering_units,
			leaving_units, end_units, seats_units, price_units, product_units]::text[] as units
		from revenue_month where policy = $1 and dimension = $2 and month between $3 and $4
		order by group_name, month`,
		[query.policy, query.dimension, formatDay(query.from), formatDay(query.to)],
	)
	return rows.map(toMonth)
}

function toMonth(row: MonthRow): StoredMonth {
	const units = row.units.map(BigInt)
	const figures: GroupFigures = {
		...emptyFigures(),
		logosStart: row.logos_start,
		logosEnd: row.logos_end,
		startMrr: units[0]!,
		new: units[1]!,
		reactivation: units[2]!,
		expansion: units[3]!,
		contraction: units[4]!,
		churn: units[5]!,
		fx: units[6]!,
		entering: units[7]!,
		leaving: units[8]!,
		endMrr: units[9]!,
	}
	const levers = { seats: units[10]!, price: units[11]!, product: units[12]! }
	return { group: row.group_name, month: getDay(row.month), isComplete: row.is_complete, figures, levers }
}

/** The closed cohort of a group over some months. */
export interface RetentionPoint {
	dimension: string
	group: string
	months: number
	periodEnd: Day
	cohort: CohortFigures
}

const pointColumns = [
	'policy',
	'dimension',
	'group_name',
	'months',
	'period_end',
	'start_units',
	'expansion_units',
	'contraction_units',
	'churn_units',
	'end_units',
	'kept_units',
	'logos_start',
	'logos_lost',
] as const

/** Replaces the points of a policy. */
export async function savePoints(
	client: ClientBase,
	policy: string,
	points: readonly RetentionPoint[],
): Promise<void> {
	await client.query('delete from retention_point where policy = $1', [policy])
	await copyRows(
		client,
		'retention_point',
		pointColumns,
		points.map(({ dimension, group, months, periodEnd, cohort }): CopyValue[] => [
			policy,
			dimension,
			group,
			months,
			formatDay(periodEnd),
			cohort.startMrr,
			cohort.expansion,
			cohort.contraction,
			cohort.churn,
			cohort.endMrr,
			cohort.keptMrr,
			cohort.logosStart,
			cohort.logosLost,
		]),
	)
}

export async function listPoints(
	client: Pool | ClientBase,
	query: { policy: string; dimension: string; months: number },
): Promise<RetentionPoint[]> {
	const { rows } = await client.query<{
		group_name: string
		period_end: string
		units: string[]
		logos_start: number
		logos_lost: number
	}>(
		`select group_name, period_end, logos_start, logos_lost, array[start_units, expansion_units,
			contraction_units, churn_units, end_units, kept_units]::text[] as units
		from retention_point where policy = $1 and dimension = $2 and months = $3 order by group_name, period_end`,
		[query.policy, query.dimension, query.months],
	)
	return rows.map(row => {
		const units = row.units.map(BigInt)
		return {
			dimension: query.dimension,
			group: row.group_name,
			months: query.months,
			periodEnd: getDay(row.period_end),
			cohort: {
				startMrr: units[0]!,
				expansion: units[1]!,
				contraction: units[2]!,
				churn: units[3]!,
				endMrr: units[4]!,
				keptMrr: units[5]!,
				logosStart: row.logos_start,
				logosLost: row.logos_lost,
			},
		}
	})
}

/** Replaces the cohort tables of a policy. */
export async function saveCohorts(
	client: ClientBase,
	policy: string,
	tables: readonly { every: CohortEvery; cohorts: readonly Cohort[] }[],
): Promise<void> {
	await client.query('delete from cohort_cell where policy = $1', [policy])
	const rows = tables.flatMap(({ every, cohorts }) =>
		cohorts.flatMap(cohort =>
			cohort.cells.map((cell): CopyValue[] => [
				policy,
				every,
				cohort.cohort,
				cell.age,
				formatDay(cell.day),
				cell.isComplete,
				cohort.size,
				cell.logos,
				cohort.baseMrr,
				cell.mrr,
				cell.keptMrr,
			]),
		),
	)
	await copyRows(
		client,
		'cohort_cell',
		[
			'policy',
			'every',
			'cohort',
			'age',
			'day',
			'is_complete',
			'size',
			'logos',
			'base_units',
			'mrr_units',
			'kept_units',
		],
		rows,
	)
}

/** Cohort tables of a policy as they were stored, by cohort. */
export async function listCohorts(
	client: Pool | ClientBase,
	policy: string,
	every: CohortEvery,
): Promise<Cohort[]> {
	const { rows } = await client.query<{
		cohort: string
		age: number
		day: string
		is_complete: boolean
		size: number
		logos: number
		units: string[]
	}>(
		`select cohort, age, day, is_complete, size, logos,
			array[base_units, mrr_units, kept_units]::text[] as units
		from cohort_cell where policy = $1 and every = $2 order by cohort, age`,
		[policy, every],
	)
	const cohorts = new Map<string, Cohort>()
	for (const row of rows) {
		const [baseMrr, mrr, keptMrr] = row.units.map(BigInt)
		const cohort = cohorts.get(row.cohort) ?? {
			cohort: row.cohort,
			size: row.size,
			baseMrr: baseMrr!,
			cells: [],
		}
		cohorts.set(row.cohort, cohort)
		cohort.cells.push({
			age: row.age,
			day: getDay(row.day),
			isComplete: row.is_complete,
			logos: row.logos,
			mrr: mrr!,
			keptMrr: keptMrr!,
		})
	}
	return [...cohorts.values()]
}
