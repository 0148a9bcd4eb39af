import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openBrowser } from './browser.ts'
import { enterDemo, startVisit, visitPage } from './visit.ts'
import { gzipBytes } from './web-files.ts'

const chromium = inject('chromium')
const mostScriptBytes = 350 * 1024

describe.skipIf(!chromium)('the first screen', () => {
	let browser: Browser

	beforeAll(async () => {
		browser = await openBrowser(chromium)
	})
	afterAll(async () => {
		await browser?.close()
	})

	it('loads at most 350 kB of scripts, gzipped, from its own server only', async () => {
		const { page, end } = await startVisit(browser, { url: inject('demoUrl') })
		// Pages that are loaded ahead, after the first one stands, are no part of it.
		await page.addInitScript(() =>
			Object.defineProperty(navigator, 'connection', { value: { saveData: true } }),
		)
		const asked: string[] = []
		page.on('request', request => asked.push(request.url()))
		await enterDemo(page)
		const scripts = asked.map(url => new URL(url).pathname).filter(path => path.endsWith('.js'))
		const bytes = gzipBytes([...new Set(scripts)])
		process.stderr.write(`Scripts of Today: ${Math.round(bytes / 1024)} kB gzipped.\n`)
		expect(bytes).toBeGreaterThan(0)
		expect(bytes).toBeLessThanOrEqual(mostScriptBytes)
		expect(asked.filter(url => !url.startsWith(inject('demoUrl')) && !url.startsWith('data:'))).toEqual([])
		await end()
	})

	it('has a largest paint, which is printed', async () => {
		const { page, end } = await startVisit(browser, { url: inject('demoUrl') })
		await enterDemo(page)
		await visitPage(page, '/today')
		const paint = await page.evaluate(
			() =>
				new Promise<number>(resolve => {
					new PerformanceObserver(list => resolve(list.getEntries().at(-1)?.startTime ?? 0)).observe({
						type: 'largest-contentful-paint',
						buffered: true,
					})
				}),
		)
		process.stderr.write(`Largest paint of Today on loopback: ${Math.round(paint)} ms.\n`)
		expect(paint).toBeGreaterThan(0)
		await end()
	})
})
