import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openDemo } from './open-demo.ts'
import { settle, visitPage } from './visit.ts'

const chromium = inject('chromium')

/** Presses Tab until the wanted control has the focus. */
async function tabTo(page: Page, selector: string, most = 120): Promise<void> {
	for (let pressed = 0; pressed < most; pressed++) {
		if (await page.evaluate(wanted => document.activeElement?.matches(wanted) ?? false, selector)) return
		await page.keyboard.press('Tab')
	}
	throw new Error(`expected to reach ${selector} with ${most} presses of Tab`)
}

/** Text of what has the focus. */
function focusedText(page: Page): Promise<string> {
	return page.evaluate(() => {
		const element = document.activeElement
		return element instanceof HTMLElement
			? element.innerText || (element.getAttribute('aria-label') ?? '')
			: ''
	})
}

async function tabToText(page: Page, text: RegExp, most = 120): Promise<void> {
	for (let pressed = 0; pressed < most; pressed++) {
		if (text.test(await focusedText(page))) return
		await page.keyboard.press('Tab')
	}
	throw new Error(`expected to reach ${text} with ${most} presses of Tab`)
}

describe.skipIf(!chromium)('journeys by keyboard alone', () => {
	let browser: Browser
	let page: Page

	beforeAll(async () => {
		;({ browser, page } = await openDemo())
	})
	afterAll(async () => {
		await browser?.close()
	})

	it('goes to every page with g and a letter', async () => {
		await visitPage(page, '/today')
		for (const [key, path] of [
			['a', '/accounts'],
			['r', '/renewals'],
			['h', '/health'],
			['d', '/data'],
			['m', '/model'],
			['s', '/settings'],
			['t', '/today'],
		] as const) {
			await page.keyboard.press('g')
			await page.keyboard.press(key)
			await page.waitForURL(url => url.pathname === path)
		}
	})

	it('skips to the page with the first Tab', async () => {
		await visitPage(page, '/today')
		await page.keyboard.press('Tab')
		expect(await focusedText(page)).toBe('Skip to the page')
		await page.keyboard.press('Enter')
		await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('page')
	})

	it('moves with j and k through the accounts and opens one with Enter', async () => {
		await visitPage(page, '/accounts')
		const nameOf = (index: number) => page.locator(`[data-index="${index}"]`).innerText()
		await page.keyboard.press('j')
		await page.keyboard.press('j')
		await page.keyboard.press('k')
		await expect.poll(() => focusedText(page)).toBe(await nameOf(0))
		await page.keyboard.press('Enter')
		await page.waitForURL(/\/accounts\/./)
		await settle(page)
		expect(await page.getByRole('heading', { level: 1 }).innerText()).not.toBe('Accounts')
	})

	it('selects accounts with x and clears the selection', async () => {
		await visitPage(page, '/accounts')
		await page.keyboard.press('j')
		await page.keyboard.press('x')
		await page.keyboard.press('j')
		await page.keyboard.press('x')
		const bar = page.getByRole('region', { name: 'Selected accounts' })
		await bar.getByText('2 accounts selected').waitFor()
		await page.keyboard.press('x')
		await bar.getByText('1 account selected').waitFor()
	})

	it('filters the accounts with /', async () => {
		await visitPage(page, '/accounts')
		await page.keyboard.press('/')
		await page.getByRole('dialog').waitFor()
		await tabTo(page, '[role=dialog] input[type=number]', 10)
		await page.keyboard.type('60')
		await page.keyboard.press('Enter')
		await page.waitForURL(/filter=/)
		await expect.poll(() => page.getByRole('group', { name: 'Filters' }).innerText()).toMatch(/60/)
	})

	it('shows the keys with ? and closes them with Escape', async () => {
		await visitPage(page, '/today')
		await page.keyboard.press('?')
		await page.getByRole('dialog', { name: 'Keys' }).waitFor()
		await page.keyboard.press('Escape')
		await page.getByRole('dialog').waitFor({ state: 'detached' })
	})

	it('opens an account with Ctrl-K', async () => {
		await visitPage(page, '/today')
		const name = await page.locator('article a').first().innerText()
		await page.keyboard.press('Control+k')
		await page.getByRole('dialog').getByRole('combobox').waitFor()
		await page.keyboard.type(name)
		// Enter takes what is marked, which is something else until the search has answered.
		await page.getByRole('option', { name, selected: true }).waitFor()
		await page.keyboard.press('Enter')
		await page.waitForURL(/\/accounts\/./)
		await page.getByRole('heading', { level: 1, name }).waitFor()
	})

	it('goes to a page with Ctrl-K and arrows', async () => {
		await visitPage(page, '/today')
		await page.keyboard.press('Control+k')
		await page.getByRole('option', { name: /^Renewals/ }).waitFor()
		await page.keyboard.press('ArrowDown')
		await page.keyboard.press('ArrowDown')
		await page.keyboard.press('Enter')
		await page.waitForURL(/\/renewals/)
	})

	it('logs a call, and the focus comes back to the button', async () => {
		await visitPage(page, '/accounts?sort=-score')
		await page.keyboard.press('j')
		await page.keyboard.press('Enter')
		await page.waitForURL(/\/accounts\/./)
		await settle(page)
		await tabToText(page, /^Log contact$/)
		await page.keyboard.press('Enter')
		await page.getByRole('dialog').waitFor()
		await tabTo(page, '[role=dialog] textarea', 12)
		await page.keyboard.type('All is well.')
		await tabToText(page, /^Log call$/, 4)
		await page.keyboard.press('Enter')
		await page
			.getByText(/^Call with .* logged$/)
			.first()
			.waitFor()
		await page.getByRole('dialog').waitFor({ state: 'detached' })
		await expect.poll(() => focusedText(page)).toBe('Log contact')
	})

	it('snoozes a task from the last account of the list', async () => {
		await visitPage(page, '/today')
		const button = page.locator('article').last().getByRole('button', { name: 'Snooze' }).first()
		await page.locator('article').last().getByRole('link').first().focus()
		await tabTo(page, '[aria-label=Snooze]', 6)
		expect(await button.evaluate(element => element === document.activeElement)).toBe(true)
		await page.keyboard.press('Enter')
		await page.getByRole('menuitem', { name: /^Tomorrow/ }).waitFor()
		await page.keyboard.press('ArrowDown')
		await page.keyboard.press('Enter')
		await page
			.getByText(/^Comes back on/)
			.first()
			.waitFor()
	})
})
