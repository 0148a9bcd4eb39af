import type { EffectReport } from '../core/outcomes/measure-effect.ts'
import type { Context } from '../server/context.ts'
import { effectJson } from '../server/outcomes/effect-routes.ts'
import { readEffects } from '../server/outcomes/effect-store.ts'
import {
	type HeldAtStart,
	startAllAutomation,
	stopAllAutomation,
} from '../server/playbooks/switch-automation.ts'
import { inTransaction } from '../server/postgres/transaction.ts'
import { type CommonOptions, printResult } from './command.ts'
import { formatTable } from './print-table.ts'

/** What playbooks changed: each outcome's difference with its interval, or that it is too early to tell. */
export async function showEffects(
	{ pool }: Context,
	options: CommonOptions,
	id: string | undefined,
): Promise<void> {
	const all = [...(await readEffects(pool))].filter(([playbookId]) => id === undefined || playbookId === id)
	const items = all.map(([playbookId, effect]) => effectJson(playbookId, effect))
	const rows = items.flatMap(item => item.effects.map(effect => ({ ...effect, item })))
	printResult(options, items, () =>
		rows.length === 0
			? 'No playbook has run yet.'
			: formatTable(
					[
						{ title: 'playbook', cell: row => row.item.playbook_id },
						{ title: 'basis', cell: row => row.item.basis ?? '' },
						{ title: 'outcome', cell: row => row.outcome },
						{
							title: 'accounts',
							align: 'right',
							cell: row => `${row.treated.accounts}/${row.compared.accounts}`,
						},
						{ title: 'difference', align: 'right', cell: row => sayDifference(row) },
						{ title: 'verdict', cell: row => row.missing ?? row.verdict, maxWidth: 50 },
					],
					rows,
				),
	)
}

function sayDifference({ difference, outcome }: EffectReport['effects'][number]): string {
	if (difference === null) return ''
	const scale = outcome === 'health' ? 1 : 100
	const say = (value: number) => (value * scale).toFixed(1)
	return `${say(difference.value)} (${say(difference.low)} to ${say(difference.high)})${outcome === 'health' ? '' : ' %'}`
}

/** Stops everything, or lets it go on again. */
export async function switchAutomation(
	{ pool }: Context,
	options: CommonOptions,
	doing: 'stop' | 'go',
	reason: string,
): Promise<void> {
	const act = { actor: 'command line', at: new Date() }
	const held = await inTransaction(pool, async client => {
		if (doing === 'go') return startAllAutomation(client, act)
		await stopAllAutomation(client, reason, act)
		return undefined
	})
	printResult(options, { stopped: doing === 'stop', ...(held ? { held } : {}) }, () =>
		held
			? `Playbooks start and go on again; what happened meanwhile starts nothing. ${sayHeld(held)}`
			: 'Everything is stopped: nothing starts, goes on or is sent. "perennial playbooks go" lets it go on.',
	)
}

function sayHeld({ messages, waits }: HeldAtStart): string {
	if (messages + waits === 0) return 'Nothing was held back.'
	return `${messages} message${messages === 1 ? '' : 's'} that ${messages === 1 ? 'was' : 'were'} due wait${messages === 1 ? 's' : ''} for approval; ${waits} wait${waits === 1 ? '' : 's'} end${waits === 1 ? 's' : ''} as many days later as everything stood still.`
}
