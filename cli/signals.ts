import type { Command } from 'commander'
import { formatDay } from '../core/time/day.ts'
import { type ListedEpisode, listEpisodesOn } from '../server/signals/signal-store.ts'
import { readWorkspace, todayOf } from '../server/workspace/workspace-store.ts'
import { addCommand, type CommonOptions, printResult, withWorkspace } from './command.ts'
import { readDayOption } from './day-option.ts'
import { formatTable, showNumber } from './print-table.ts'

/** `perennial signals`: the episodes that are open, newest first. */
export function registerSignals(program: Command): void {
	addCommand(program, 'signals', 'signals that are open, newest first')
		.option('--as-of <date>', 'as they stood at the end of this day (default: today)')
		.action(async (options: CommonOptions & { asOf?: string }) => {
			const asked = readDayOption(options.asOf, '--as-of')
			const episodes = await withWorkspace(options, async ({ pool }) =>
				listEpisodesOn(pool, asked ?? todayOf(await readWorkspace(pool), new Date())),
			)
			printResult(options, episodes.map(toRow), () => showEpisodes(episodes))
		})
}

function toRow(episode: ListedEpisode): unknown {
	return {
		id: `${episode.externalId}/${episode.signalId}@${formatDay(episode.startedOn)}`,
		account_id: episode.externalId,
		signal: episode.signalId,
		since: formatDay(episode.startedOn),
		value: episode.latestValue ?? episode.value,
		threshold: episode.threshold,
		held: episode.heldReason,
		baseline: episode.baseline,
	}
}

function showEpisodes(episodes: readonly ListedEpisode[]): string {
	if (episodes.length === 0) return 'No signal is open.'
	return formatTable(
		[
			{ title: 'account', cell: episode => episode.accountName ?? episode.externalId, maxWidth: 32 },
			{ title: 'signal', cell: episode => episode.signalId },
			{ title: 'since', cell: episode => formatDay(episode.startedOn) },
			{
				title: 'value',
				align: 'right',
				cell: episode => showNumber(episode.latestValue ?? episode.value, 2),
			},
			{ title: 'threshold', align: 'right', cell: episode => showNumber(episode.threshold, 2) },
			{
				title: '',
				cell: episode => episode.heldReason ?? (episode.baseline ? 'open at the first look' : ''),
			},
		],
		episodes,
	)
}
