import type { APIResponse, Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openContext } from '../server/context.ts'
import { listViolationsInBothThemes } from './all-screens.ts'
import { type RunningApp, startWorkspace } from './app.ts'
import { openBrowser } from './browser.ts'
import { daysAgo, ownFiles } from './own-files.ts'
import { firstAdmin, settle, setUpWorkspace, signIn, startVisit, type Visit, visitPage } from './visit.ts'

const chromium = inject('chromium')
const password = 'seven slow brown boats'

async function expectProblem(answer: APIResponse, status: number): Promise<void> {
	expect(answer.status()).toBe(status)
	expect(answer.headers()['content-type']).toContain('application/problem+json')
	expect(await answer.json()).toMatchObject({ status, code: expect.any(String), title: expect.any(String) })
}

/** Runs in the page: drops a file of usage as somebody would from their desktop. */
function dropLargeFile({ day, bytes }: { day: string; bytes: number }): void {
	const lines = Array.from({ length: 20_000 }, (_, index) => `a${index % 6},${day},login,${index},4\n`).join(
		'',
	)
	const parts = Array.from({ length: Math.ceil(bytes / lines.length) }, () => lines)
	const file = new File(['account_id,day,event,count,users\n', ...parts], 'usage_daily.csv')
	const dataTransfer = new DataTransfer()
	dataTransfer.items.add(file)
	const target = document.querySelector('section[aria-label="Drop files or folders here"]')
	target?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
}

