import type { Job } from '../../api/data.ts'
import { formatCount } from '../ui/format-number.ts'

/**
 * What became of the rows of an import, and whether scores know them by now: `computedAt` is when the scores that
 * are shown were made, null where none ever were.
 */
export function sayScores(
	accepted: number,
	job: Pick<Job, 'finished_at' | 'next_job_id'>,
	computedAt: string | null | undefined,
): string {
	if (accepted === 0) return 'Nothing was new.'
	const rows = `${formatCount(accepted, 'row')} new or corrected.`
	if (computedAt && job.finished_at && Date.parse(computedAt) > Date.parse(job.finished_at)) {
		return `${rows} The day has run since: they are in scores.`
	}
	return job.next_job_id
		? `${rows} They are in scores as soon as the day has run, which starts by itself.`
		: `${rows} They are in scores once the day has run.`
}
