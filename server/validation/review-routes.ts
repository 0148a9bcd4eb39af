import type { Pool } from 'pg'
import { addReview, getReview, getReviewState } from '../../api/review.ts'
import { formatDay } from '../../core/time/day.ts'
import type { Mount } from '../http/mount.ts'
import { readReview, readReviewState, snapshotOf } from './read-review.ts'
import { saveReview } from './review-store.ts'

/** The six-monthly review: what it looks at, when it is due, and that it was held. */
export function mountReviewRoutes(mount: Mount, pool: Pool): void {
	mount.read(getReview, async ({ now, actor }) => {
		const review = await readReview(pool, now)
		return {
			as_of: formatDay(review.today),
			due_on: formatDay(review.dueOn),
			is_due: review.isDue,
			since: formatDay(review.since),
			validated_on: review.validatedOn,
			trained_on: review.trainedOn === null ? null : formatDay(review.trainedOn),
			currency: review.currency,
			verdicts: review.verdicts,
			false_alarms: actor.isRestricted ? [] : review.falseAlarms,
			misses: actor.isRestricted ? [] : review.misses,
			drift: review.drift.map(({ metric, name, index, hasDrifted }) => ({
				metric,
				name,
				index,
				has_drifted: hasDrifted,
			})),
			proposals: review.proposals,
			leaks: review.leaks,
			model_changes: review.modelChanges.map(({ version, appliedOn, note, changes }) => ({
				version,
				applied_on: formatDay(appliedOn),
				note,
				changes,
			})),
			reviews: review.reviews.map(item => ({
				reviewed_on: formatDay(item.reviewedOn),
				reviewed_by: item.reviewedBy,
				note: item.note,
				snapshot: item.snapshot,
			})),
		}
	})
	mount.read(getReviewState, async ({ now }) => {
		const { dueOn, isDue, lastOn } = await readReviewState(pool, now)
		return {
			due_on: formatDay(dueOn),
			is_due: isDue,
			last_on: lastOn === null ? null : formatDay(lastOn),
		}
	})
	mount.change(addReview, async ({ body, client, act }) => {
		const snapshot = snapshotOf(await readReview(pool, act.at))
		await saveReview(client, {
			reviewedAt: act.at,
			reviewedOn: act.day,
			reviewedBy: act.actor,
			note: body.note ?? null,
			snapshot,
		})
		return { reviewed_on: formatDay(act.day) }
	})
}
