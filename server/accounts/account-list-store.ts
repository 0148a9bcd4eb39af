import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Pool } from 'pg'
import { shippedMetrics } from '../../core/catalog/metrics.ts'
import { type ConditionCatalogue, conditionCatalogue } from '../../core/conditions/condition-catalogue.ts'
import { type ConditionLookup, evaluateCondition } from '../../core/conditions/evaluate-condition.ts'
import { printCondition } from '../../core/conditions/print-condition.ts'
import type { AccountFields } from '../../core/facts/account-fields.ts'
import type { Condition } from '../../core/model/condition.ts'
import type { Band } from '../../core/model/health-model.ts'
import type { MetricDefinition } from '../../core/model/metric-definition.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { Day } from '../../core/time/day.ts'
import { listModels } from '../model/model-store.ts'
import { readWorkspace } from '../workspace/workspace-store.ts'
import {
	type AccountColumns,
	findPosition,
	readAccountColumns,
	readFieldColumn,
	readMetricColumn,
	refreshRows,
} from './account-columns-store.ts'
import { orderAccounts, type SortColumn, type SortDirection } from './account-order.ts'
import { type ListVersion, listChangesOf, readListVersion } from './list-version-store.ts'
import { namesOfCondition } from './names-of-condition.ts'

/** What chooses accounts. */
export interface AccountChoice {
	condition: Condition | null
	/** Part of the name or id. */
	search: string | null
	/** undefined: anybody's; null: nobody's. */
	ownerEmail: string | null | undefined
	customersOnly: boolean
}

/** The accounts that a choice takes. */
export interface ChosenAccounts {
	/** 1 at the positions that are chosen. */
	isChosen: Uint8Array
	total: number
	arrMinor: bigint | null
	arrUnknown: number
}

/** The accounts of one date, ready to be chosen from and sorted. Made once per date and kept while it holds. */
export class AccountList {
	readonly columns: AccountColumns
	readonly currency: string | null
	readonly model: OperatingModel
	readonly definitions: readonly MetricDefinition[]
	/** What a condition over the list can use. */
	readonly catalogue: ConditionCatalogue
	readonly #pool: Pool
	readonly #bands: ReadonlyMap<string, Band>
	#metrics = new Map<string, Promise<Float64Array>>()
	#fields: Promise<AccountFields[]> | undefined
	#texts = new Map<string, (string | null)[]>()
	#orders = new Map<string, Uint32Array>()
	#choices = new Map<string, ChosenAccounts>()

