import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { openDemo } from './open-demo.ts'
import { settle, type Visit, visitPage } from './visit.ts'

const chromium = inject('chromium')

describe.skipIf(!chromium)("a CSM's day", () => {
	let browser: Browser
	let visit: Visit
	let page: Page

	beforeAll(async () => {
		;({ browser, visit, page } = await openDemo())
	})
	afterAll(async () => {
		await browser?.close()
	})
	beforeEach(async () => {
		await visitPage(page, '/today')
	})

	/** The first task in the list: its title stands before its reason. */
	const firstTask = () => page.locator('article li').first()
	/** Tasks of that title at an account: other files change other tasks of the same demo meanwhile. */
	const tasksOf = (account: string, title: string) =>
		page.locator('article', { hasText: account }).locator('li', { hasText: title })
	const titleOf = async () => (await firstTask().locator('p').first().innerText()).trim()
	const waitForToast = (text: string | RegExp) =>
		page.getByRole('region', { name: 'Messages' }).getByText(text).first().waitFor()

	it('begins with tasks that say why, how much money, and until when', async () => {
		const task = firstTask()
		expect(await titleOf()).not.toBe('')
		expect((await task.locator('p').nth(1).innerText()).length).toBeGreaterThan(10)
		expect(await task.innerText()).toMatch(/due|overdue/)
		expect(await page.locator('article').first().innerText()).toMatch(/[$€£]\s?[\d,]+/)
		expect(await page.getByRole('heading', { level: 2 }).first().innerText()).toMatch(/\d+ tasks?.*at stake/s)
		expect(
			await page
				.getByText(/Data to /)
				.first()
				.isVisible(),
		).toBe(true)
	})

	it('does a task, which stays done after a reload, and opens it again', async () => {
		const account = await page.locator('article a').first().innerText()
		const title = await titleOf()
		await firstTask().getByRole('button', { name: 'Done' }).click()
		await waitForToast(`Done: ${title}`)
		await page.reload()
		await settle(page)
		await visitPage(page, '/today?state=closed')
		const closed = tasksOf(account, title)
		expect(await closed.first().innerText()).toMatch(/done|completed/i)
		await closed.first().getByRole('button', { name: 'Reopen' }).click()
		await waitForToast(`Open again: ${title}`)
	})

	it('takes a task back with undo', async () => {
		const [account, title] = [await page.locator('article a').first().innerText(), await titleOf()]
		const before = await tasksOf(account, title).count()
		await firstTask().getByRole('button', { name: 'Done' }).click()
		await waitForToast(`Done: ${title}`)
		await page.getByRole('button', { name: 'Undo' }).last().click()
		await waitForToast(`Open again: ${title}`)
		await settle(page)
		await expect.poll(() => tasksOf(account, title).count()).toBe(before)
		await visitPage(page, '/today')
		expect(await tasksOf(account, title).count()).toBe(before)
	})

	it('snoozes a task until tomorrow', async () => {
		const title = await titleOf()
		await firstTask().getByRole('button', { name: 'Snooze' }).click()
		await page.getByRole('menuitem', { name: /^Tomorrow/ }).click()
		await waitForToast(/Comes back on/)
		await visitPage(page, '/today?state=snoozed')
		const snoozed = page.locator('article li', { hasText: title }).first()
		expect(await snoozed.innerText()).toMatch(/back /)
	})

	it('dismisses a task only with a reason', async () => {
		const title = await titleOf()
		await firstTask().getByRole('button', { name: 'More' }).click()
		await page.getByRole('menuitem', { name: 'Dismiss' }).click()
		const dialog = page.getByRole('dialog')
		const confirm = dialog.getByRole('button', { name: 'Dismiss the task' })
		expect(await confirm.isDisabled()).toBe(true)
		await dialog.getByLabel('Why is it not needed').fill('They moved to another product of ours.')
		await confirm.click()
		await waitForToast(`Dismissed: ${title}`)
		await visitPage(page, '/today?state=closed')
		expect(await page.locator('article li', { hasText: title }).first().innerText()).toContain('dismissed')
	})

	it('logs a call on the account page, and the days since the last contact are 0 at once', async () => {
		await visitPage(page, '/accounts?sort=score')
		await page.getByRole('row').nth(1).click()
		await page.getByRole('heading', { level: 1 }).waitFor()
		await page.waitForURL(/\/accounts\/./)
		await settle(page)
		const id = decodeURIComponent(new URL(page.url()).pathname.split('/').pop() ?? '')
		const readFactor = async () => {
			const answer = await page.request.get(`/api/v1/accounts/${encodeURIComponent(id)}/explanation`)
			const { factors, metrics } = await answer.json()
			return { factors: JSON.stringify(factors), metrics: JSON.stringify(metrics) }
		}
		const before = await readFactor()
		const shown = await page.locator('#health').innerText()
		await page.getByRole('button', { name: 'Log contact' }).click()
		await page.getByRole('dialog').getByLabel('Notes').fill('Spoke about the renewal.')
		await page.getByRole('dialog').getByRole('button', { name: 'Log call' }).click()
		await waitForToast(/^Call with .* logged$/)
		await settle(page)
		expect((await readFactor()).factors).not.toBe(before.factors)
		await expect.poll(() => page.locator('#health').innerText()).not.toBe(shown)
		expect(await page.locator('#timeline').innerText()).toMatch(/call/i)
	})

	it('finds the account page whole: every section has its heading', async () => {
		await page.locator('article a').first().click()
		await page.waitForURL(/\/accounts\/./)
		await settle(page)
		const headings = await page.getByRole('heading', { level: 2 }).allInnerTexts()
		for (const name of ['Health', 'Work and signals', 'Usage', 'People', 'Money', 'Notes', 'Timeline'])
			expect(headings).toContain(name)
	})

	it('makes no console error all day', () => {
		expect(visit.complaints).toEqual([])
	})
})
