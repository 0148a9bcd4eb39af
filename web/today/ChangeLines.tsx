import { Link } from '@tanstack/react-router'
import { BandShape, type Level, levelOf } from '../ui/BandMark.tsx'
import { formatCount } from '../ui/format-number.ts'
import type { Summary } from './use-today.ts'

const rank: Record<Level, number> = { good: 4, fine: 3, watch: 2, alarm: 1, unknown: 0 }

/** Accounts whose level changed: from, to, and the scores. */
export function ChangeLines({ changes, limit }: { changes: Summary['changes']; limit: number }) {
	if (changes.length === 0) return <p className="text-13 text-second">No account changed its level.</p>
	return (
		<>
			<ul>
				{changes.slice(0, limit).map(change => {
					const [before, after] = [levelOf(change.level_before), levelOf(change.level)]
					const isWorse = rank[after] < rank[before]
					return (
						<li key={change.account_id} className="flex min-h-7 items-center gap-2 border-b text-13">
							<Link
								to="/accounts/$id"
								params={{ id: change.account_id }}
								className="min-w-0 flex-1 truncate rounded-sm hover:text-accent"
							>
								{change.account_name}
							</Link>
							<span className="sr-only">
								{isWorse ? 'worse' : 'better'}: from {before} to {after}
							</span>
							<span aria-hidden="true" className="flex items-center gap-1 text-second">
								<BandShape level={before} />→<BandShape level={after} />
							</span>
							<span className="w-16 text-right text-second">
								{change.score_before ?? '–'} → {change.score ?? '–'}
							</span>
						</li>
					)
				})}
			</ul>
			{changes.length > limit && (
				<p className="mt-1 text-12 text-second">and {formatCount(changes.length - limit, 'more account')}</p>
			)}
		</>
	)
}
