import type { Pool } from 'pg'
import type { GroupFigures } from '../../core/kpis/group-figures.ts'

/** Groups that all kept figures together may have; the longest unused go first. One is about 600 bytes. */
const mostGroups = 60_000
type Kept = Map<string, ReadonlyMap<string, GroupFigures>>
const caches = new WeakMap<Pool, Kept>()

/** Figures that were computed before of the same ledgers and the same request, else computed now and kept. */
export async function cachedFigures(
	pool: Pool,
	key: string,
	compute: () => Promise<ReadonlyMap<string, GroupFigures>>,
): Promise<ReadonlyMap<string, GroupFigures>> {
	const kept = caches.get(pool) ?? new Map<string, ReadonlyMap<string, GroupFigures>>()
	caches.set(pool, kept)
	const known = kept.get(key)
	const figures = known ?? (await compute())
	kept.delete(key)
	kept.set(key, figures)
	let groups = 0
	for (const entry of kept.values()) groups += entry.size + 1
	for (const [oldest, entry] of kept) {
		if (groups <= mostGroups || oldest === key) break
		groups -= entry.size + 1
		kept.delete(oldest)
	}
	return figures
}
