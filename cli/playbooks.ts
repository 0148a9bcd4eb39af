import { type Command, InvalidArgumentError, Option } from 'commander'
import type { OperatingModel } from '../core/model/operating-model.ts'
import { sayComputedSpans } from '../core/playbooks/computed-spans.ts'
import { playbookNames } from '../core/playbooks/playbook-names.ts'
import { sayTrigger } from '../core/playbooks/say-playbook.ts'
import { formatDay, getDay } from '../core/time/day.ts'
import type { Context } from '../server/context.ts'
import { runWriters } from '../server/jobs/day-work.ts'
import { readModel } from '../server/model/model-store.ts'
import { modelVocabulary } from '../server/model/model-vocabulary.ts'
import { getDefinition } from '../server/playbooks/run-routes.ts'
import { countRuns, listRuns } from '../server/playbooks/run-store.ts'
import { reasonOf } from '../server/playbooks/step-runs.ts'
import { openRunsEnds, openTasksEnds, switchPlaybookTo } from '../server/playbooks/switch-playbook.ts'
import { countWaiting } from '../server/playbooks/trigger-store.ts'
import { previewOn, replayTried } from '../server/playbooks/try-playbook.ts'
import { inTransaction } from '../server/postgres/transaction.ts'
import { Problem } from '../server/problem.ts'
import { readWorkspace, todayOf } from '../server/workspace/workspace-store.ts'
import { addCommand, type CommonOptions, printResult, withWorkspace } from './command.ts'
import { readDayOption } from './day-option.ts'
import { showEffects, switchAutomation } from './playbook-effects.ts'
import { formatTable } from './print-table.ts'

const doings = ['list', 'runs', 'preview', 'replay', 'effect', 'on', 'off', 'stop', 'go'] as const
type Doing = (typeof doings)[number]

interface PlaybookOptions extends CommonOptions {
	from?: string
	to?: string
	openRuns: (typeof openRunsEnds)[number]
	tasks: (typeof openTasksEnds)[number]
	reason: string
}

function readDoing(text: string): Doing {
	const doing = doings.find(known => known === text)
	if (doing) return doing
	throw new InvalidArgumentError(`Expected one of ${doings.join(', ')}.`)
}

/** `perennial playbooks`: what there is, what runs, what one would catch, what it would have done, on and off. */
export function registerPlaybooks(program: Command): void {
	addCommand(
		program,
		'playbooks',
		'playbooks: list, runs [ID], preview ID, replay ID, effect [ID], on ID, off ID, stop, go',
	)
		.argument('[doing]', doings.join(', '), readDoing, 'list')
		.argument('[id]', 'the playbook')
		.option('--from <date>', 'replay: from this day (default: twelve months back)')
		.option('--to <date>', 'replay: to this day')
		.addOption(
			new Option('--open-runs <what>', 'off: what becomes of open runs')
				.choices(openRunsEnds)
				.default('finish'),
		)
		.addOption(
			new Option('--tasks <what>', 'off: what becomes of their open tasks')
				.choices(openTasksEnds)
				.default('keep'),
		)
		.option('--reason <text>', 'stop: why, for everybody to see', 'stopped at the command line')
		.action(async (doing: Doing, id: string | undefined, options: PlaybookOptions) => {
			await withWorkspace(options, async context => {
				if (doing === 'list') return list(context, options)
				if (doing === 'runs') return showRuns(context, options, id)
				if (doing === 'effect') return showEffects(context, options, id)
				if (doing === 'stop' || doing === 'go')
					return switchAutomation(context, options, doing, options.reason)
				if (id === undefined) {
					throw new Problem(
						'wrong_usage',
						`Expected the playbook to ${doing}, found none.`,
						`For example: perennial playbooks ${doing} usage_drop. "perennial playbooks" lists them.`,
					)
				}
				const { model } = await readModel(context.pool, new Date())
				const definition = getDefinition(model, id)
				if (doing === 'preview') return preview(context, options, model, definition.id)
				if (doing === 'replay') {
					const asked = {
						from: readDayOption(options.from, '--from') ?? null,
						to: readDayOption(options.to, '--to') ?? null,
					}
					const replayed = await replayTried(
						context.pool,
						definition,
						model,
						new Date(),
						asked,
						modelVocabulary,
					)
					printResult(options, replayed, ({ problems, replay }) =>
						replay ? sayReplay(definition.name, replay) : problems.join('\n') || 'Nothing was computed yet.',
					)
					return
				}
				await switchTo(context, options, definition.id, doing)
			})
		})
}

type Replay = NonNullable<Awaited<ReturnType<typeof replayTried>>['replay']>

