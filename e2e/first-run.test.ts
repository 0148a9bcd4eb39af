import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import {
	listViolationsInBothThemes,
	lookAtScreens,
	measureOverflow,
	screens,
	themesOfState,
} from './all-screens.ts'
import { type RunningApp, startWorkspace } from './app.ts'
import { openBrowser } from './browser.ts'
import { daysAgo, ownFiles } from './own-files.ts'
import { settle, setUpWorkspace, startVisit, type Visit, visitPage } from './visit.ts'

const chromium = inject('chromium')

function uploadsOf(files: Readonly<Record<string, string>>) {
	return Object.entries(files).map(([name, text]) => ({
		name,
		mimeType: 'text/csv',
		buffer: Buffer.from(text),
	}))
}

/** Checks the chosen files, loads them, and waits for the day that runs with them. */
async function loadChosen(page: Page): Promise<void> {
	await page.getByRole('button', { name: /^Check \d+ files?$/ }).click()
	await page.getByRole('button', { name: /^Load \d+ files?$/ }).click()
	await page.getByText('Loaded.', { exact: true }).waitFor({ timeout: 60_000 })
	await page.getByText('The day has run.', { exact: true }).waitFor({ timeout: 60_000 })
}

describe.skipIf(!chromium)('from the first run to the first score', { timeout: 300_000 }, () => {
	let app: RunningApp
	let browser: Browser
	let visit: Visit
	let page: Page

	beforeAll(async () => {
		;[app, browser] = await Promise.all([startWorkspace(), openBrowser(chromium)])
		visit = await startVisit(browser, { url: app.url })
		page = visit.page
	})
	afterAll(async () => {
		await browser?.close()
		await app?.end()
	})

	it('makes the first admin with the printed link', async () => {
		await setUpWorkspace(page, app.setupPath ?? '')
		await settle(page)
		expect(new URL(page.url()).pathname).toBe('/today')
	})

	it('leads by the hand while there is nothing', async () => {
		const steps = page.getByRole('region', { name: 'First steps' })
		expect(await steps.getByRole('link').allInnerTexts()).toContain('Load accounts and subscriptions')
		await steps.getByRole('link', { name: 'Load accounts and subscriptions' }).click()
		await page.waitForURL(/\/data/)
	})

	it('shows its screens empty without a finding of axe, a console error or anything too wide', async () => {
		const storageState = await visit.context.storageState()
		const open = () => startVisit(browser, { url: app.url, storageState })
		const visits = await Promise.all([open(), open()])
		const found = await lookAtScreens(visits, screens, async (each, path) => {
			await visitPage(each, path)
			const violations = await listViolationsInBothThemes(each, `${path} empty`, themesOfState(path))
			await each.setViewportSize({ width: 390, height: 844 })
			const overflow = await measureOverflow(each)
			await each.setViewportSize({ width: 1280, height: 800 })
			return overflow > 0 ? [...violations, `${path}: ${overflow} px too wide`] : violations
		})
		await Promise.all(visits.map(({ end }) => end()))
		expect(found).toEqual([])
	}, 600_000)

	it('refuses the token of the link afterwards', async () => {
		const token = new URLSearchParams(app.setupPath?.split('?')[1]).get('token')
		const answer = await page.request.post('/api/v1/setup', {
			data: { token, name: 'Eve', email: 'eve@own.example', password: 'another long password' },
		})
		expect(answer.status()).toBeGreaterThanOrEqual(400)
		expect(answer.status()).toBeLessThan(500)
		expect(answer.headers()['content-type']).toContain('application/problem+json')
		const stranger = await startVisit(browser, { url: app.url })
		await stranger.page.goto(app.setupPath ?? '')
		await stranger.page.getByRole('heading', { name: 'Sign in' }).waitFor()
		await stranger.end()
	})

	it('loads files that are chosen and scores the accounts', async () => {
		await visitPage(page, '/data?tab=imports')
		await page.locator('input[type=file]').setInputFiles(uploadsOf(ownFiles()))
		await loadChosen(page)
		// What was loaded is in scores by now, and the page says so.
		await page.getByText(/The day has run since: they are in scores\.$/).waitFor()
		await visitPage(page, '/accounts')
		const row = page.getByRole('row', { name: /Northwind/ })
		expect(await row.innerText()).toMatch(/\b\d{1,3}\b/)
		const answer = await (await page.request.get('/api/v1/accounts')).json()
		const northwind = answer.items.find((item: { id: string }) => item.id === 'a0')
		expect(northwind.score).toEqual(expect.any(Number))
	})

	it('reads a file of another system by a mapping made by pointing, and shows what it refused', async () => {
		const foreign = [
			'Customer No,Company,Account Manager,Customer Since',
			`f1,Litware,carla@own.example,${daysAgo(300)}`,
			`f2,"=HYPERLINK(""http://evil.example"")",carla@own.example,${daysAgo(300)}`,
			`f3,Proseware,carla@own.example,the day after tomorrow`,
			`,Nobody's,carla@own.example,${daysAgo(300)}`,
		].join('\n')
		await visitPage(page, '/data?tab=imports')
		await page.locator('input[type=file]').setInputFiles(uploadsOf({ 'export 7.csv': foreign }))
		await page.getByRole('button', { name: 'Map columns' }).click()
		const dialog = page.getByRole('dialog')
		await dialog.getByLabel('Each row is one of').selectOption('accounts')
		const fields = {
			id: 'Customer No',
			name: 'Company',
			owner_email: 'Account Manager',
			created_on: 'Customer Since',
		}
		for (const [field, column] of Object.entries(fields))
			await dialog.getByLabel(`Where ${field} comes from`, { exact: true }).selectOption(column)
		expect(await listViolationsInBothThemes(page, 'mapping')).toEqual([])
		await dialog.getByRole('button', { name: 'Read it so' }).click()
		await loadChosen(page)
		await page.getByRole('button', { name: 'Show all and download' }).click()
		const sheet = page.getByRole('dialog')
		await sheet.getByText('the day after tomorrow').first().waitFor()
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			sheet.getByRole('button', { name: 'Download as CSV' }).click(),
		])
		const text = await readFile(await download.path(), 'utf8')
		expect(text.split('\r\n')[0]).toBe('file,line,column,value,reason')
		expect(text).toContain('the day after tomorrow')
		expect(await listViolationsInBothThemes(page, 'rejects')).toEqual([])
	})

	it('shows a formula in a name as text and takes its sting in the export', async () => {
		await visitPage(page, '/accounts?include=all')
		await page.getByText('=HYPERLINK("http://evil.example")').first().waitFor()
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			page.getByRole('button', { name: 'Export CSV' }).click(),
		])
		const text = await readFile(await download.path(), 'utf8')
		expect(text).toContain(`"'=HYPERLINK(""http://evil.example"")"`)
		expect(text).not.toMatch(/(^|,)"?=/m)
		expect(visit.complaints).toEqual([])
	})
})
