import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import {
	listViolationsInBothThemes,
	lookAtScreens,
	looksAtAll,
	mainScreens,
	measureOverflow,
	screens,
	themesOfState,
} from './all-screens.ts'
import { openBrowser } from './browser.ts'
import { applyThemeIn } from './paint-theme.ts'
import { enterDemo, settle, startVisit, type Visit, visitPage } from './visit.ts'

const chromium = inject('chromium')
const isLong = process.env.PERENNIAL_LONG_TESTS === '1'
/** Waits for every screen to give up: it belongs to the long tests. */
const rarely = it.runIf(isLong || looksAtAll)
const usually = it.skipIf(isLong)
const wide = { width: 1280, height: 800 }
const phone = { width: 390, height: 844 }

describe.skipIf(!chromium)(looksAtAll ? 'every screen' : 'the main screens', { timeout: 600_000 }, () => {
	let browser: Browser
	let visits: Visit[]
	let paths: string[]
	/** Pages of the accounts with the lowest scores: they have the most to show. */
	let worst: string[]

	beforeAll(async () => {
		browser = await openBrowser(chromium)
		const first = await startVisit(browser, { url: inject('demoUrl') })
		await enterDemo(first.page)
		const storageState = await first.context.storageState()
		visits = [first, await startVisit(browser, { url: inject('demoUrl'), storageState })]
		const account = await first.page.locator('article a[href^="/accounts/"]').first().getAttribute('href')
		const answer = await first.page.request.get('/api/v1/accounts?sort=score&limit=4')
		const { items }: { items: { id: string }[] } = await answer.json()
		worst = items.map(({ id }) => `/accounts/${id}?every=day`)
		paths = [...screens, account ?? '', '/accounts/nobody-by-this-id', '/no-such-page']
	})
	afterAll(async () => {
		await browser?.close()
	})

	/** On a telephone the page is no wider than the window, and no entry of the bar below is cut off. */
	async function listOverflows(page: Page, path: string): Promise<string[]> {
		await page.setViewportSize(phone)
		const overflow = await measureOverflow(page)
		const bar = page.getByRole('navigation', { name: 'Pages' }).last()
		const cut = await bar.evaluate(nav => nav.scrollWidth - nav.clientWidth)
		await page.setViewportSize(wide)
		return [
			...(overflow > 0 ? [`${path}: ${overflow} px wider than ${phone.width} px`] : []),
			...(cut > 0 ? [`${path}: ${cut} px of the bar below are cut off`] : []),
		]
	}

	usually(
		'with data: no finding of axe in light and dark, no console error, nothing too wide for a telephone',
		async () => {
			const found = await lookAtScreens(visits, paths, async (page, path) => {
				await visitPage(page, path)
				return [...(await listViolationsInBothThemes(page, path)), ...(await listOverflows(page, path))]
			})
			expect(found).toEqual([])
		},
	)

	usually('on a telephone, where lists and navigation are others: no finding of axe', async () => {
		const narrow = ['/today', '/today?view=team', '/accounts', paths.at(-3) ?? '']
		const found = await lookAtScreens(visits, narrow, async (page, path) => {
			await page.setViewportSize(phone)
			await visitPage(page, path)
			const violations = await listViolationsInBothThemes(page, `${path} at 390 px`)
			await page.setViewportSize(wide)
			return violations
		})
		expect(found).toEqual([])
	})

	rarely('whose data cannot be read says so with a way to try again, without a finding of axe', async () => {
		/** These show nothing but the workspace and the person, which are there. */
		const selfContained = ['/settings?tab=workspace', '/settings?tab=account', '/no-such-page']
		for (const { page } of visits) {
			await page.route(/\/api\/v1\/(?!session|workspace|freshness)/, (route, request) =>
				route.fulfill(faultOf(new URL(request.frame().url()).pathname)),
			)
		}
		const failing = [...mainScreens, ...paths.slice(screens.length)].filter(
			path => !selfContained.includes(path),
		)
		const found = await lookAtScreens(visits, failing, async (page, path) => {
			await page.goto(path)
			const retry = page.getByRole('alert').getByRole('button', { name: 'Try again' })
			await retry.first().waitFor({ timeout: 15_000 })
			return listViolationsInBothThemes(page, `${path} failing`, themesOfState(path))
		})
		for (const { page } of visits) await page.unrouteAll()
		expect(found).toEqual([])
	})

	usually('draws its charts in both themes without a complaint', async () => {
		const drawn = await lookAtScreens(visits, ['/health', ...worst], async (page, path) => {
			await visitPage(page, path)
			await page.locator('[role=img] svg').first().waitFor()
			await applyThemeIn(page, 'dark')
			await page.setViewportSize(phone)
			await settle(page)
			await page.setViewportSize(wide)
			await applyThemeIn(page, 'light')
			const drawings = await page.locator('svg').evaluateAll(charts => charts.map(chart => chart.outerHTML))
			const broken = drawings.filter(drawing => /NaN|Infinity|undefined/.test(drawing)).length
			return broken > 0 ? [`${path}: ${broken} charts with places that are no numbers`] : []
		})
		expect(drawn).toEqual([])
	})
})

/** Accounts and Data meet a database that is away, the others a fault of the server. */
function faultOf(pathname: string) {
	const isAway = /^\/(accounts|data)/.test(pathname)
	const status = isAway ? 503 : 500
	const details = {
		type: 'about:blank',
		status,
		title: isAway ? 'Not available for the moment' : 'A fault of the program',
		code: isAway ? 'database_away' : 'fault',
		instance: 'x',
	}
	return { status, contentType: 'application/problem+json', body: JSON.stringify(details) }
}
