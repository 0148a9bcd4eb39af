import type { Pool } from 'pg'
import {
	listPlaybookEffects,
	type PlaybookEffect as PlaybookEffectJson,
	readPlaybookEffect,
} from '../../api/playbook-effect.ts'
import { formatDay } from '../../core/time/day.ts'
import type { Mount } from '../http/mount.ts'
import { readModel } from '../model/model-store.ts'
import { Problem } from '../problem.ts'
import { type PlaybookEffect, readEffects } from './effect-store.ts'

/** Whether playbooks worked, as the latest day found it. */
export function mountEffectRoutes(mount: Mount, pool: Pool): void {
	mount.read(readPlaybookEffect, async ({ params, now }) => {
		const effect = (await readEffects(pool)).get(params.playbook_id)
		if (effect) return effectJson(params.playbook_id, effect)
		const { model } = await readModel(pool, now)
		if (model.playbooks.some(({ id }) => id === params.playbook_id)) return notReadYet(params.playbook_id)
		throw new Problem(
			'playbook_missing',
			`There is no playbook "${params.playbook_id}".`,
			'The list of playbooks has their ids.',
		)
	})
	mount.read(listPlaybookEffects, async () => ({
		items: [...(await readEffects(pool))].map(([playbookId, effect]) => effectJson(playbookId, effect)),
	}))
}

function notReadYet(playbookId: string): PlaybookEffectJson {
	return {
		playbook_id: playbookId,
		as_of: null,
		window_days: null,
		basis: null,
		treated: 0,
		compared: 0,
		effects: [],
		adoption: [],
	}
}

export function effectJson(
	playbookId: string,
	{ asOf, windowDays, effect, adoption }: PlaybookEffect,
): PlaybookEffectJson {
	return {
		playbook_id: playbookId,
		as_of: formatDay(asOf),
		window_days: windowDays,
		basis: effect.basis,
		treated: effect.treated,
		compared: effect.compared,
		effects: effect.effects,
		adoption: adoption.map(({ ownerEmail, isAll, onTime, daysToDone, ...counts }) => ({
			owner_email: ownerEmail,
			is_all: isAll,
			...counts,
			on_time: { done: onTime.done, with_date: onTime.withDate },
			days_to_done: {
				lower_quartile: daysToDone.lowerQuartile,
				median: daysToDone.median,
				upper_quartile: daysToDone.upperQuartile,
			},
		})),
	}
}
