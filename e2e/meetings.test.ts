import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openDemo } from './open-demo.ts'
import { settle, type Visit, visitPage } from './visit.ts'

const chromium = inject('chromium')
const a4 = { width: 595, height: 842 }

/** Width and height in points of the sheets of a PDF. */
function sheetsOf(pdf: Buffer): { width: number; height: number }[] {
	const boxes = pdf.toString('latin1').matchAll(/\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]/g)
	return [...boxes].map(([, width, height]) => ({
		width: Math.round(Number(width)),
		height: Math.round(Number(height)),
	}))
}

describe.skipIf(!chromium)('meeting pages', () => {
	let browser: Browser
	let visit: Visit
	let page: Page
	let packPath: string

	beforeAll(async () => {
		;({ browser, visit, page } = await openDemo({ width: 1440 }))
		await visitPage(page, '/today?view=team')
		await page
			.getByRole('navigation', { name: 'Meetings' })
			.getByRole('link', { name: 'Business reviews' })
			.click()
		await settle(page)
		const link = page.getByRole('region', { name: 'Business reviews' }).getByRole('link').first()
		packPath = (await link.getAttribute('href')) ?? ''
	})
	afterAll(async () => {
		await browser?.close()
	})

	const printed = async () => {
		await page.emulateMedia({ media: 'print' })
		try {
			for (const name of ['Print / save as PDF', /^Search/]) {
				expect(await page.getByRole('button', { name }).isVisible()).toBe(false)
			}
			return sheetsOf(await page.pdf({ preferCSSPageSize: true, printBackground: true }))
		} finally {
			await page.emulateMedia({ media: 'screen' })
		}
	}

	it('prints a pack on A4, without what is internal', async () => {
		await visitPage(page, `${packPath}?internal=yes`)
		expect(await page.getByRole('complementary', { name: 'Internal page' }).isVisible()).toBe(true)
		const customerText = await page.getByRole('article', { name: 'Business review' }).innerText()
		expect(customerText).not.toMatch(/churn|health|at risk|critical/i)
		const sheets = await printed()
		expect(sheets.length).toBeGreaterThan(0)
		for (const sheet of sheets) {
			expect(Math.abs(sheet.width - a4.width) + Math.abs(sheet.height - a4.height)).toBeLessThan(3)
		}
		await page.emulateMedia({ media: 'print' })
		expect(await page.getByRole('complementary', { name: 'Internal page' }).isVisible()).toBe(false)
		await page.emulateMedia({ media: 'screen' })
	})

	it('keeps the plan over a reload, and both texts when two people write', async () => {
		// Earlier versions stay on the page: each run writes texts of its own.
		const [first, theirs, mine] = ['Roll out', 'Theirs', 'Mine'].map(text => `${text} ${Date.now()}`) as [
			string,
			string,
			string,
		]
		await visitPage(page, packPath)
		await page.getByRole('button', { name: /^(Write|Change) the plan$/ }).click()
		await page.getByLabel('Plan', { exact: true }).fill(first)
		await page.getByRole('button', { name: 'Save plan' }).click()
		await page.getByRole('button', { name: 'Change the plan' }).waitFor()
		await page.reload()
		await settle(page)
		expect(await page.getByText(first, { exact: true }).isVisible()).toBe(true)

		await page.getByRole('button', { name: 'Change the plan' }).click()
		const account = packPath.split('/')[2]
		const { quarter } = await (await page.request.get(`/api/v1/accounts/${account}/business-review`)).json()
		const other = await page.request.put(`/api/v1/accounts/${account}/business-review/${quarter}/plan`, {
			data: { text: theirs },
			headers: { origin: new URL(page.url()).origin },
		})
		expect(other.status()).toBe(200)
		await page.getByLabel('Plan', { exact: true }).fill(mine)
		await page.getByRole('button', { name: 'Save plan' }).click()
		const conflict = page.getByRole('dialog', { name: 'Somebody else changed it meanwhile' })
		await conflict.getByText(theirs, { exact: true }).waitFor()
		await conflict.getByRole('button', { name: 'Save mine instead' }).click()
		await page.getByText(mine, { exact: true }).waitFor()
	})

	it('makes a task of what is agreed in the weekly risk review', async () => {
		await visitPage(page, '/meetings/risk')
		await page.getByLabel('Account', { exact: true }).selectOption({ index: 1 })
		const name = await page.getByLabel('Account', { exact: true }).locator('option:checked').innerText()
		const text = `Meet their sponsor ${Date.now()}`
		await page.getByLabel('What was agreed').fill(text)
		await page.getByRole('button', { name: 'Add as a task' }).click()
		const row = page.getByRole('region', { name: 'Agreed this week' }).getByRole('row', { name: text })
		await row.waitFor()
		expect(await row.innerText()).toContain(name)
		await row.getByRole('link', { name }).click()
		await settle(page)
		expect(await page.getByText(text).first().isVisible()).toBe(true)
	})

	it('says what is wrong with a quarter that has not begun', async () => {
		await visitPage(page, `${packPath}?quarter=2099-Q1`)
		expect(await page.getByRole('alert').innerText()).toContain('expected a quarter that has begun')
		await page.getByRole('link', { name: 'The quarter that runs' }).click()
		await page.getByRole('heading', { name: 'What you have' }).waitFor()
	})

	it('prints the month, and saves it as CSV', async () => {
		await visitPage(page, '/meetings/month')
		const saved = page.waitForEvent('download')
		await page.getByRole('button', { name: 'Export CSV' }).click()
		expect((await saved).suggestedFilename()).toMatch(/^metrics-\d{4}-\d{2}\.csv$/)
		expect((await printed()).length).toBeGreaterThan(0)
		expect(visit.complaints).toEqual([])
	})
})