	constructor(
		pool: Pool,
		columns: AccountColumns,
		models: readonly { version: number; model: OperatingModel }[],
		currency: string | null,
	) {
		this.#pool = pool
		this.columns = columns
		this.currency = currency
		const [latest] = models
		if (!latest) throw new Error('expected at least one version of the operating model')
		this.model = latest.model
		this.definitions = [...shippedMetrics, ...latest.model.metrics]
		this.#bands = new Map(
			models.flatMap(({ version, model }) =>
				model.healthModels.flatMap(health =>
					health.bands.map(band => [`${version} ${health.id} ${band.id}`, band] as const),
				),
			),
		)
		this.catalogue = conditionCatalogue('after the score', {
			metrics: this.definitions,
			segments: this.model.segments.map(({ id }) => id),
			stages: this.model.lifecycleStages.map(({ id }) => id),
			bands: [...new Set(this.model.healthModels.flatMap(health => health.bands.map(({ id }) => id)))],
			further: { churn_probability: 'number' },
		})
	}

	/** The band at a position; undefined where the account has none. */
	bandAt(at: number, id: string | undefined = this.columns.bands[at]): Band | undefined {
		return this.#bands.get(`${this.columns.modelVersions[at]} ${this.columns.healthModels[at]} ${id}`)
	}

	hasMetric(name: string): boolean {
		return this.definitions.some(({ id }) => id === name)
	}

	metric(name: string): Promise<Float64Array> {
		const known = this.#metrics.get(name) ?? readMetricColumn(this.#pool, this.columns, name)
		this.#metrics.set(name, known)
		known.catch(() => this.#metrics.delete(name))
		return known
	}

	fields(): Promise<AccountFields[]> {
		this.#fields ??= readFieldColumn(this.#pool, this.columns, this.model.settings.fixedAttributes)
		this.#fields.catch(() => {
			this.#fields = undefined
		})
		return this.#fields
	}

	/** Values to sort by; undefined where there is no such column. */
	async sortColumn(name: string): Promise<SortColumn | undefined> {
		const { columns } = this
		switch (name) {
			case 'arr':
				return columns.arr
			case 'score':
				return columns.scores
			case 'coverage':
				return columns.coverages
			case 'renewal_on':
				return columns.renewalOn
			case 'churn_probability':
				return columns.churn
			case 'level':
				return Float64Array.from(
					{ length: columns.count },
					(_, at) => levelRank[this.bandAt(at)?.level ?? ''] ?? Number.NaN,
				)
			case 'name':
				return this.#lower('name', columns.names)
			case 'segment':
				return columns.segments
			case 'stage':
				return columns.stages
			case 'owner_email':
				return columns.owners
			default:
				return this.hasMetric(name) ? this.metric(name) : undefined
		}
	}

	#lower(name: string, texts: readonly string[]): (string | null)[] {
		const known = this.#texts.get(name) ?? texts.map(text => text.toLowerCase())
		this.#texts.set(name, known)
		return known
	}

	order(name: string, sort: SortColumn, direction: SortDirection): Uint32Array {
		const key = `${direction} ${name}`
		const known = this.#orders.get(key) ?? orderAccounts(this.columns, sort, direction)
		this.#orders.set(key, known)
		return known
	}

	/** The accounts that a choice takes, remembered for the pages that follow. */
	async choose(choice: AccountChoice): Promise<ChosenAccounts> {
		const text = choice.condition ? printCondition(choice.condition) : ''
		const key = JSON.stringify([
			text,
			choice.search?.toLowerCase(),
			choice.ownerEmail === undefined ? '*' : choice.ownerEmail,
			choice.customersOnly,
		])
		const known = this.#choices.get(key)
		if (known) return known
		const chosen = await this.#evaluate(choice)
		if (this.#choices.size >= mostChoices) this.#choices.delete(this.#choices.keys().next().value ?? '')
		this.#choices.set(key, chosen)
		return chosen
	}

	async #evaluate(choice: AccountChoice): Promise<ChosenAccounts> {
		const { columns } = this
		const isChosen = new Uint8Array(columns.count)
		const owner = typeof choice.ownerEmail === 'string' ? choice.ownerEmail.toLowerCase() : choice.ownerEmail
		const search = choice.search?.toLowerCase() ?? null
		const names = search === null ? [] : this.#lower('name', columns.names)
		const ids = search === null ? [] : this.#lower('id', columns.externalIds)
		const place = { at: 0 }
		const lookup = choice.condition
			? await this.lookupAt(place, namesOfCondition(choice.condition))
			: undefined
		let total = 0
		let sum = 0n
		let part = 0
		let arrUnknown = 0
		for (let at = 0; at < columns.count; at++) {
			if ((at & 8191) === 8191) {
				sum += BigInt(part)
				part = 0
				// Others have their turn while many accounts are judged.
				await nextTurn()
			}
			if (choice.customersOnly && columns.isCustomer[at] === 0) continue
			if (owner !== undefined && (columns.owners[at]?.toLowerCase() ?? null) !== owner) continue
			if (search !== null && !(names[at]?.includes(search) || ids[at]?.includes(search))) continue
			if (choice.condition && lookup) {
				place.at = at
				if (evaluateCondition(choice.condition, lookup) !== true) continue
			}
			isChosen[at] = 1
			total++
			const arr = columns.arr[at] ?? Number.NaN
			if (Number.isNaN(arr)) arrUnknown++
			else part += arr
		}
		const arrMinor = arrUnknown === total && total > 0 ? null : sum + BigInt(part)
		return { isChosen, total, arrMinor, arrUnknown }
	}

	/** Values of names at `place.at`. */
	async lookupAt(place: { at: number }, names: ReadonlySet<string>): Promise<ConditionLookup> {
		const { columns } = this
		const getters = new Map<string, () => number | string | boolean | null | undefined>([
			['segment', () => columns.segments[place.at]],
			['stage', () => columns.stages[place.at]],
			['score', () => columns.scores[place.at]],
			['coverage', () => columns.coverages[place.at]],
			['churn_probability', () => columns.churn[place.at]],
			['band', () => columns.bands[place.at]],
			['level', () => this.bandAt(place.at)?.level],
			['risk', () => this.bandAt(place.at)?.risk],
			['id', () => columns.externalIds[place.at]],
			['name', () => columns.names[place.at]],
		])
		for (const name of names) {
			if (getters.has(name)) continue
			if (this.hasMetric(name)) {
				const values = await this.metric(name)
				getters.set(name, () => values[place.at])
			} else {
				const fields = await this.fields()
				getters.set(name, () => fields[place.at]?.[name])
			}
		}
		return name => getters.get(name)?.()
	}

	/** Reads what filters use most before somebody asks for it. */
	async warm(): Promise<void> {
		const factors = this.model.healthModels.flatMap(health => health.factors.map(({ metric }) => metric))
		for (const metric of new Set(['days_to_renewal', ...factors])) {
			if (this.hasMetric(metric)) await this.metric(metric)
		}
		await this.fields()
	}

	/** Takes over accounts whose results changed by themselves. false: one of them is not in the list. */
	async refresh(accountIds: readonly number[]): Promise<boolean> {
		const areKnown = await refreshRows(this.#pool, this.columns, accountIds)
		this.#metrics.clear()
		this.#orders.clear()
		this.#choices.clear()
		this.#texts.clear()
		this.#fields = undefined
		return areKnown
	}

	positionOf(accountId: number): number {
		return findPosition(this.columns, accountId)
	}
}

