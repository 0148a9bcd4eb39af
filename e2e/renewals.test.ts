import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openDemo } from './open-demo.ts'
import { settle, type Visit, visitPage } from './visit.ts'

const chromium = inject('chromium')

interface Entry {
	id: string
	account_id: string
	renewal_on: string
	stage: string
	target_amount: string | null
	disagreement: string | null
	call_due_since: string | null
	risk: string | null
}

/** Asks the API as the person who is signed in in the page. */
function ask<Answer>(page: Page, path: string, method = 'GET', body?: unknown): Promise<Answer> {
	return page.evaluate(
		async ([to, how, sent]) => {
			const answer = await fetch(`/api/v1${to}`, {
				method: String(how),
				...(sent === null ? {} : { headers: { 'content-type': 'application/json' }, body: String(sent) }),
			})
			if (!answer.ok) throw new Error(`${how} ${to}: ${answer.status} ${await answer.text()}`)
			return answer.json()
		},
		[path, method, body === undefined ? null : JSON.stringify(body)] as const,
	)
}

async function listAll(page: Page, query: string): Promise<Entry[]> {
	const items: Entry[] = []
	let cursor: string | null = null
	do {
		const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
		const answer: { items: Entry[]; next_cursor: string | null } = await ask(
			page,
			`/renewals?limit=7&${query}${more}`,
		)
		items.push(...answer.items)
		cursor = answer.next_cursor
	} while (cursor !== null)
	return items
}

const pathOf = (entry: Entry) =>
	`/accounts/${encodeURIComponent(entry.account_id)}/renewals/${entry.renewal_on}`
const idsOf = (entries: readonly Entry[]) => entries.map(({ id }) => id).sort()
const centsOf = (amount: string) => Math.round(Number(amount || 0) * 100)

