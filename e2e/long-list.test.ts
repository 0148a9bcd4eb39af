import type { Browser, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openDemo } from './open-demo.ts'
import { settle, type Visit } from './visit.ts'

const chromium = inject('chromium')
const total = 100_000
const loadedRows = Number(process.env.PERENNIAL_LIST_ROWS ?? 4_000)
const frames = 120

interface ListAnswer {
	items: { id: string; name: string }[]
	total: number
	next_cursor: string | null
}

/** The list's first page as it is, and after it as many like it as there shall be. */
function makePages(sample: ListAnswer) {
	return (route: Route) => {
		const query = new URL(route.request().url()).searchParams
		const from = Number(query.get('cursor') ?? 0)
		const limit = Number(query.get('limit') ?? 50)
		const items = Array.from({ length: Math.min(limit, total - from) }, (_, index) => {
			const place = from + index
			const like = sample.items[place % sample.items.length]
			return { ...like, id: `G-${place}`, name: `${like?.name} ${place}` }
		})
		const next = from + limit < total ? String(from + limit) : null
		return route.fulfill({ json: { ...sample, items, total, next_cursor: next } })
	}
}

/** How long each frame took while the list went up by so many pixels in each. */
function scrollUp(page: Page, pixels: number): Promise<number[]> {
	return page.evaluate(
		async ({ pixels, frames }) => {
			const grid = document.querySelector('[role=grid]')
			if (!grid) throw new Error('expected the list on the page')
			const taken: number[] = []
			for (let before = performance.now(); taken.length < frames; ) {
				grid.scrollTop -= pixels
				await new Promise(requestAnimationFrame)
				taken.push(performance.now() - before)
				before = performance.now()
			}
			return taken.sort((a, b) => a - b)
		},
		{ pixels, frames },
	)
}

describe.skipIf(!chromium)('a list of 100,000 accounts', { timeout: 300_000 }, () => {
	let browser: Browser
	let visit: Visit
	let page: Page

	beforeAll(async () => {
		;({ browser, visit, page } = await openDemo({ width: 1440, height: 900 }))
		const sample: ListAnswer = await (await page.request.get('/api/v1/accounts?limit=50')).json()
		await page.route(/\/api\/v1\/accounts\?/, makePages(sample))
		await page.goto('/accounts')
		await settle(page)
	})
	afterAll(async () => {
		await browser?.close()
	})

	it('comes page by page as one scrolls, with no more rows in the document than are in sight', async () => {
		const grid = page.getByRole('grid', { name: 'Accounts' })
		expect(await grid.getAttribute('aria-rowcount')).toBe(String(total + 1))
		const last = () => grid.locator('[data-index]').last().getAttribute('data-index')
		while (Number(await last()) < loadedRows - 1) {
			await grid.evaluate(element => element.scrollTo(0, element.scrollHeight))
			await page.waitForTimeout(20)
		}
		const shown = await grid
			.locator('[data-index]')
			.evaluateAll(rows =>
				rows.map(row => [Number(row.getAttribute('data-index')), row.textContent ?? ''] as const),
			)
		expect(shown.length).toBeLessThan(60)
		for (const [index, text] of shown) expect(text).toContain(` ${index}`)
	})

	it('keeps the rows that stay in sight as they are, and prints how long a frame took', async () => {
		const grid = page.getByRole('grid', { name: 'Accounts' })
		const kept = await grid.evaluate(async element => {
			const rows = [...element.querySelectorAll('[data-index]')]
			const middle = rows[Math.floor(rows.length / 2)]
			if (!middle) throw new Error('expected rows in sight')
			let changes = 0
			const observer = new MutationObserver(records => {
				changes += records.length
			})
			observer.observe(middle, { subtree: true, childList: true, attributes: true, characterData: true })
			element.scrollTop -= 170
			await new Promise(resolve => setTimeout(resolve, 300))
			observer.disconnect()
			return { changes, isThere: middle.isConnected }
		})
		expect(kept).toEqual({ changes: 0, isThere: true })
		for (const pixels of [100, 700]) {
			const taken = await scrollUp(page, pixels)
			const at = (share: number) => Math.round(taken[Math.floor((taken.length - 1) * share)] ?? 0)
			process.stderr.write(`Frames at ${pixels} px each: median ${at(0.5)} ms, 95 % ${at(0.95)} ms.\n`)
		}
		expect(visit.complaints).toEqual([])
	})
})
