import { readFileSync } from 'node:fs'
import type { Browser, Download, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openDemo } from './open-demo.ts'
import { settle, type Visit, visitPage } from './visit.ts'

const chromium = inject('chromium')

describe.skipIf(!chromium)('does it predict?', { timeout: 180_000 }, () => {
	let browser: Browser
	let visit: Visit
	let page: Page

	beforeAll(async () => {
		;({ browser, visit, page } = await openDemo({ width: 1440, height: 900 }))
	})
	afterAll(async () => {
		await browser?.close()
	})

	const figures = () => page.getByLabel('What this threshold means').innerText()
	const save = async (button: string | RegExp): Promise<string> => {
		const waiting: Promise<Download> = page.waitForEvent('download')
		await page.getByRole('button', { name: button }).click()
		return readFileSync(await (await waiting).path(), 'utf8')
	}
	/** Looks at history where nobody has, and waits for the verdict. */
	const lookAtHistory = async (path: string) => {
		await visitPage(page, path)
		if ((await page.getByText('History was not looked at yet for this choice').count()) > 0) {
			await page.getByRole('button', { name: 'Look at history' }).first().click()
		}
		await page.getByRole('region', { name: 'Verdict' }).waitFor({ timeout: 150_000 })
		await settle(page)
	}

	it('says so where history was not looked at for the choice, with the way to do it', async () => {
		await visitPage(page, '/health?tab=predict&period=own&from=2026-01-01&to=2026-06-30')
		await page.getByText('History was not looked at yet for this choice').waitFor()
		expect(await page.getByRole('button', { name: 'Look at history' }).count()).toBeGreaterThan(0)
	})

	it('looks at history and gives a verdict in words with what it is made of', async () => {
		await lookAtHistory('/health?tab=predict')
		const verdict = await page.getByRole('region', { name: 'Verdict' }).innerText()
		expect(verdict).toMatch(/it predicts|It predicts weakly|it is decoration|Not enough history/i)
		expect(verdict).toMatch(/\d+ decisions/)
		expect(verdict).toMatch(/\d+ churned/)
	})

	it('keeps the populations apart, and says which has not enough history', async () => {
		for (const population of ['terms', 'open_ended']) {
			await lookAtHistory(`/health?tab=predict&population=${population}`)
			const verdict = await page.getByRole('region', { name: 'Verdict' }).innerText()
			const hasSlider = (await page.getByRole('slider').count()) > 0
			expect(hasSlider).toBe(!verdict.includes('Not enough history'))
			if (!hasSlider) expect(verdict).toContain('No number is shown that the history cannot carry')
		}
	})

	it('moves hours, misses and false alarms with the slider', async context => {
		await lookAtHistory('/health?tab=predict&label=cancellations')
		await lookAtHistory('/health?tab=predict')
		const slider = page.getByRole('slider')
		if ((await slider.count()) === 0) return context.skip()
		await slider.focus()
		const before = await figures()
		for (let press = 0; press < 12; press++) await page.keyboard.press('ArrowRight')
		const after = await figures()
		const numberOf = (text: string, name: string) =>
			Number(new RegExp(`${name}\\s+([\\d,.]+)`).exec(text)?.[1]?.replaceAll(',', ''))
		expect(numberOf(after, 'Flagged')).toBeGreaterThan(numberOf(before, 'Flagged'))
		expect(numberOf(after, 'CSM hours')).toBeGreaterThan(numberOf(before, 'CSM hours'))
		expect(numberOf(after, 'Misses')).toBeLessThanOrEqual(numberOf(before, 'Misses'))
		expect(page.url()).toMatch(/threshold=\d+/)
		// The address restores it.
		await page.reload()
		await settle(page)
		expect(await figures()).toBe(after)
	})

	it('opens who churned as they were before, and exports them', async () => {
		await lookAtHistory('/health?tab=predict')
		const rows = page.getByRole('grid', { name: 'Who churned' }).getByRole('row')
		await rows.nth(1).waitFor()
		const name = (await rows.nth(1).getByRole('gridcell').first().innerText()).trim()
		await rows.nth(1).getByRole('gridcell').first().click()
		const sheet = page.getByRole('dialog')
		await sheet.getByText('from what was known on that day').waitFor()
		expect(await sheet.innerText()).toContain(name)
		expect(await sheet.innerText()).toMatch(/days before the decision of/)
		await page.keyboard.press('Escape')
		const file = await save(/^Export \d+ rows?$/)
		expect(file.split('\r\n')[0]).toContain('account_id,name,segment,decided_on')
		expect(file).toContain(name)
	})

	it('tells what metrics and signals told, warns, and hands over weights only as a draft', async () => {
		await visitPage(page, '/health?tab=evidence')
		expect(await page.getByRole('region', { name: 'Metrics' }).innerText()).toMatch(/AUC alone/)
		expect(await page.getByRole('region', { name: 'Signals' }).innerText()).toMatch(
			/Churned had it 90 days before/,
		)
		await visitPage(page, '/health?tab=weights')
		const draft = page.getByRole('button', { name: 'Make it my draft' })
		if ((await draft.count()) > 0) {
			await draft.click()
			await page.waitForURL(/\/model/)
			await page.getByText(/Draft of version \d+/).waitFor()
			await page.getByRole('button', { name: 'Discard' }).click()
		} else {
			expect(await page.getByText(/Not enough history to learn weights from/).count()).toBeGreaterThan(0)
		}
	})

	it('takes the review along as Markdown and as a file', async () => {
		await visitPage(page, '/health?tab=review')
		expect(await save('Markdown')).toContain('# Review of the health score')
		expect((await save('CSV')).split('\r\n')[0]).toContain('kind,account_id,name')
	})

	it('prints the review alone', async () => {
		await visitPage(page, '/health?tab=review')
		await page.emulateMedia({ media: 'print' })
		expect(await page.getByRole('navigation').first().isVisible()).toBe(false)
		expect(await page.getByRole('heading', { name: 'Review of the health score' }).isVisible()).toBe(true)
		expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false)
		await page.emulateMedia({ media: null })
	})

	it('makes no console error', () => {
		expect(visit.complaints).toEqual([])
	})
})