describe.skipIf(!chromium)('renewals as table, board and calendar', () => {
	let browser: Browser
	let visit: Visit
	let page: Page

	beforeAll(async () => {
		;({ browser, visit, page } = await openDemo({ width: 1440 }))
	})
	afterAll(async () => {
		await browser?.close()
	})

	const column = (stage: string) => page.locator(`section[data-stage=${stage}]`)
	const toast = (text: RegExp) => page.getByRole('region', { name: 'Messages' }).getByText(text)
	const isSaid = (text: RegExp) => page.locator('[id^=DndLiveRegion]').filter({ hasText: text }).waitFor()

	/** Lifts the first card of a column and carries it so many columns to the right. */
	async function carry(stage: string, steps: readonly RegExp[]): Promise<string> {
		const card = column(stage).locator('[data-card]').first()
		const id = (await card.getAttribute('data-card')) ?? ''
		await card.focus()
		await page.keyboard.press('Space')
		await isSaid(/lifted|Over/)
		for (const over of steps) {
			await page.keyboard.press('ArrowRight')
			await isSaid(over)
		}
		await page.keyboard.press('Space')
		return id
	}
	const stageOf = async (id: string) => {
		const found = (await listAll(page, 'open=yes')).find(entry => entry.id === id)
		return found?.stage
	}

	it.each(['', '&risk=high', '&days=60', '&owner=none'])('the board sums to the table%s', async filter => {
		await visitPage(page, `/renewals?open=all${filter}`)
		const head = page.locator('[data-total]')
		const total = Number(await head.getAttribute('data-total'))
		const amount = centsOf((await head.getAttribute('data-amount')) ?? '')
		await visitPage(page, `/renewals?view=board&open=all${filter}`)
		const read = (name: string) =>
			page
				.locator(`section[data-stage] [data-${name}]`)
				.evaluateAll((found, key) => found.map(element => element.getAttribute(key) ?? ''), `data-${name}`)
		const counts = await read('count')
		expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(total)
		expect((await read('amount')).reduce((sum, text) => sum + centsOf(text), 0)).toBe(amount)
	})

	it('lists by calls that disagree, calls that are due and risk what says so of itself', async () => {
		const all = await listAll(page, 'open=yes')
		expect(all.length).toBeGreaterThan(2)
		const [first] = all
		if (!first) return
		const category = first.disagreement === null ? 'lost' : 'commit'
		await ask(page, `${pathOf(first)}/calls`, 'POST', { as: 'csm', category, amount: null, note: null })
		const now = await listAll(page, 'open=yes')
		expect(now.some(({ disagreement }) => disagreement !== null)).toBe(true)
		const pairs: [string, (entry: Entry) => boolean][] = [
			['disagree=yes', entry => entry.disagreement !== null],
			['disagree=no', entry => entry.disagreement === null],
			['call_due=yes', entry => entry.call_due_since !== null],
			['risk=high', entry => entry.risk === 'high'],
			['risk=low', entry => entry.risk === 'low'],
		]
		for (const [query, says] of pairs) {
			expect(idsOf(await listAll(page, `open=yes&${query}`)), query).toEqual(idsOf(now.filter(says)))
		}
	})

	it('moves a card by keyboard, and the undo restores it', async () => {
		await visitPage(page, '/renewals?view=board')
		const before = Number(await column('open').locator('[data-count]').getAttribute('data-count'))
		const id = await carry('open', [/Over At risk/])
		await toast(/moved to At risk/).waitFor()
		await column('at_risk').locator(`[data-card="${id}"]`).waitFor()
		expect(Number(await column('open').locator('[data-count]').getAttribute('data-count'))).toBe(before - 1)
		expect(await stageOf(id)).toBe('at_risk')
		await page.getByRole('button', { name: 'Undo' }).last().click()
		await toast(/moved back/).waitFor()
		await column('open').locator(`[data-card="${id}"]`).waitFor()
		await settle(page)
		expect(await stageOf(id)).toBe('open')
		expect(Number(await column('open').locator('[data-count]').getAttribute('data-count'))).toBe(before)
	})

	it('puts a card back on Escape', async () => {
		await visitPage(page, '/renewals?view=board')
		const card = column('open').locator('[data-card]').first()
		const id = (await card.getAttribute('data-card')) ?? ''
		await card.focus()
		await page.keyboard.press('Space')
		await isSaid(/lifted|Over/)
		await page.keyboard.press('ArrowRight')
		await isSaid(/Over At risk/)
		await page.keyboard.press('Escape')
		await isSaid(/put back/)
		expect(await stageOf(id)).toBe('open')
	})

	it('moves a card by pointer', async () => {
		await visitPage(page, '/renewals?view=board')
		const card = column('open').locator('[data-card]').first()
		const id = (await card.getAttribute('data-card')) ?? ''
		const from = await card.boundingBox()
		const to = await column('in_conversation').boundingBox()
		if (!from || !to) throw new Error('expected a card and a column on the board')
		await page.mouse.move(from.x + 30, from.y + 30)
		await page.mouse.down()
		await page.mouse.move(from.x + 60, from.y + 40, { steps: 4 })
		await page.mouse.move(to.x + to.width / 2, to.y + 200, { steps: 8 })
		await page.mouse.up()
		await toast(/moved to In conversation/).waitFor()
		await page.getByRole('button', { name: 'Undo' }).last().click()
		await toast(/moved back/).waitFor()
		expect(await stageOf(id)).toBe('open')
	})

	it('asks how it came out before a card is closed, and refuses a renewal with nothing', async () => {
		await visitPage(page, '/renewals?view=board')
		const id = await carry('open', [
			/Over At risk/,
			/Over In conversation/,
			/Over Verbal commit/,
			/Over Renewed/,
			/Over Churned/,
		])
		const dialog = page.getByRole('dialog', { name: /^Close the renewal of/ })
		await dialog.getByRole('button', { name: 'Close as churned' }).click()
		await dialog.getByText('Say why they left').waitFor()
		await dialog.getByLabel('Outcome').selectOption('renewed')
		await dialog.getByLabel(/^Final amount/).fill('0')
		await dialog.getByRole('button', { name: 'Close as renewed' }).click()
		await dialog.getByText('Renewed with 0 is no renewal').waitFor()
		expect(await stageOf(id)).toBe('open')
		await dialog.getByRole('button', { name: 'Leave it open' }).click()
		expect(await stageOf(id)).toBe('open')
	})

	it('takes a closing back: everything is as before, and the history says so', async () => {
		interface Whole {
			renewal: Record<string, unknown>
			changes: { kind: string }[]
		}
		const entry = (await listAll(page, 'open=yes')).at(-1)
		if (!entry) throw new Error('expected an open renewal')
		const before = await ask<Whole>(page, pathOf(entry))
		await visitPage(page, `/renewals?renewal=${encodeURIComponent(entry.id)}`)
		await page.getByRole('button', { name: 'Close as churned' }).click()
		const dialog = page.getByRole('dialog').last()
		await dialog.getByRole('textbox', { name: 'Reason' }).fill('they were bought')
		await dialog.getByRole('button', { name: /^Close as churned/ }).click()
		await page.getByRole('button', { name: 'Undo' }).last().click()
		await toast(/is as it was before/).waitFor()
		const after = await ask<Whole>(page, pathOf(entry))
		expect(after.renewal).toEqual(before.renewal)
		expect(after.changes.slice(0, 2).map(({ kind }) => kind)).toEqual(['undone', 'closed'])
	})

	it('takes a call back, where it is said and where it stands', async () => {
		const entry = (await listAll(page, 'open=yes')).at(-1)
		if (!entry) throw new Error('expected an open renewal')
		const before = await ask(page, pathOf(entry))
		await visitPage(page, `/renewals?renewal=${encodeURIComponent(entry.id)}`)
		for (const name of [/^Undo$/, /^Take back the/]) {
			await page.getByRole('button', { name: 'Make a call' }).click()
			await page.getByRole('button', { name: 'Save call' }).click()
			const undone = page.waitForResponse(/\/calls\/\d+\/undo$/)
			await page.getByRole('button', { name }).last().click()
			expect((await undone).status()).toBe(200)
			expect(await ask(page, pathOf(entry))).toEqual(before)
		}
	})

	it('shows both where two people change the same', async () => {
		const entry = (await listAll(page, 'open=yes'))[0]
		if (!entry) throw new Error('expected an open renewal')
		await visitPage(page, `/renewals?renewal=${encodeURIComponent(entry.id)}`)
		const sheet = page.getByRole('dialog').first()
		const [theirs, mine] = [`Northwind ${Date.now()}`, `Contoso ${Date.now()}`]
		await ask(page, pathOf(entry), 'PATCH', { competitor: theirs })
		await sheet.getByRole('textbox', { name: 'Competitor' }).fill(mine)
		await sheet.getByRole('button', { name: 'Save renewal' }).click()
		const conflict = page.getByRole('dialog', { name: 'Somebody else changed it meanwhile' })
		await conflict.getByText(theirs).waitFor()
		await conflict.getByRole('button', { name: 'Save mine instead' }).click()
		await toast(/saved/).waitFor()
		const { renewal } = await ask<{ renewal: { competitor: string } }>(page, pathOf(entry))
		expect(renewal.competitor).toBe(mine)
		await sheet.getByText(theirs).last().waitFor()
	})

	it('moves many at once, and takes all of them back', async () => {
		await visitPage(page, '/renewals')
		const ticks = page.getByRole('checkbox', { name: 'Select row' })
		const before = await listAll(page, 'open=yes')
		await ticks.nth(0).click()
		await ticks.nth(1).click()
		await page
			.getByRole('region', { name: 'Selected renewals' })
			.getByLabel('Move to a stage')
			.selectOption('verbal_commit')
		await toast(/2 renewals moved to Verbal commit/).waitFor()
		expect((await listAll(page, 'open=yes&stage=verbal_commit')).length).toBeGreaterThanOrEqual(2)
		await page.getByRole('button', { name: 'Undo' }).last().click()
		await toast(/2 renewals moved back/).waitFor()
		expect((await listAll(page, 'open=yes')).map(({ id, stage }) => [id, stage])).toEqual(
			before.map(({ id, stage }) => [id, stage]),
		)
	})

	it('shows in the calendar what the list has in a month', async () => {
		const entry = (await listAll(page, 'open=yes')).at(-1)
		if (!entry) throw new Error('expected an open renewal')
		const month = entry.renewal_on.slice(0, 7)
		await visitPage(page, `/renewals?view=calendar&month=${month}`)
		const day = page.locator(`[data-day="${entry.renewal_on}"]`)
		const counts = await page
			.locator('[data-day]')
			.evaluateAll(found => found.map(element => Number(element.getAttribute('data-count'))))
		const shown = Number(await page.locator('[data-month-count]').getAttribute('data-month-count'))
		expect(counts.reduce((sum, count) => sum + count, 0)).toBe(shown)
		await day.click()
		await page.reload()
		await settle(page)
		expect(await day.isVisible()).toBe(true)
	})

	it('prints the page of the week without what stands around it', async () => {
		await visitPage(page, '/renewals/at-risk')
		await page.getByRole('article', { name: 'Page of the week' }).waitFor()
		await page.emulateMedia({ media: 'print' })
		expect(await page.getByRole('heading', { name: 'Renewals at risk', exact: true }).isVisible()).toBe(true)
		for (const name of ['Print / save as PDF', /^Search/]) {
			expect(await page.getByRole('button', { name }).isVisible()).toBe(false)
		}
		await page.emulateMedia({ media: 'screen' })
		expect(visit.complaints).toEqual([])
	})
})
