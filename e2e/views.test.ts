import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openDemo } from './open-demo.ts'
import { settle, type Visit, visitPage } from './visit.ts'

const chromium = inject('chromium')

describe.skipIf(!chromium)('saved views', () => {
	let browser: Browser
	let visit: Visit
	let page: Page
	beforeAll(async () => {
		;({ browser, visit, page } = await openDemo({ width: 1440, height: 900 }))
	})
	afterAll(() => browser?.close())

	const views = () => page.getByRole('group', { name: 'Views' })

	it.each([
		['renewals', '/renewals', 'Past, without outcome', 'period=late'],
		['expansion', '/expansion', 'Brought by CS', 'source=cs'],
	])('a view of %s is saved, opens the page, and goes away again', async (_, path, tab, word) => {
		await visitPage(page, path)
		await views().getByRole('button', { name: tab }).click()
		await page.waitForURL(url => url.search.includes(word))
		await settle(page)
		await page.getByRole('combobox', { name: 'Segment' }).selectOption({ index: 1 })
		await page.waitForURL(url => url.search.includes('segment='))
		await settle(page)
		await views().getByRole('button', { name: 'Save view' }).click()
		const name = `Mine of ${path}`
		await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
		await page.getByRole('dialog').getByRole('button', { name: 'Save view' }).click()
		await views().getByRole('button', { name, exact: true }).waitFor()
		const current = () => views().locator('[aria-current="page"]').innerText()
		await expect.poll(current).toBe(name)
		const menu = async (item: string | RegExp) => {
			await views().getByRole('button', { name: 'Change this view' }).click()
			await page.getByRole('menuitem', { name: item }).click()
			await settle(page)
		}
		await menu('Open the page with it')
		await visitPage(page, path)
		await page.waitForURL(url => url.search.includes('segment='))
		expect(page.url()).toContain(word)
		await expect.poll(current).toBe(name)
		await menu('No longer open the page with it')
		await menu(/^Remove/)
		await views().getByRole('button', { name, exact: true }).waitFor({ state: 'detached' })
		await visitPage(page, path)
		expect(new URL(page.url()).search).toBe('')
		expect(visit.complaints).toEqual([])
	})
})
