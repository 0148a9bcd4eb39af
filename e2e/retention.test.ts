import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openDemo } from './open-demo.ts'
import { settle, type Visit, visitPage } from './visit.ts'

const chromium = inject('chromium')
const lineLimit = 12

/** Decimal text in units of 1/1,000,000, exact. */
function unitsOf(amount: string): bigint {
	const [whole = '0', fraction = ''] = amount.replace('-', '').split('.')
	const size = BigInt(`${whole}${fraction.padEnd(6, '0')}`)
	return amount.startsWith('-') ? -size : size
}
const sumOf = (amounts: readonly string[]) => amounts.reduce((sum, amount) => sum + unitsOf(amount), 0n)

describe.skipIf(!chromium)('a number of Retention, opened down to its lines', () => {
	let browser: Browser
	let visit: Visit
	let page: Page

	beforeAll(async () => {
		;({ browser, visit, page } = await openDemo({ width: 1440 }))
	})
	afterAll(async () => {
		await browser?.close()
	})

	const sheet = () => page.getByRole('dialog')
	const readAll = (name: string) =>
		sheet()
			.locator(`table [data-${name}]`)
			.evaluateAll(
				(elements, key) => elements.map(element => element.getAttribute(key) ?? ''),
				`data-${name}`,
			)
	/** Shows every page of the list, so that all of it can be added up. */
	async function showAll() {
		await sheet().getByRole('table').first().waitFor()
		const more = sheet().getByRole('button', { name: 'Show more' })
		while (await more.isVisible()) {
			await more.click()
			await settle(page)
		}
	}
	const accountButtons = () => sheet().locator('tbody td:first-child button')

	it.each([
		['New', 'New'],
		['Expansion', 'Expansion'],
		['Churn', 'Churn'],
	])('%s: movements sum to the figure, and lines to each movement', async (row, title) => {
		await visitPage(page, '/retention')
		const line = page.getByRole('region', { name: 'Movements of MRR' }).getByRole('row', { name: row })
		const shown = await line.locator('td').nth(1).innerText()
		await line.getByRole('button', { name: `Open ${title}` }).click()
		await showAll()
		const amounts = await readAll('amount')
		const total = await sheet().locator('[data-total]').getAttribute('data-total')
		expect(sumOf(amounts)).toBe(unitsOf(total ?? ''))
		const cents = (sumOf(amounts) + (sumOf(amounts) < 0n ? -5_000n : 5_000n)) / 10_000n
		const figure = shown.replace('−', '-').replaceAll(/[^\d.-]/g, '')
		// The figure is rounded once, and a part may give way by a cent so that the row adds up.
		const off = cents - sumOf([figure]) / 10_000n
		expect(off >= -1n && off <= 1n).toBe(true)
		for (let index = 0; index < Math.min(lineLimit, amounts.length); index += 1) {
			const opened = accountButtons().nth(index)
			const day = await sheet().locator('tbody tr').nth(index).locator('time').getAttribute('datetime')
			await opened.click()
			await sheet().getByRole('button', { name: 'Back to the list' }).waitFor()
			await settle(page)
			const changes = await sheet()
				.locator(`[data-line-day="${day}"]`)
				.evaluateAll(lines =>
					lines.map(found => [
						found.getAttribute('data-line-before') ?? '',
						found.getAttribute('data-line-after') ?? '',
					]),
				)
			const change = changes.reduce(
				(sum, [before = '', after = '']) => sum + unitsOf(after) - unitsOf(before),
				0n,
			)
			expect(change).toBe(unitsOf(amounts[index] ?? ''))
			await sheet().getByRole('button', { name: 'Back to the list' }).click()
			await showAll()
		}
	})

	it('NRR and GRR: accounts sum to the closed cohort, and lines to each account', async () => {
		await visitPage(page, '/retention')
		// What follows on the next line is for those who hear it.
		const read = async (figure: string) =>
			(await page.locator(`[data-figure=${figure}] p`).first().innerText()).split('\n')[0]
		const [shownNrr, shownGrr] = [await read('nrr'), await read('grr')]
		await page.getByRole('button', { name: 'Open NRR' }).click()
		await showAll()
		const [starts, ends] = [await readAll('start'), await readAll('end')]
		expect(starts.length).toBeGreaterThan(5)
		const kept = starts.map((start, index) => {
			const [one, other] = [unitsOf(start), unitsOf(ends[index] ?? '0')]
			return one - (one > other ? one - other : 0n)
		})
		const percent = (part: bigint) => `${Math.round((Number(part) / Number(sumOf(starts))) * 1000) / 10} %`
		expect(percent(sumOf(ends))).toBe(shownNrr)
		expect(percent(kept.reduce((sum, part) => sum + part, 0n))).toBe(shownGrr)
		for (let index = 0; index < Math.min(lineLimit, starts.length); index += 1) {
			await accountButtons().nth(index).click()
			await sheet().getByRole('button', { name: 'Back to the list' }).waitFor()
			await settle(page)
			expect(sumOf(await readAll('line-start'))).toBe(unitsOf(starts[index] ?? ''))
			expect(sumOf(await readAll('line-end'))).toBe(unitsOf(ends[index] ?? ''))
			await sheet().getByRole('button', { name: 'Back to the list' }).click()
			await showAll()
		}
	})

	it('gives every table as CSV, with the same accounts', async () => {
		await visitPage(page, '/retention')
		const href = await page.getByRole('link', { name: 'Export CSV of movements' }).getAttribute('href')
		const answer = await page.request.get(href ?? '')
		expect(answer.headers()['content-type']).toContain('text/csv')
		const [head, ...rows] = (await answer.text()).trim().split('\r\n')
		expect(head).toContain('account_id,account_name,day,kind,amount')
		expect(rows.length).toBeGreaterThan(3)
	})

	it('keeps what is open in the address', async () => {
		await visitPage(page, '/retention?period=last_quarter')
		const days = await page.locator('[data-period]').innerText()
		await page.getByRole('button', { name: 'Open GRR' }).click()
		await showAll()
		await page.reload()
		await settle(page)
		expect(await sheet().getByRole('heading').first().innerText()).toBe('GRR')
		expect(await page.locator('[data-period]').innerText()).toBe(days)
	})

	it('prints the board page on one sheet, charts included', async () => {
		await visitPage(page, '/retention/board')
		await page.getByRole('button', { name: 'Print / save as PDF' }).waitFor()
		expect(await page.locator('.board svg[role=img]').count()).toBe(2)
		await page.emulateMedia({ media: 'print' })
		expect(await page.locator('.board').isVisible()).toBe(true)
		for (const name of ['Print / save as PDF', /^Search/]) {
			expect(await page.getByRole('button', { name }).isVisible()).toBe(false)
		}
		const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1')
		expect(pdf.match(/\/Type\s*\/Page[^s]/g)).toHaveLength(1)
		expect(visit.complaints).toEqual([])
	})
})
