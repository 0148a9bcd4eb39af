import type { Pool } from 'pg'
import type { z } from 'zod'
import type { planModel } from '../../api/model.ts'
import type { Level } from '../../api/values.ts'
import { shippedMetrics } from '../../core/catalog/metrics.ts'
import { prepareHealthModels } from '../../core/health/choose-health-model.ts'
import { prepareSegments } from '../../core/lifecycle/assign-segment.ts'
import { prepareStages } from '../../core/lifecycle/assign-stage.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { Day } from '../../core/time/day.ts'
import type { AccountList, AccountLists } from '../accounts/account-list-store.ts'
import { amountText } from '../accounts/account-row-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import type { AccountOnDate } from './account-on-date.ts'
import { listOverrides } from './override-store.ts'
import { type ScoringRules, scoreDate } from './score-date.ts'

/** What a change of the model does to the accounts of the latest computed date. */
export type ModelImpact = NonNullable<z.input<(typeof planModel)['output']>['impact']>

/** Whether accounts of an owner may be named to who asks. */
export type IsShown = (ownerEmail: string | null) => boolean

const mostExamples = 50
const levels: readonly Level[] = ['good', 'fine', 'watch', 'alarm', 'unknown']

/**
 * What a model would do to the accounts of the latest computed date, from the metrics that are stored of it: both
 * models score the same values, so that every difference is the model's. null where nothing was computed yet, or the
 * change touches what metrics are computed from.
 */
export async function planImpact(
	lists: AccountLists,
	pool: Pool,
	before: OperatingModel,
	after: OperatingModel,
	now: Date,
	isShown: IsShown = () => true,
): Promise<ModelImpact | null> {
	const { day } = await readShownDay(pool, now)
	const list = await lists.on(day)
	if (!list || !hasSameMetrics(before, after)) return null
	const accounts = await readAccounts(list, after)
	const scoreBy = async (model: OperatingModel) =>
		scoreDate(rulesOf(model), accounts, {
			date: list.columns.asOf,
			stageBefore: new Map(),
			overrides: await listOverrides(pool, list.columns.asOf),
		}).map(account => ({
			level: (account.model.bands.find(({ id }) => id === account.band)?.level ?? 'unknown') as Level,
			score: account.health.score,
		}))
	return compare(list, await scoreBy(before), await scoreBy(after), isShown)
}

/** Own metrics and the lists of events decide what a value is: with others the stored ones do not answer. */
function hasSameMetrics(before: OperatingModel, after: OperatingModel): boolean {
	const computedFrom = ({ metrics, settings }: OperatingModel) =>
		JSON.stringify([metrics, settings.events, settings.firstValueMilestone, settings.fixedAttributes])
	return computedFrom(before) === computedFrom(after)
}

function rulesOf(model: OperatingModel): ScoringRules {
	const definitions = [...shippedMetrics, ...model.metrics]
	return {
		metricIndex: new Map(definitions.map(({ id }, index) => [id, index])),
		segments: prepareSegments(model.segments),
		stages: prepareStages(model.lifecycleStages),
		healthModels: prepareHealthModels(model.healthModels),
	}
}

async function readAccounts(list: AccountList, model: OperatingModel): Promise<AccountOnDate[]> {
	const { columns } = list
	const definitions = [...shippedMetrics, ...model.metrics]
	const metrics = await Promise.all(definitions.map(({ id }) => list.metric(id)))
	const fields = await list.fields()
	return Array.from({ length: columns.count }, (_, at): AccountOnDate => {
		const arr = columns.arr[at] ?? Number.NaN
		return {
			accountId: columns.accountIds[at] ?? 0,
			externalId: columns.externalIds[at] ?? '',
			name: columns.names[at] ?? '',
			fields: { ...fields[at], id: columns.externalIds[at] ?? '' },
			values: Float64Array.from(metrics, values => values[at] ?? Number.NaN),
			unknown: new Uint8Array(definitions.length),
			isCustomer: columns.isCustomer[at] === 1,
			arrMinor: Number.isNaN(arr) ? null : BigInt(arr),
			renewalOn: numberOrNull(columns.renewalOn[at]),
			milestones: [],
		}
	})
}

function numberOrNull(day: Day | undefined): Day | null {
	return day === undefined || Number.isNaN(day) ? null : day
}

interface Judged {
	level: Level
	score: number | null
}

function compare(
	list: AccountList,
	before: readonly Judged[],
	after: readonly Judged[],
	isShown: IsShown,
): ModelImpact {
	const { columns, currency } = list
	const customers = before.map((_, at) => at).filter(at => columns.isCustomer[at] === 1)
	const moved = customers.filter(at => before[at]?.level !== after[at]?.level)
	const money = moved.reduce((sum, at) => sum + (columns.arr[at] || 0), 0)
	moved.sort((a, b) => (columns.arr[b] || 0) - (columns.arr[a] || 0) || a - b)
	const named = moved.filter(at => isShown(columns.owners[at] ?? null))
	const count = (judged: readonly Judged[]) =>
		levels.map(level => ({ level, accounts: customers.filter(at => judged[at]?.level === level).length }))
	return {
		accounts: customers.length,
		accounts_rebanded: moved.length,
		arr_rebanded: amountText(moved.length === 0 ? 0n : BigInt(money), currency),
		before: count(before),
		after: count(after),
		examples: named.slice(0, mostExamples).map(at => ({
			account_id: columns.externalIds[at] ?? '',
			account_name: columns.names[at] ?? '',
			level_before: before[at]?.level ?? 'unknown',
			level_after: after[at]?.level ?? 'unknown',
			score_before: before[at]?.score ?? null,
			score_after: after[at]?.score ?? null,
		})),
	}
}
