import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { listViolationsInBothThemes, measureOverflow, screens } from './all-screens.ts'
import { openBrowser } from './browser.ts'
import { enterDemo, startVisit, type Visit, visitPage } from './visit.ts'

const chromium = inject('chromium')

describe.skipIf(!chromium)('every screen of a workspace with data', { timeout: 150_000 }, () => {
	let browser: Browser
	let visit: Visit
	let page: Page
	let account: string

	beforeAll(async () => {
		browser = await openBrowser(chromium)
		visit = await startVisit(browser, { url: inject('demoUrl') })
		page = visit.page
		await enterDemo(page)
		account = (await page.locator('article a[href^="/accounts/"]').first().getAttribute('href')) ?? ''
	})
	afterAll(async () => {
		await browser?.close()
	})

	it('has no finding of axe in light and dark, and no console error', async () => {
		const found: string[] = []
		for (const path of [...screens, account]) {
			await visitPage(page, path)
			found.push(...(await listViolationsInBothThemes(page, path)))
		}
		expect(found).toEqual([])
		expect(visit.complaints).toEqual([])
	})

	it('is not wider than a telephone of 390 px', async () => {
		const phone = await startVisit(browser, {
			url: inject('demoUrl'),
			width: 390,
			height: 844,
			storageState: await visit.context.storageState(),
		})
		const wide: string[] = []
		for (const path of [...screens, account]) {
			await visitPage(phone.page, path)
			const overflow = await measureOverflow(phone.page)
			if (overflow > 0) wide.push(`${path}: ${overflow} px`)
		}
		const bar = phone.page.getByRole('navigation', { name: 'Pages' }).last()
		const cut = await bar.evaluate(nav => nav.scrollWidth - nav.clientWidth)
		expect(wide).toEqual([])
		expect(cut).toBe(0)
		expect(phone.complaints).toEqual([])
		await phone.end()
	})
})

describe.skipIf(!chromium)('every screen whose data cannot be read', { timeout: 150_000 }, () => {
	it('says so with a way to try again, without a finding of axe', async () => {
		await using browser = await openBrowser(chromium)
		const visit = await startVisit(browser, { url: inject('demoUrl') })
		const { page } = visit
		await enterDemo(page)
		const account = await page.locator('article a[href^="/accounts/"]').first().getAttribute('href')
		await page.route(/\/api\/v1\/(?!session|workspace|freshness)/, route =>
			route.fulfill({
				status: 500,
				contentType: 'application/problem+json',
				body: JSON.stringify({
					type: 'about:blank',
					status: 500,
					title: 'The server has failed',
					code: 'fault',
					request_id: 'x',
				}),
			}),
		)
		const found: string[] = []
		const silent: string[] = []
		const leavesAlone = ['/settings?tab=workspace', '/settings?tab=account', '/data?tab=imports&x=1']
		for (const path of [...screens, account ?? '']) {
			await page.goto(path)
			const alert = page.getByRole('alert').first()
			await alert.waitFor({ timeout: 8_000 }).catch(() => {
				if (!leavesAlone.includes(path)) silent.push(path)
			})
			found.push(...(await listViolationsInBothThemes(page, `${path} failing`)))
		}
		expect(silent).toEqual([])
		expect(found).toEqual([])
		expect(visit.complaints).toEqual([])
	})
})
