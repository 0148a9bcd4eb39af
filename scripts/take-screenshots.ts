/** Makes the pictures of the docs from the demo: `node scripts/take-screenshots.ts`. */
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { startDemo } from '../e2e/app.ts'
import { findChromium, openBrowser } from '../e2e/browser.ts'
import { applyThemeIn } from '../e2e/paint-theme.ts'
import { enterDemo, startVisit, visitPage } from '../e2e/visit.ts'
import { buildWebFiles } from '../e2e/web-files.ts'

const folder = join(import.meta.dirname, '..', 'docs', 'images')
const mostBytes = 150_000
const demoAccounts = 60

interface Picture {
	name: string
	path: string
	theme: 'light' | 'dark'
}

/** The pictures, in the order of the guide. */
export function listPictures(account: string): Picture[] {
	return [
		{ name: 'today', path: '/today', theme: 'light' },
		{ name: 'team', path: '/today?view=team', theme: 'light' },
		{ name: 'account', path: account, theme: 'light' },
		{ name: 'accounts', path: '/accounts', theme: 'dark' },
		{ name: 'health', path: '/health', theme: 'light' },
		{ name: 'predict', path: '/health?tab=predict', theme: 'light' },
		{ name: 'retention', path: '/retention', theme: 'light' },
		{ name: 'renewals', path: '/renewals', theme: 'dark' },
		{ name: 'forecast', path: '/forecast', theme: 'light' },
		{ name: 'playbook', path: '/playbooks/usage_drop', theme: 'light' },
		{ name: 'model', path: '/model', theme: 'light' },
	]
}

async function takePicture(page: Page, { name, path, theme }: Picture): Promise<void> {
	await visitPage(page, path)
	await applyThemeIn(page, theme)
	const file = join(folder, `${name}.png`)
	await page.screenshot({ path: file, animations: 'disabled' })
	const { size } = statSync(file)
	if (size > mostBytes) throw new Error(`expected at most ${mostBytes} bytes in ${file}, found ${size}`)
	process.stdout.write(`${file}: ${Math.round(size / 1000)} kB\n`)
}

async function takeAll(url: string, chromium: string): Promise<void> {
	await using browser = await openBrowser(chromium)
	const { page } = await startVisit(browser, { url, width: 1080, height: 675 })
	await enterDemo(page)
	const account = await page.locator('article a[href^="/accounts/"]').first().getAttribute('href')
	if (!account) throw new Error('expected a task of an account on Today of the demo, found none')
	for (const picture of listPictures(account)) await takePicture(page, picture)
}

if (import.meta.main) {
	const chromium = findChromium()
	if (!chromium) process.exit(1)
	mkdirSync(folder, { recursive: true })
	const given = process.env.PERENNIAL_E2E_DEMO
	if (given) await takeAll(given, chromium)
	else {
		await buildWebFiles()
		const demo = await startDemo(demoAccounts)
		try {
			await takeAll(demo.url, chromium)
		} finally {
			await demo.end()
		}
	}
}
