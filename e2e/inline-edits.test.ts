import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { listViolationsInBothThemes } from './all-screens.ts'
import { openDemo } from './open-demo.ts'
import { settle, type Visit, visitPage } from './visit.ts'

const chromium = inject('chromium')

interface Row {
	id: string
	name: string
	stage: string
	owner_email: string | null
}

describe.skipIf(!chromium)('an account that two people change at the same time', () => {
	let browser: Browser
	let visit: Visit
	let page: Page

	beforeAll(async () => {
		;({ browser, visit, page } = await openDemo())
	})
	afterAll(async () => {
		await browser?.close()
	})

	async function readRow(id: string): Promise<Row> {
		const filter = encodeURIComponent(`id = ${JSON.stringify(id)}`)
		const answer = await (await page.request.get(`/api/v1/accounts?include=all&filter=${filter}`)).json()
		return answer.items[0]
	}
	/** Somebody else's change, of which the page knows nothing. */
	async function changeElsewhere(id: string, stage: string): Promise<void> {
		const headers = { origin: inject('demoUrl') }
		const answer = await page.request.patch(`/api/v1/accounts/${id}`, { data: { stage }, headers })
		expect(answer.status()).toBe(200)
	}
	async function firstCustomers(): Promise<Row[]> {
		const answer = await (await page.request.get('/api/v1/accounts?sort=name&limit=3')).json()
		return answer.items
	}

	it('is not overwritten silently: both are shown, and the person chooses', async () => {
		const [account] = await firstCustomers()
		if (!account) throw new Error('expected an account in the demo')
		const [theirs = '', mine = ''] = ['renewal', 'adoption', 'expansion'].filter(id => id !== account.stage)
		await visitPage(page, '/accounts?sort=name')
		await changeElsewhere(account.id, theirs)
		const button = page.getByRole('button', { name: `stage of ${account.name}: change` })
		await button.click()
		await page.getByRole('menuitem', { name: mine, exact: false }).click()
		const dialog = page.getByRole('dialog', { name: 'Somebody else changed it meanwhile' })
		await dialog.waitFor()
		expect((await dialog.innerText()).toLowerCase()).toMatch(
			new RegExp(`there now\\s+${theirs}\\s+yours\\s+${mine}`),
		)
		expect(await listViolationsInBothThemes(page, 'conflict of an account')).toEqual([])
		expect((await readRow(account.id)).stage).toBe(theirs)
		await dialog.getByRole('button', { name: 'Save mine instead' }).click()
		await page.getByText(`Stage of ${account.name} changed`).waitFor()
		await expect.poll(async () => (await readRow(account.id)).stage).toBe(mine)
	})

	it('is left out of a change of many, which says so', async () => {
		const [, kept, changed] = await firstCustomers()
		if (!kept || !changed) throw new Error('expected three accounts in the demo')
		await visitPage(page, '/accounts?sort=name')
		for (const { name } of [kept, changed]) {
			await page.getByRole('row', { name }).getByRole('checkbox').click()
		}
		const theirs = kept.stage === 'expansion' ? 'adoption' : 'expansion'
		await changeElsewhere(kept.id, theirs)
		await page.getByRole('button', { name: 'Set stage' }).click()
		const dialog = page.getByRole('dialog')
		await dialog.getByLabel('Lifecycle stage').selectOption('renewal')
		await dialog.getByRole('button', { name: 'Apply to 2 accounts' }).click()
		await page.getByText(/1 account changed.*; 1 not: Somebody else changed/).waitFor()
		expect((await readRow(kept.id)).stage).toBe(theirs)
		expect((await readRow(changed.id)).stage).toBe('renewal')
		await settle(page)
		expect(visit.complaints).toEqual([])
	})
})
