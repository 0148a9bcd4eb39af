import type { Browser, Page } from 'playwright-core'
import { inject } from 'vitest'
import { openBrowser } from './browser.ts'
import { enterDemo, startVisit, type Visit, type VisitOptions } from './visit.ts'

/** A browser of one's own in the demo that all files share. */
export async function openDemo(
	options: Omit<VisitOptions, 'url'> = {},
): Promise<{ browser: Browser; visit: Visit; page: Page }> {
	const browser = await openBrowser(inject('chromium'))
	const visit = await startVisit(browser, { url: inject('demoUrl'), ...options })
	await enterDemo(visit.page)
	return { browser, visit, page: visit.page }
}
