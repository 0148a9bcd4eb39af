import type { APIResponse, Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type RunningApp, startWorkspace } from './app.ts'
import { openBrowser } from './browser.ts'
import { ownFiles } from './own-files.ts'
import { firstAdmin, settle, setUpWorkspace, signIn, startVisit, type Visit, visitPage } from './visit.ts'

const chromium = inject('chromium')
const password = 'seven slow brown boats'

async function expectProblem(answer: APIResponse, status: number): Promise<void> {
	expect(answer.status()).toBe(status)
	expect(answer.headers()['content-type']).toContain('application/problem+json')
	expect(await answer.json()).toMatchObject({ status, code: expect.any(String), title: expect.any(String) })
}

describe.skipIf(!chromium)('people, and what goes wrong', { timeout: 120_000 }, () => {
	let app: RunningApp
	let browser: Browser
	let admin: Visit

	beforeAll(async () => {
		;[app, browser] = await Promise.all([startWorkspace(ownFiles()), openBrowser(chromium)])
		admin = await startVisit(browser, { url: app.url })
		await setUpWorkspace(admin.page, app.setupPath ?? '')
	})
	afterAll(async () => {
		await browser?.close()
		await app?.end()
	})

	/** Invites somebody on screen; the path of the link. */
	async function invite(email: string, role: string): Promise<string> {
		const { page } = admin
		await visitPage(page, '/settings')
		await page.getByRole('button', { name: 'Invite', exact: true }).first().click()
		const dialog = page.getByRole('dialog')
		await dialog.getByLabel('E-mail address').fill(email)
		await dialog.getByLabel('Role').selectOption(role)
		await dialog.getByRole('button', { name: 'Make the invitation' }).click()
		const link = await dialog.getByLabel('Link of the invitation').inputValue()
		await dialog.getByRole('button', { name: 'Done' }).click()
		const { pathname, search, hash } = new URL(link)
		return `${pathname}${search}${hash}`
	}

	async function join(path: string, name: string): Promise<Visit> {
		const visit = await startVisit(browser, { url: app.url })
		await visit.page.goto(path)
		await visit.page.getByLabel('Your name').fill(name)
		await visit.page.getByLabel('Password').fill(password)
		await visit.page.getByRole('button', { name: 'Join' }).click()
		return visit
	}

	it('invites a viewer, who sees no buttons that change something and is refused by the API', async () => {
		const viewer = await join(await invite('vera@own.example', 'viewer'), 'Vera')
		const { page } = viewer
		await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor()
		await settle(page)
		expect(await page.getByRole('button', { name: /^(Done|Snooze|More)$/ }).count()).toBe(0)
		await visitPage(page, '/accounts/a0')
		await page.getByRole('heading', { name: 'Northwind' }).waitFor()
		expect(
			await page.getByRole('button', { name: /Log contact|Add a task|Set the band|Save note|Add / }).count(),
		).toBe(0)
		await visitPage(page, '/data?tab=imports')
		expect(await page.locator('input[type=file]').count()).toBe(0)
		expect(await page.getByRole('button', { name: 'Run the day now' }).count()).toBe(0)
		await visitPage(page, '/settings')
		expect(await page.getByRole('button', { name: 'Invite' }).count()).toBe(0)
		await expectProblem(await page.request.post('/api/v1/accounts/a0/notes', { data: { text: 'x' } }), 403)
		await expectProblem(await page.request.post('/api/v1/day/runs', { data: {} }), 403)
		await expectProblem(await page.request.get('/api/v1/invitations'), 403)
		expect(viewer.complaints).toEqual([])
		await viewer.end()
	})

	it('refuses an invitation that was used, and says so', async () => {
		const path = await invite('nils@own.example', 'csm')
		const first = await join(path, 'Nils')
		await first.page.getByRole('heading', { name: 'Today', level: 1 }).waitFor()
		await first.end()
		const second = await join(path, 'Somebody else')
		const form = second.page.locator('form')
		await expect.poll(() => form.innerText()).toMatch(/invitation/i)
		expect(await second.page.getByRole('heading', { name: 'Today' }).count()).toBe(0)
		await second.end()
	})

	it('says that a password is wrong', async () => {
		const stranger = await startVisit(browser, { url: app.url })
		await signIn(stranger.page, firstAdmin.email, 'not the right password')
		await stranger.page.getByText('This address and password do not belong together.').waitFor()
		await signIn(stranger.page, firstAdmin.email, firstAdmin.password)
		await stranger.page.getByRole('heading', { name: 'Today', level: 1 }).waitFor()
		expect(stranger.complaints).toEqual([])
		await stranger.end()
	})

	it('refuses callers who are not signed in', async () => {
		const stranger = await startVisit(browser, { url: app.url })
		await expectProblem(await stranger.page.request.get('/api/v1/accounts'), 401)
		await stranger.end()
	})

	it('shows HTML in a note as text', async () => {
		const { page } = admin
		const text = '<img src=x onerror="window.wasRun = true"><b>bold</b> =1+1'
		await visitPage(page, '/accounts/a1')
		await page.getByLabel('New note').fill(text)
		await page.getByRole('button', { name: 'Save note' }).click()
		await page.locator('#notes li', { hasText: text }).waitFor()
		expect(await page.locator('#notes li b').count()).toBe(0)
		expect(await page.evaluate(() => 'wasRun' in window)).toBe(false)
	})

	it('keeps the text of a note when the session ends while it is written', async () => {
		const writer = await startVisit(browser, { url: app.url })
		const { page } = writer
		await signIn(page, firstAdmin.email, firstAdmin.password)
		await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor()
		await visitPage(page, '/accounts/a2')
		const text = 'They want the new contract by Friday.'
		await page.getByLabel('New note').fill(text)
		await writer.context.clearCookies()
		await page.getByRole('button', { name: 'Save note' }).click()
		const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
		await dialog.getByLabel('Password').fill(firstAdmin.password)
		await dialog.getByRole('button', { name: 'Sign in', exact: true }).click()
		await dialog.waitFor({ state: 'detached' })
		expect(await page.getByLabel('New note').inputValue()).toBe(text)
		await page.getByRole('button', { name: 'Save note' }).click()
		await page.locator('#notes li', { hasText: text }).waitFor()
		expect(writer.complaints).toEqual([])
		await writer.end()
	})

	it('says that the database is stopped, loses no text, and goes on by itself', async () => {
		const { page } = admin
		const text = 'Written while the database was away.'
		await visitPage(page, '/accounts/a3')
		await page.getByLabel('New note').fill(text)
		await app.command('stop')
		await page.getByRole('button', { name: 'Save note' }).click()
		const banner = page.getByRole('alert').filter({ hasText: /database is not running|does not answer/ })
		const saved = page.locator('#notes li', { hasText: text })
		await banner.waitFor()
		expect(await page.getByLabel('New note').inputValue()).toBe(text)
		// Any command starts it again; the server that runs finds it at the same place.
		await app.command('accounts', '--json')
		await banner.getByRole('button', { name: 'Try again' }).click()
		await banner.waitFor({ state: 'detached' })
		expect(await page.getByLabel('New note').inputValue()).toBe(text)
		await page.getByRole('button', { name: 'Save note' }).click()
		await saved.waitFor()
		expect(await page.locator('#notes li').count()).toBe(1)
	})

	it('makes no console error', () => {
		expect(admin.complaints).toEqual([])
	})
})
