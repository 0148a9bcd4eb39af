import type { Command } from 'commander'
import { formatAmountMinor, showMoney } from '../core/money/amount.ts'
import { rankTasks } from '../core/tasks/rank-tasks.ts'
import { type Day, formatDay } from '../core/time/day.ts'
import { type ListedTask, listTasksOn } from '../server/tasks/task-store.ts'
import { readWorkspace, todayOf } from '../server/workspace/workspace-store.ts'
import { addCommand, type CommonOptions, printResult, withWorkspace } from './command.ts'
import { readDayOption } from './day-option.ts'
import { formatTable } from './print-table.ts'

/** `perennial tasks`: the work of a day, most urgent money first. */
export function registerTasks(program: Command): void {
	addCommand(program, 'tasks', 'today’s work, most urgent money first')
		.option('--as-of <date>', 'as it stood at the end of this day (default: today)')
		.option('--owner <e-mail>', 'of one owner only')
		.action(async (options: CommonOptions & { asOf?: string; owner?: string }) => {
			const asked = readDayOption(options.asOf, '--as-of')
			const { tasks, asOf } = await withWorkspace(options, async ({ pool }) => {
				const day = asked ?? todayOf(await readWorkspace(pool), new Date())
				const all = await listTasksOn(pool, day)
				const mine = options.owner === undefined ? all : all.filter(task => task.ownerEmail === options.owner)
				return { tasks: rankTasks(mine), asOf: day }
			})
			printResult(options, tasks.map(toRow), () => showTasks(tasks, asOf))
		})
}

function toRow(task: ListedTask): unknown {
	const { moneyAtRiskMinor, currency } = task
	return {
		id: task.taskId,
		account_id: task.externalId,
		title: task.title,
		reason: task.reason,
		money_at_risk:
			moneyAtRiskMinor === null || currency === null ? null : formatAmountMinor(moneyAtRiskMinor, currency),
		currency,
		owner_email: task.ownerEmail,
		due_on: formatDay(task.dueOn),
		state: task.state,
		source: task.source,
	}
}

function showTasks(tasks: readonly ListedTask[], asOf: Day): string {
	if (tasks.length === 0) return `No task stood open on ${formatDay(asOf)}.`
	return formatTable(
		[
			{ title: 'account', cell: task => task.accountName ?? task.externalId, maxWidth: 28 },
			{ title: 'do', cell: task => task.title, maxWidth: 44 },
			{ title: 'why', cell: task => task.reason, maxWidth: 90 },
			{
				title: 'at risk',
				align: 'right',
				cell: task =>
					task.moneyAtRiskMinor === null || task.currency === null
						? '–'
						: showMoney(task.moneyAtRiskMinor, task.currency),
			},
			{ title: 'due', cell: task => formatDay(task.dueOn) },
			{ title: 'owner', cell: task => task.ownerEmail ?? 'nobody', maxWidth: 28 },
		],
		tasks,
	)
}
