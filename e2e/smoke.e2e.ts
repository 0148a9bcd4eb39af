import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningDemo, startDemo } from './running-demo.ts'

const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const chromiumFlags = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
]
const pages: [string, string][] = [
	['/today', 'Today'],
	['/today?view=team', 'Today'],
	['/accounts', 'Accounts'],
	['/renewals', 'Renewals'],
	['/health', 'Health'],
	['/data', 'Data'],
	['/data?tab=imports', 'Data'],
	['/data?tab=quality', 'Data'],
	['/model', 'Model'],
	['/model?tab=signals', 'Model'],
	['/settings', 'Settings'],
	['/settings?tab=workspace', 'Settings'],
]
const screens: { name: string; width: number; height: number; colorScheme: 'light' | 'dark' }[] = [
	{ name: 'wide, light', width: 1440, height: 900, colorScheme: 'light' },
	{ name: 'narrow, dark', width: 390, height: 844, colorScheme: 'dark' },
]

let demo: RunningDemo
let browser: Browser
beforeAll(async () => {
	demo = await startDemo(60)
	browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumFlags })
})
afterAll(async () => {
	await browser?.close()
	await demo?.end()
})

/** A page that notes what goes wrong on it. */
async function openPage(screen: (typeof screens)[number]): Promise<{ page: Page; wrong: string[] }> {
	const context = await browser.newContext({
		viewport: { width: screen.width, height: screen.height },
		colorScheme: screen.colorScheme,
	})
	const page = await context.newPage()
	const wrong: string[] = []
	page.on('console', message => message.type() === 'error' && wrong.push(message.text()))
	page.on('pageerror', error => wrong.push(error.message))
	return { page, wrong }
}

/** Rules that the page breaks, with the first places. */
async function listViolations(page: Page): Promise<string[]> {
	const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
	const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze()
	return violations.map(
		({ id, nodes }) =>
			`${id}: ${nodes
				.slice(0, 3)
				.map(node => node.html)
				.join(' ')}`,
	)
}

describe.each(screens)('$name', screen => {
	it.each(pages)('%s shows without errors and can be used by everybody', async (path, title) => {
		const { page, wrong } = await openPage(screen)
		await page.goto(`${demo.url}${path}`, { waitUntil: 'networkidle' })
		await page.getByRole('heading', { level: 1, name: title }).waitFor()
		expect(await listViolations(page)).toEqual([])
		expect(wrong).toEqual([])
		expect(await page.getByRole('alert').count()).toBe(0)
		await page.context().close()
	})
	it('opens an account from the list and keeps a note', async () => {
		const { page, wrong } = await openPage(screen)
		await page.goto(`${demo.url}/accounts`, { waitUntil: 'networkidle' })
		await page.getByRole('row').nth(1).click()
		await page.getByRole('heading', { name: 'Health', exact: true }).waitFor()
		await page.waitForLoadState('networkidle')
		expect(await listViolations(page)).toEqual([])
		const text = `<b>Seen</b> on ${screen.name}`
		await page.getByLabel('New note').fill(text)
		await page.getByRole('button', { name: 'Save note' }).click()
		await page.getByText('Note saved').waitFor()
		await page.reload({ waitUntil: 'networkidle' })
		await page.getByText(text).first().waitFor()
		expect(wrong).toEqual([])
		await page.context().close()
	})
})