async function readCadence(page: Page): Promise<number> {
	const { file_cadence_days } = await (await page.request.get('/api/v1/workspace')).json()
	return file_cadence_days
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
	async function invite(email: string, role: string, reach?: 'own accounts'): Promise<string> {
		const { page } = admin
		await visitPage(page, '/settings')
		await page.getByRole('button', { name: 'Invite', exact: true }).first().click()
		const dialog = page.getByRole('dialog')
		await dialog.getByLabel('E-mail address').fill(email)
		await dialog.getByLabel('Role').selectOption(role)
		if (reach) await dialog.getByLabel('Sees only the accounts that they own').check()
		await dialog.getByRole('button', { name: 'Make the invitation' }).click()
		const link = await dialog.getByLabel('Link of the invitation').inputValue()
		await dialog.getByRole('button', { name: 'Done' }).click()
		const { pathname, search, hash } = new URL(link)
		return `${pathname}${search}${hash}`
	}

	async function onDatabase(statement: string): Promise<void> {
		await using context = await openContext({ dataFolder: app.dataFolder })
		await context.pool.query(statement)
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

	it('refuses an invitation that is over', async () => {
		const path = await invite('otto@own.example', 'csm')
		await onDatabase(
			`update invitation set expires_at = now() - interval '1 minute' where accepted_at is null`,
		)
		const late = await join(path, 'Otto')
		await late.page
			.getByRole('alert')
			.getByText(/invitation/i)
			.waitFor()
		expect(await listViolationsInBothThemes(late.page, 'invitation over')).toEqual([])
		expect(await late.page.getByRole('link', { name: 'Sign in' }).count()).toBe(1)
		await late.end()
	})

	it('shows a restricted CSM nothing of an account that is not theirs', async () => {
		const restricted = await join(await invite('rita@own.example', 'csm', 'own accounts'), 'Rita')
		const { page } = restricted
		await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor()
		await visitPage(page, '/accounts/a0')
		await page.getByRole('heading', { name: 'No such account' }).waitFor()
		expect(await page.locator('body').innerText()).not.toContain('Northwind')
		await visitPage(page, '/accounts')
		expect(await page.getByText('Northwind').count()).toBe(0)
		await expectProblem(await page.request.get('/api/v1/accounts/a0'), 404)
		await expectProblem(await page.request.post('/api/v1/accounts/a0/notes', { data: { text: 'x' } }), 404)
		await page.keyboard.press('Control+k')
		await page.keyboard.type('Northwind')
		await page
			.getByText(/nothing|no /i)
			.first()
			.waitFor()
		expect(await page.getByRole('option', { name: /Northwind/ }).count()).toBe(0)
		expect(restricted.complaints).toEqual([])
		await restricted.end()
	})

	it('shows both to the later of two people who change the same, and lets them choose', async () => {
		const second = await join(await invite('olga@own.example', 'ops'), 'Olga')
		await second.page.getByRole('heading', { name: 'Today', level: 1 }).waitFor()
		const both = [admin.page, second.page]
		const days = (page: Page) => page.getByLabel('Files are loaded every … days')
		const save = (page: Page) => page.getByRole('button', { name: 'Save changes' }).click()
		for (const page of both) await visitPage(page, '/settings?tab=workspace')
		await days(second.page).fill('21')
		await days(admin.page).fill('14')
		await save(admin.page)
		await admin.page.getByText('Workspace changed').first().waitFor()
		await save(second.page)
		const dialog = second.page.getByRole('dialog', { name: 'Somebody else changed it meanwhile' })
		await dialog.waitFor()
		const shown = await dialog.innerText()
		expect([shown.includes('14'), shown.includes('21')]).toEqual([true, true])
		expect(await listViolationsInBothThemes(second.page, 'two people')).toEqual([])
		await dialog.getByRole('button', { name: 'Keep what is there' }).click()
		await expect.poll(() => days(second.page).inputValue()).toBe('14')
		await days(second.page).fill('21')
		await days(admin.page).fill('30')
		await save(admin.page)
		await expect.poll(() => readCadence(admin.page)).toBe(30)
		await save(second.page)
		await dialog.getByRole('button', { name: 'Save mine instead' }).click()
		await dialog.waitFor({ state: 'detached' })
		await expect.poll(() => readCadence(admin.page)).toBe(21)
		expect(second.complaints).toEqual([])
		await second.end()
	})

	it('does the same for a note that is changed in two windows', async () => {
		const { page, context } = admin
		const storageState = await context.storageState()
		await visitPage(page, '/accounts/a4')
		await page.getByLabel('New note').fill('first text')
		await page.getByRole('button', { name: 'Save note' }).click()
		await page.locator('#notes li', { hasText: 'first text' }).waitFor()
		const other = await startVisit(browser, { url: app.url, storageState })
		const windows = [page, other.page]
		await visitPage(other.page, '/accounts/a4')
		for (const each of windows) await each.locator('#notes').getByRole('button', { name: 'Change' }).click()
		const field = (each: Page) => each.locator('#notes').getByLabel('Note', { exact: true })
		const save = (each: Page) =>
			each.locator('#notes').getByRole('button', { name: 'Save', exact: true }).click()
		await field(page).fill('text of the first window')
		await save(page)
		await page.locator('#notes li', { hasText: 'text of the first window' }).waitFor()
		await field(other.page).fill('text of the second window')
		await save(other.page)
		const dialog = other.page.getByRole('dialog', { name: 'Somebody else changed it meanwhile' })
		await dialog.getByText('text of the first window').waitFor()
		await dialog.getByRole('button', { name: 'Close' }).click()
		expect(await field(other.page).inputValue()).toBe('text of the second window')
		await save(other.page)
		await dialog.getByRole('button', { name: 'Save mine instead' }).click()
		await other.page.locator('#notes li', { hasText: 'text of the second window' }).waitFor()
		await other.end()
	})

	it('looks at a dropped file of 200 MB and shows it before anything is stored', async () => {
		const { page } = admin
		await visitPage(page, '/data?tab=imports')
		await page.evaluate(dropLargeFile, { day: daysAgo(3), bytes: 200_000_000 })
		const chosen = page.getByRole('region', { name: 'Files to load' })
		expect(await chosen.innerText()).toMatch(/usage_daily\.csv[\s\S]*(200|191)(\.\d)? Mi?B/)
		await page.getByRole('button', { name: 'Check 1 file' }).click()
		await page.getByRole('button', { name: 'Load 1 file' }).waitFor({ timeout: 90_000 })
		await page.getByRole('button', { name: 'Leave all out' }).click()
		await chosen.waitFor({ state: 'detached' })
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
		await page.reload()
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
		expect(await listViolationsInBothThemes(page, 'database stopped')).toEqual([])
		await page.reload()
		await page.getByRole('heading', { name: 'Perennial is not reachable' }).waitFor()
		expect(await listViolationsInBothThemes(page, 'not reachable')).toEqual([])
		// Any command starts it again; the server that runs finds it at the same place.
		await app.command('accounts', '--json')
		await page.getByRole('button', { name: 'Try again' }).click()
		await page.getByLabel('New note').waitFor()
		expect(await page.getByLabel('New note').inputValue()).toBe(text)
		await page.getByRole('button', { name: 'Save note' }).click()
		await saved.waitFor()
		expect(await page.locator('#notes li').count()).toBe(1)
	})

	it('makes no console error', () => {
		expect(admin.complaints).toEqual([])
	})
})
