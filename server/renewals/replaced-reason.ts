import type { ClientBase } from 'pg'
import { z } from 'zod'
import { postMortemCategories } from '../../core/model/forecast.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { findLossDay, findReason, saveReason } from '../revenue/reason-store.ts'
import { readPostMortems, removePostMortem, savePostMortem } from './renewal-change-store.ts'

// A post-mortem that comes with a closing replaces what was written before: the closing keeps that, to be taken back.

const PostMortemBefore = z.object({
	category: z.enum(postMortemCategories),
	competitor: z.string().nullable(),
	couldHaveDone: z.string().nullable(),
	signalsSeen: z.array(z.string()),
	note: z.string().nullable(),
	writtenBy: z.string(),
	writtenAt: z.coerce.date(),
})
const ReasonBefore = z.object({
	reason: z.string(),
	competitor: z.string().nullable(),
	note: z.string().nullable(),
})

/** The day that the reason of a churned renewal is written down at. */
export async function lossDayOf(client: ClientBase, accountId: number, renewalOn: Day): Promise<Day> {
	return (await findLossDay(client, accountId, renewalOn)) ?? renewalOn
}

/** What a post-mortem of the renewal is about to replace, as a change keeps it. */
export async function readReplaced(
	client: ClientBase,
	accountId: number,
	renewalOn: Day,
): Promise<Record<string, string | null>> {
	const day = await lossDayOf(client, accountId, renewalOn)
	const postMortem = (await readPostMortems(client, [accountId])).get(`${accountId}/${renewalOn}`)
	const reason = await findReason(client, { accountId, day })
	return {
		postMortem: postMortem ? JSON.stringify(postMortem) : null,
		reasonDay: formatDay(day),
		lossReason: reason ? JSON.stringify(reason) : null,
	}
}

/** Puts back what `readReplaced` found; nothing where the change replaced no post-mortem. */
export async function restoreReplaced(
	client: ClientBase,
	accountId: number,
	renewalOn: Day,
	{ postMortem, reasonDay, lossReason }: Readonly<Record<string, string | null>>,
	act: { actor: string; at: Date },
): Promise<void> {
	if (postMortem === undefined || !reasonDay) return
	if (postMortem === null) await removePostMortem(client, accountId, renewalOn)
	else await savePostMortem(client, accountId, renewalOn, PostMortemBefore.parse(JSON.parse(postMortem)))
	const reason = lossReason ? ReasonBefore.parse(JSON.parse(lossReason)) : null
	await saveReason(client, { accountId, day: getDay(reasonDay) }, reason, act)
}
