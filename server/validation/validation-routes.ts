import type { Pool } from 'pg'
import { addReview, getReview, getValidation, runValidation } from '../../api/validation.ts'
import type { Actor } from '../../core/model/actor.ts'
import type { ChurnLabel } from '../../core/model/validation-case.ts'
import { formatDay } from '../../core/time/day.ts'
import type { Mount } from '../http/mount.ts'
import type { EnsureDates } from './find-cases.ts'
import { readReview } from './read-review.ts'
import { validateScores } from './validate-scores.ts'
import { type ValidationJson, validationJson } from './validation-json.ts'
import { findValidation, saveReview, saveValidation } from './validation-store.ts'

export interface ValidationRouteOptions {
	/** Computes dates that have no stored results. */
	ensureDates(now: Date): EnsureDates
}

/** Does the score predict: the latest validation, a new one, and the review. */
export function mountValidationRoutes(mount: Mount, options: ValidationRouteOptions): void {
	mount.read(getValidation, ({ query, pool, actor }) =>
		readStored(pool, query.horizon_days, query.label, actor),
	)
	mount.special(runValidation, async ({ body, pool, actor, now }) => {
		const reports = await validateScores(pool, {
			now,
			horizonDays: body.horizon_days,
			label: body.label,
			ensureDates: options.ensureDates(now),
		})
		await saveValidation(pool, reports.map(validationJson), now)
		return readStored(pool, body.horizon_days, body.label, actor)
	})
	mount.read(getReview, async ({ pool, now, actor }) => {
		const review = await readReview(pool, now)
		return {
			as_of: formatDay(review.today),
			due_on: formatDay(review.dueOn),
			is_due: review.isDue,
			validated_on: review.validatedOn,
			trained_on: review.trainedOn === null ? null : formatDay(review.trainedOn),
			verdicts: review.verdicts,
			false_alarms: actor.isRestricted ? [] : review.falseAlarms,
			misses: actor.isRestricted ? [] : review.misses,
			drift: review.drift.map(({ metric, index, hasDrifted }) => ({
				metric,
				index,
				has_drifted: hasDrifted,
			})),
			reviews: review.reviews.map(item => ({
				reviewed_on: formatDay(item.reviewedOn),
				reviewed_by: item.reviewedBy,
				note: item.note,
			})),
		}
	})
	mount.change(addReview, async ({ body, client, act }) => {
		await saveReview(client, {
			reviewedAt: act.at,
			reviewedOn: act.day,
			reviewedBy: act.actor,
			note: body.note ?? null,
		})
		return { reviewed_on: formatDay(act.day) }
	})
}

async function readStored(pool: Pool, horizonDays: number, label: ChurnLabel, actor: Actor | undefined) {
	const stored = await findValidation(pool, horizonDays, label)
	return {
		ran_at: stored?.ranAt.toISOString() ?? null,
		model_version: stored?.modelVersion ?? null,
		populations: (stored?.parts ?? []).map(part =>
			actor?.isRestricted === false ? part : withoutNames(part),
		),
	}
}

/** Who sees only their own accounts gets the figures, not the names of others' accounts. */
function withoutNames(part: ValidationJson): ValidationJson {
	return { ...part, false_alarms: [], misses: [], unscored_cases: [], churned: [] }
}
