import { Link } from '@tanstack/react-router'
import { BandShape, type Level, levels as levelOrder } from '../ui/BandMark.tsx'
import { classNames } from '../ui/class-names.ts'
import { formatNumber } from '../ui/format-number.ts'
import type { Summary } from './use-today.ts'

const names: Record<Level, string> = {
	good: 'Good',
	fine: 'Fine',
	watch: 'Watch',
	alarm: 'Alarm',
	unknown: 'Unknown',
}
const fills: Record<Level, string> = {
	good: 'bg-good',
	fine: 'bg-fine',
	watch: 'bg-watch',
	alarm: 'bg-alarm',
	unknown: 'bg-line-strong',
}

/** How many accounts stand on each level; each opens the list of them. */
export function LevelCounts({ levels, owner }: { levels: Summary['levels']; owner: string | undefined }) {
	const total = levels.reduce((sum, level) => sum + level.accounts, 0)
	const sorted = levelOrder.map(level => ({
		level,
		accounts: levels.find(entry => entry.level === level)?.accounts ?? 0,
	}))
	return (
		<div>
			<div aria-hidden="true" className="mb-2 flex h-2 gap-px overflow-hidden rounded-full">
				{sorted.map(({ level, accounts }) => (
					<div
						key={level}
						className={classNames('h-full', fills[level])}
						style={{ width: `${total > 0 ? (accounts / total) * 100 : 0}%` }}
					/>
				))}
			</div>
			<ul className="flex flex-wrap gap-x-4 gap-y-1">
				{sorted
					.filter(({ level, accounts }) => accounts > 0 || level !== 'unknown')
					.map(({ level, accounts }) => (
						<li key={level}>
							<Link
								to="/accounts"
								search={{ filter: `level = "${level}"`, ...(owner ? { owner } : {}), sort: '-arr' }}
								className="inline-flex items-center gap-1.5 rounded-sm text-13 hover:text-accent"
							>
								<BandShape level={level} />
								<span className="font-medium">{formatNumber(accounts)}</span>
								<span className="text-second">{names[level]}</span>
							</Link>
						</li>
					))}
			</ul>
		</div>
	)
}