function sayReplay(name: string, replay: Replay): string {
	const spans = replay.computed.map(({ from, to, days, every_days: everyDays }) => ({
		from: getDay(from),
		to: getDay(to),
		days,
		everyDays,
	}))
	return [
		`${name}, ${replay.from} to ${replay.to}: ${replay.runs} runs on ${replay.accounts} accounts, ${Math.round(replay.hours)} hours`,
		`caught ${replay.churned.caught} of ${replay.churned.of} that churned and ${replay.renewed.caught} of ${replay.renewed.of} that renewed`,
		`from ${replay.days} computed days: ${sayComputedSpans(spans)}`,
		'What came and went between two of these days is not seen; steps that wait for a person are not predicted.',
	].join('\n')
}

async function list({ pool }: Context, options: CommonOptions): Promise<void> {
	const { model } = await readModel(pool, new Date())
	const counts = await countRuns(pool, todayOf(await readWorkspace(pool), new Date()))
	const waiting = await countWaiting(pool)
	const rows = model.playbooks.map(playbook => ({
		id: playbook.id,
		name: playbook.name,
		enabled: playbook.enabled,
		trigger: sayTrigger(playbook.trigger, playbookNames(model)),
		runs_open: counts.get(playbook.id)?.open ?? 0,
		attention: counts.get(playbook.id)?.attention ?? 0,
		waiting: waiting.get(playbook.id) ?? 0,
	}))
	printResult(options, rows, items =>
		formatTable(
			[
				{ title: 'id', cell: row => row.id },
				{ title: 'on', cell: row => (row.enabled ? 'on' : 'off') },
				{ title: 'starts', cell: row => row.trigger, maxWidth: 50 },
				{ title: 'open', align: 'right', cell: row => String(row.runs_open) },
				{ title: 'attention', align: 'right', cell: row => String(row.attention) },
				{ title: 'waiting', align: 'right', cell: row => String(row.waiting) },
			],
			items,
		),
	)
}

async function showRuns({ pool }: Context, options: CommonOptions, id: string | undefined): Promise<void> {
	const { model } = await readModel(pool, new Date())
	const runs = await listRuns(pool, { playbookId: id ?? null, state: 'open' })
	const rows = runs.map(run => ({
		id: run.runId,
		account_id: run.externalId,
		playbook: run.playbookId,
		state: run.state,
		step: run.stepId,
		owner_email: run.ownerEmail,
		started_on: formatDay(run.startedOn),
		reason: reasonOf(run.occasion, model),
	}))
	printResult(options, rows, items =>
		items.length === 0
			? 'No run is open.'
			: formatTable(
					[
						{ title: 'account', cell: row => row.account_id, maxWidth: 24 },
						{ title: 'playbook', cell: row => row.playbook },
						{ title: 'state', cell: row => row.state },
						{ title: 'step', cell: row => row.step ?? '' },
						{ title: 'since', cell: row => row.started_on },
						{ title: 'why', cell: row => row.reason, maxWidth: 50 },
					],
					items,
				),
	)
}

async function preview(
	{ pool }: Context,
	options: CommonOptions,
	model: OperatingModel,
	id: string,
): Promise<void> {
	const client = await pool.connect()
	const seen = await previewOn(
		client,
		getDefinition(model, id),
		model,
		new Date(),
		{ mayRead: () => true, accountId: null },
		modelVocabulary,
	).finally(() => client.release())
	printResult(options, seen, ({ as_of: asOf, items, standing_total: total, standing, cap }) =>
		[
			`On ${asOf} ${items.length} would start (at most ${cap} a day); ${total} accounts are in it already:`,
			...standing.map(item => `  ${item.account_name}: ${item.reason}`),
		].join('\n'),
	)
}

async function switchTo(
	{ pool }: Context,
	options: PlaybookOptions,
	id: string,
	to: 'on' | 'off',
): Promise<void> {
	const now = new Date()
	const change = to === 'on' ? { to } : { to, openRuns: options.openRuns, tasks: options.tasks }
	const switched = await inTransaction(pool, async client => {
		const day = todayOf(await readWorkspace(client), now)
		const act = { actor: 'command line', at: now, day }
		return switchPlaybookTo(client, id, change, act, { writers: runWriters, vocabulary: modelVocabulary })
	})
	const result = {
		id,
		enabled: to === 'on',
		version: switched.version,
		runs_changed: switched.runsChanged,
		tasks_lapsed: switched.tasksLapsed,
	}
	printResult(options, result, () => {
		if (to === 'on')
			return `${id} is on. Its next day is its first look: it lists whom it catches and starts nothing.`
		const count = switched.runsChanged
		const runs = `${count} open run${count === 1 ? ' was' : 's were'} ${options.openRuns === 'pause' ? 'paused' : 'cancelled'}`
		const ends = options.openRuns === 'finish' ? 'Its open runs go on to their end' : runs
		return `${id} is off. ${ends}; ${switched.tasksLapsed === 0 ? 'their open tasks stay' : `${switched.tasksLapsed} open tasks lapsed`}.`
	})
}
