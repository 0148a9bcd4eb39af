// For tests.

import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Asks again and again until it is so. Ask for the very thing that is asserted next, and for one that cannot pass
 * again: what was true for a moment may be over by then. Only what hangs takes as long as the limit, however slow the
 * machine is.
 */
export async function waitUntil(isSo: () => Promise<boolean> | boolean, withinMs = 120_000): Promise<void> {
	for (const startedAt = performance.now(); !(await isSo()); await sleep(20)) {
		if (performance.now() - startedAt > withinMs)
			throw new Error(`expected it to be so within ${withinMs / 1_000} s: ${isSo}`)
	}
}
