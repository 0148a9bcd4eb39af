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

	const look = async (path: string) => {
		await visitPage(page, path)
		expect(await listViolationsInBothThemes(page, path)).toEqual([])
		expect(visit.complaints.splice(0)).toEqual([])
	}
	it.each(screens)('%s has no finding of axe in light and dark, and no console error', look)
	it('the account page has no finding of axe in light and dark, and no console error', () => look(account))

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

const fault = {
	status: 500,
	contentType: 'application/problem+json',
	body: JSON.stringify({
		type: 'about:blank',
		status: 500,
		title: 'The server has failed',
		code: 'fault',
		request_id: 'x',
	}),
}

describe.skipIf(!chromium)('every screen whose data cannot be read', () => {
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
		await page.route(/\/api\/v1\/(?!session|workspace|freshness)/, route => route.fulfill(fault))
	})
	afterAll(async () => {
		await browser?.close()
	})

	const look = async (path: string) => {
		await page.goto(path)
		const retry = page.getByRole('alert').getByRole('button', { name: 'Try again' })
		await retry.first().waitFor({ timeout: 15_000 })
		expect(await listViolationsInBothThemes(page, path)).toEqual([])
		expect(visit.complaints.splice(0)).toEqual([])
	}
	/** These show nothing but the workspace and the person, which are there. */
	const selfContained = ['/settings?tab=workspace', '/settings?tab=account']
	it.each(screens.filter(path => !selfContained.includes(path)))(
		'%s says so with a way to try again, without a finding of axe',
		look,
	)
	it('the account page says so with a way to try again, without a finding of axe', () => look(account))
})
