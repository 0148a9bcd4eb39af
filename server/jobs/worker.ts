/** A thread that does one long piece of work and ends; `run-in-thread.ts` starts it. */
import { parentPort, workerData } from 'node:worker_threads'
import { type Day, monthEnd } from '../../core/time/day.ts'
import { listAccounts } from '../accounts/account-store.ts'
import { trainChurn } from '../churn/train-churn.ts'
import type { Context } from '../context.ts'
import { ensureDates } from '../days/ensure-dates.ts'
import { historyJson } from '../model/history-json.ts'
import { modelVocabulary } from '../model/model-vocabulary.ts'
import { replayTried } from '../playbooks/try-playbook.ts'
import { createPool } from '../postgres/client.ts'
import { Problem } from '../problem.ts'
import { findScoreDates } from '../validation/find-cases.ts'
import { lookAtHistory } from '../validation/look-at-history.ts'
import { planHistory } from '../validation/plan-history.ts'
import { readValidationBase } from '../validation/validate-scores.ts'
import type { ThreadData, ThreadMessage, ThreadTask, ThreadTasks } from './thread-task.ts'

type Work<Task extends ThreadTask> = (
	context: Context,
	input: ThreadTasks[Task]['input'],
) => Promise<ThreadTasks[Task]['output']>

const port = parentPort
if (!port) throw new Error('worker runs as a thread only')

function say(message: ThreadMessage): void {
	port?.postMessage(message)
}

/** Dates of the past that the daily run computes for learning at most; `perennial train` computes all. */
const mostDates = 40
const mostAccountDates = 1_000_000

const train: Work<'train'> = async (context, { kinds, asOf, now }) => {
	const { pool } = context
	const history = await readValidationBase(pool, { now, today: asOf })
	const accounts = (await listAccounts(pool)).length
	let room = Math.min(mostDates, Math.floor(mostAccountDates / Math.max(1, accounts)))
	let datesLeftOut = 0
	const ensure = async (dates: readonly Day[]) => {
		// Month ends serve both models and later trainings; of the others the latest.
		const byUse = [...dates].sort((a, b) => Number(isMonthEnd(b)) - Number(isMonthEnd(a)) || b - a)
		const chosen = byUse.slice(0, Math.max(0, room))
		room -= chosen.length
		datesLeftOut += byUse.length - chosen.length
		await ensureDates(context, chosen, {
			now,
			onProgress: ({ doing, done, total }) =>
				say({ kind: 'progress', doing: `${doing} of the past`, share: total > 0 ? done / total : null }),
		})
	}
	for (const kind of kinds) {
		say({ kind: 'progress', doing: `learning: ${kind}`, share: null })
		await trainChurn(pool, kind, { now, history, findDates: days => findScoreDates(pool, days, ensure) })
	}
	return { datesLeftOut }
}

function isMonthEnd(day: Day): boolean {
	return monthEnd(day) === day
}

const planModelHistory: Work<'plan_history'> = async (context, { model, now }) =>
	historyJson(
		await planHistory(context.pool, model, {
			now,
			ensureDates: dates => ensureDates(context, dates, { now }),
			onProgress: (doing, share) => say({ kind: 'progress', doing, share }),
		}),
	)

const look: Work<'look_at_history'> = async (context, { now, ...asked }) => {
	const reports = await lookAtHistory(context.pool, {
		...asked,
		now,
		ensureDates: dates => ensureDates(context, dates, { now }),
		onProgress: (doing, share) => say({ kind: 'progress', doing, share }),
	})
	return { cases: reports.reduce((sum, { cases }) => sum + cases, 0) }
}

function startTask(context: Context, { task, input }: ThreadData): Promise<unknown> {
	switch (task) {
		case 'train':
			return train(context, input as ThreadTasks['train']['input'])
		case 'look_at_history':
			return look(context, input as ThreadTasks['look_at_history']['input'])
		case 'replay': {
			const { definition, model, now, asked } = input as ThreadTasks['replay']['input']
			return replayTried(context.pool, definition, model, now, asked, modelVocabulary)
		}
		case 'plan_history':
			return planModelHistory(context, input as ThreadTasks['plan_history']['input'])
	}
}

const data = workerData as ThreadData
const pool = createPool(data.connectionString, { maximum: 3 })
try {
	const { connectionString, dataFolder } = data
	const context: Context = { pool, connectionString, dataFolder, [Symbol.asyncDispose]: () => pool.end() }
	say({ kind: 'done', output: await startTask(context, data) })
} catch (error) {
	if (!(error instanceof Problem)) throw error
	say({ kind: 'refused', code: error.code, message: error.message, fix: error.fix })
} finally {
	await pool.end()
}
