import type { Pool } from 'pg'
import type { BandLevel } from '../../core/model/health-model.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import {
	chooseSubjects,
	type EffectSubject,
	effectCaseOf,
	type KnownOutcomes,
	type PlaybookCall,
	type ScoreThen,
} from '../../core/outcomes/find-effect-cases.ts'
import { measureAdoption } from '../../core/outcomes/measure-adoption.ts'
import { measureEffect } from '../../core/outcomes/measure-effect.ts'
import { hashText } from '../../core/playbooks/occasion.ts'
import type { Day } from '../../core/time/day.ts'
import { listModels, readModel } from '../model/model-store.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { readOutcomes } from '../validation/outcome-store.ts'
import { readScoresBetween, type ScoreRow } from '../validation/score-date-store.ts'
import { listAdoptionRuns, listFirstCalls, type PlaybookEffect, saveEffect } from './effect-store.ts'

/** How long after a call its account's churn and health are read. */
export const effectWindowDays = 90
/** A score may be this much older than the day that is asked about. */
const oldestScoreDays = 6

export interface UpdateEffectsOptions {
	asOf: Day
	now: Date
	currency: string
}

/** Reads what every playbook changed, and keeps it. Does nothing while no playbook has called for anybody. */
export async function updateEffects(pool: Pool, options: UpdateEffectsOptions): Promise<void> {
	const calls = await listFirstCalls(pool)
	const runs = await listAdoptionRuns(pool)
	const playbookIds = [...new Set([...calls.keys(), ...runs.keys()])]
	if (playbookIds.length === 0) return
	const { model } = await readModel(pool, options.now)
	const outcomes = await readKnownOutcomes(pool, model, options)
	const levelOf = await readLevels(pool)
	for (const playbookId of playbookIds) {
		const effect: PlaybookEffect = {
			asOf: options.asOf,
			windowDays: effectWindowDays,
			effect: measureEffect(
				await listCases(pool, playbookId, calls.get(playbookId) ?? [], outcomes, levelOf, options.asOf),
			),
			adoption: measureAdoption(runs.get(playbookId) ?? [], options.asOf),
		}
		await inTransaction(pool, client => saveEffect(client, playbookId, effect))
	}
}

async function readKnownOutcomes(
	pool: Pool,
	model: OperatingModel,
	{ asOf, currency }: UpdateEffectsOptions,
): Promise<Map<number, KnownOutcomes>> {
	const accounts = await inTransaction(pool, client =>
		readOutcomes(client, { today: asOf, currency, settings: model.settings.renewals }),
	)
	return new Map(accounts.map(({ accountId, decisions, spells }) => [accountId, { decisions, spells }]))
}

type LevelOf = (row: ScoreRow) => BandLevel | null

async function readLevels(pool: Pool): Promise<LevelOf> {
	const bands = new Map(
		(await listModels(pool)).flatMap(({ version, model }) =>
			model.healthModels.flatMap(health =>
				health.bands.map(band => [`${version}/${health.id}/${band.id}`, band.level] as const),
			),
		),
	)
	return row => bands.get(`${row.modelVersion}/${row.healthModel}/${row.band}`) ?? null
}

async function listCases(
	pool: Pool,
	playbookId: string,
	calls: readonly PlaybookCall[],
	outcomes: ReadonlyMap<number, KnownOutcomes>,
	levelOf: LevelOf,
	today: Day,
) {
	const called = new Set(calls.map(({ accountId }) => accountId))
	const neverCalled = [...outcomes.keys()].filter(accountId => !called.has(accountId))
	const subjects = chooseSubjects(calls, neverCalled, accountId => hashText(`${playbookId}/${accountId}`))
	const start = await readScoresNear(pool, subjects, 0, levelOf)
	const end = await readScoresNear(pool, subjects, effectWindowDays, levelOf)
	const isExperiment = calls.some(({ isHeldBack }) => isHeldBack)
	return subjects.flatMap((subject, index) => {
		const known = outcomes.get(subject.accountId)
		if (!known) return []
		const scores = { start: start[index], end: end[index] }
		const found = effectCaseOf(subject, known, scores, { today, windowDays: effectWindowDays, isExperiment })
		return found ? [found] : []
	})
}

async function readScoresNear(
	pool: Pool,
	subjects: readonly EffectSubject[],
	laterDays: number,
	levelOf: LevelOf,
): Promise<(ScoreThen | undefined)[]> {
	const rows = await readScoresBetween(
		pool,
		subjects.map(({ accountId, startsOn }) => ({
			accountId,
			after: startsOn + laterDays - oldestScoreDays - 1,
			upTo: startsOn + laterDays,
		})),
	)
	return rows.map(([latest]) =>
		latest
			? {
					score: latest.score,
					level: latest.score === null ? null : levelOf(latest),
					segment: latest.segment,
					arrMinor: latest.arrMinor,
				}
			: undefined,
	)
}