const mostChoices = 64
const levelRank: Readonly<Record<string, number>> = { alarm: 0, watch: 1, fine: 2, good: 3 }

/** Gives the list of a date, made anew when the date was computed again. */
export interface AccountLists {
	/** The list of the latest computed date on or before the day; undefined before the first. */
	on(day: Day): Promise<AccountList | undefined>
}

/** Lists of more dates than these are made anew when somebody asks. */
const mostLists = 2

export function createAccountLists(pool: Pool): AccountLists {
	const lists = new Map<string, Promise<AccountList>>()
	const seen = new Map<string, Map<number, string>>()
	const make = async (version: ListVersion) => {
		const [columns, models, workspace] = [
			await readAccountColumns(pool, version.asOf),
			await listModels(pool),
			await readWorkspace(pool),
		]
		return new AccountList(pool, columns, models, workspace.currency)
	}
	return {
		async on(day) {
			const version = await readListVersion(pool, day)
			if (!version) return undefined
			const key = `${version.asOf} ${version.computedAtMs} ${version.modelVersion} ${version.currency} ${version.merges} ${version.predictions}`
			let list = lists.get(key)
			if (!list) {
				for (const old of [...lists.keys()].slice(0, Math.max(0, lists.size - mostLists + 1))) {
					lists.delete(old)
					seen.delete(old)
				}
				const changes = await listChangesOf(pool, version)
				seen.set(key, new Map(changes.map(({ accountId, mark }) => [accountId, mark])))
				list = make(version)
				lists.set(key, list)
				list.then(
					made => made.warm().catch(() => undefined),
					() => lists.delete(key),
				)
			}
			const made = await list
			if (await takeChanges(pool, version, made, seen.get(key) ?? new Map())) return made
			// An account that came to the date after its run, as after a merge was undone.
			lists.delete(key)
			return this.on(day)
		},
	}
}

async function takeChanges(
	pool: Pool,
	version: ListVersion,
	list: AccountList,
	seen: Map<number, string>,
): Promise<boolean> {
	if (!version.hasChanges) return true
	const changed = (await listChangesOf(pool, version)).filter(
		({ accountId, mark }) => seen.get(accountId) !== mark,
	)
	if (changed.length === 0) return true
	const areKnown = await list.refresh(changed.map(({ accountId }) => accountId))
	for (const { accountId, mark } of changed) seen.set(accountId, mark)
	return areKnown
}
