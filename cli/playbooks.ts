import { type Command, InvalidArgumentError } from 'commander'
import type { OperatingModel } from '../core/model/operating-model.ts'
import { sayTrigger } from '../core/playbooks/say-playbook.ts'
import { formatDay } from '../core/time/day.ts'
import type { Context } from '../server/context.ts'
import { applyModel } from '../server/model/apply-model.ts'
import { readModel } from '../server/model/model-store.ts'
import { modelVocabulary } from '../server/model/model-vocabulary.ts'
import { getDefinition } from '../server/playbooks/playbook-routes.ts'
import { countRuns, listRuns } from '../server/playbooks/run-store.ts'
import { reasonOf } from '../server/playbooks/step-runs.ts'
import { countWaiting } from '../server/playbooks/trigger-store.ts'
import { previewOn, replayTried } from '../server/playbooks/try-playbook.ts'
import { readWorkspace, todayOf } from '../server/workspace/workspace-store.ts'
import { addCommand, type CommonOptions, printResult, withWorkspace } from './command.ts'
import { readDayOption } from './day-option.ts'
import { showEffects, switchAutomation } from './playbook-effects.ts'
import { formatTable } from './print-table.ts'

const doings = ['list', 'runs', 'preview', 'replay', 'effect', 'on', 'off', 'stop', 'go'] as const
type Doing = (typeof doings)[number]

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
		'playbooks: list, runs, preview ID, replay ID, effect [ID], on ID, off ID, stop, go',
	)
		.argument('[doing]', doings.join(', '), readDoing, 'list')
		.argument('[id]', 'the playbook')
		.option('--from <date>', 'replay: from this day (default: twelve months back)')
		.option('--to <date>', 'replay: to this day')
		.action(
			async (
				doing: Doing,
				id: string | undefined,
				options: CommonOptions & { from?: string; to?: string },
			) => {
				await withWorkspace(options, async context => {
					if (doing === 'list') return list(context, options)
					if (doing === 'runs') return showRuns(context, options, id)
					if (doing === 'effect') return showEffects(context, options, id)
					if (doing === 'stop' || doing === 'go') return switchAutomation(context, options, doing)
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
							replay
								? `${definition.name}, ${replay.from} to ${replay.to} (${replay.days} computed days): ${replay.runs} runs on ${replay.accounts} accounts, ${Math.round(replay.hours)} hours\ncaught ${replay.churned.caught} of ${replay.churned.of} that churned and ${replay.renewed.caught} of ${replay.renewed.of} that renewed`
								: problems.join('\n') || 'Nothing was computed yet.',
						)
						return
					}
					await switchTo(context, options, model, definition.id, doing === 'on')
				})
			},
		)
}

async function list({ pool }: Context, options: CommonOptions): Promise<void> {
	const { model } = await readModel(pool, new Date())
	const counts = await countRuns(pool, todayOf(await readWorkspace(pool), new Date()))
	const waiting = await countWaiting(pool)
	const rows = model.playbooks.map(playbook => ({
		id: playbook.id,
		name: playbook.name,
		enabled: playbook.enabled,
		trigger: sayTrigger(playbook.trigger, id => model.signals.find(signal => signal.id === id)?.name),
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
	options: CommonOptions,
	model: OperatingModel,
	id: string,
	enabled: boolean,
): Promise<void> {
	const playbooks = model.playbooks.map(playbook =>
		playbook.id === id ? { ...playbook, enabled } : playbook,
	)
	const applied = await applyModel(
		pool,
		{ ...model, playbooks },
		{ actor: 'command line', now: new Date(), note: `${id} switched ${enabled ? 'on' : 'off'}` },
	)
	printResult(options, { id, enabled, version: applied.version }, () =>
		enabled
			? `${id} is on. Its next day is its first look: it lists whom it catches and starts nothing.`
			: `${id} is off. Its open runs go on to their end; pause or cancel them under Playbooks.`,
	)
}
