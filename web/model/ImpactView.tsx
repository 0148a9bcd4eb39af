import { Link } from '@tanstack/react-router'
import { useWorkspace } from '../session/use-session.ts'
import { Money } from '../ui/Amounts.tsx'
import { BandMark, type Level, levels } from '../ui/BandMark.tsx'
import { formatCount, formatNumber, formatSigned } from '../ui/format-number.ts'
import { type SimpleColumn, SimpleTable } from '../ui/SimpleTable.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import type { Impact } from './use-model.ts'

export const levelNames: Record<Level, string> = {
	good: 'Good',
	fine: 'Fine',
	watch: 'Watch',
	alarm: 'Alarm',
	unknown: 'No score',
}

/** Accounts by level before and after, side by side as bars of one scale. */
function LevelTable({ impact, isNarrow }: { impact: Impact; isNarrow: boolean }) {
	const countOf = (list: Impact['before'], level: Level) =>
		list.find(entry => entry.level === level)?.accounts ?? 0
	const rows = levels.map(level => ({
		level,
		before: countOf(impact.before, level),
		after: countOf(impact.after, level),
	}))
	const most = Math.max(1, ...rows.flatMap(({ before, after }) => [before, after]))
	const bars: SimpleColumn<(typeof rows)[number]> = {
		header: 'Accounts',
		isExtra: true,
		cell: ({ before, after }) => (
			<div aria-hidden="true" className="flex w-52 flex-col gap-0.5">
				<div className="h-1.5 rounded-full bg-line-strong" style={{ width: `${(before / most) * 100}%` }} />
				<div className="h-1.5 rounded-full bg-accent" style={{ width: `${(after / most) * 100}%` }} />
			</div>
		),
	}
	return (
		<SimpleTable
			label="Accounts by level before and after"
			rows={rows.filter(({ before, after }) => before + after > 0)}
			rowKey={({ level }) => level}
			columns={[
				{
					header: 'Level',
					cell: ({ level }) => (
						<span className="flex">
							<BandMark level={level} name={levelNames[level]} isPlain />
						</span>
					),
				},
				{ header: 'Now', align: 'right', cell: ({ before }) => formatNumber(before) },
				{ header: 'After', align: 'right', cell: ({ after }) => formatNumber(after) },
				{ header: 'Change', align: 'right', cell: ({ before, after }) => formatSigned(after - before) },
				...(isNarrow ? [] : [bars]),
			]}
		/>
	)
}

function Move({ before, after }: { before: Level; after: Level }) {
	return (
		<span className="inline-flex items-center gap-1.5">
			<BandMark level={before} name={levelNames[before]} isPlain />
			<span aria-hidden="true">→</span>
			<span className="sr-only">to</span>
			<BandMark level={after} name={levelNames[after]} isPlain />
		</span>
	)
}

/** What a model would do to today's accounts. */
export function ImpactView({ impact, isNarrow = false }: { impact: Impact | null; isNarrow?: boolean }) {
	const currency = useWorkspace().data?.currency
	if (!impact) {
		return (
			<p className="text-13 text-second">
				Who would change band cannot be said now: nothing was computed yet, or it needs metrics that are not
				computed yet. The next run of the day computes them.
			</p>
		)
	}
	return (
		<section aria-label="For today's accounts" className="flex flex-col gap-3">
			<p className="text-13">
				<span className="font-medium">
					{impact.accounts_rebanded === 0
						? `None of ${formatCount(impact.accounts, 'account')} changes level.`
						: `${formatNumber(impact.accounts_rebanded)} of ${formatCount(impact.accounts, 'account')} change level`}
				</span>
				{impact.accounts_rebanded > 0 && impact.arr_rebanded !== null && (
					<>
						, <Money value={impact.arr_rebanded} currency={currency} isShort /> ARR
					</>
				)}
			</p>
			<LevelTable impact={impact} isNarrow={isNarrow} />
			{impact.examples.length > 0 && (
				<details>
					<summary className="text-13 text-accent">
						{impact.examples.length < impact.accounts_rebanded
							? `The ${formatNumber(impact.examples.length)} largest of them`
							: 'Which ones'}
					</summary>
					<SimpleTable
						label="Accounts that change level"
						rows={impact.examples}
						rowKey={row => row.account_id}
						columns={[
							{
								header: 'Account',
								cell: row => (
									<Link to="/accounts/$id" params={{ id: row.account_id }} className={linkClass}>
										{row.account_name}
									</Link>
								),
							},
							{ header: 'Level', cell: row => <Move before={row.level_before} after={row.level_after} /> },
							{
								header: 'Score',
								align: 'right',
								cell: row => `${row.score_before ?? '–'} → ${row.score_after ?? '–'}`,
							},
						]}
					/>
				</details>
			)}
		</section>
	)
}
