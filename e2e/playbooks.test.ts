import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openDemo } from './open-demo.ts'
import { settle, type Visit, visitPage } from './visit.ts'

const chromium = inject('chromium')
const playbook = 'usage_drop'
const taskStart = 'Find out who at '

describe.skipIf(!chromium)('playbooks', () => {
	let browser: Browser
	let visit: Visit
	let page: Page
	let account: { id: string; name: string; owner_email: string }

	beforeAll(async () => {
		;({ browser, visit, page } = await openDemo({ width: 1440, height: 900 }))
		await endAll()
		const answer = await page.request.get('/api/v1/accounts?sort=-arr&limit=1')
		const { items }: { items: (typeof account)[] } = await answer.json()
		if (!items[0]) throw new Error('expected an account in the demo, found none')
		account = items[0]
	})
	afterAll(async () => {
		await endAll().catch(() => undefined)
		await browser?.close()
	})

	const post = (path: string, data: object) =>
		page.request.post(`/api/v1${path}`, { data, headers: { origin: new URL(page.url()).origin } })
	/** The demo is shared: the playbook is off and has no open run when it is left. */
	const endAll = () =>
		post(`/playbooks/${playbook}/switch`, { to: 'off', open_runs: 'cancel', tasks: 'lapse' })
	const waitForToast = (text: string | RegExp) =>
		page.getByRole('region', { name: 'Messages' }).getByText(text).first().waitFor()
	const dialog = () => page.getByRole('dialog')
	const openAccount = async () => {
		await visitPage(page, `/accounts/${encodeURIComponent(account.id)}`)
		await page.locator('#playbooks').scrollIntoViewIfNeeded()
	}

	it('are switched on after their preview was seen', async () => {
		await visitPage(page, '/playbooks')
		await page.getByRole('link', { name: 'Usage drop' }).click()
		await page.getByRole('heading', { name: 'Usage drop', level: 1 }).waitFor()
		await page.getByRole('button', { name: 'Switch on' }).click()
		const confirm = dialog().getByRole('button', { name: 'Switch it on' })
		await dialog().getByRole('heading', { name: 'Who it would catch today' }).waitFor()
		await dialog()
			.getByRole('button', { name: /^Choose an account|^[A-Z]/ })
			.last()
			.waitFor()
		await expect.poll(() => confirm.isEnabled()).toBe(true)
		await confirm.click()
		await waitForToast('Usage drop is on')
		await page.getByRole('button', { name: 'Switch off' }).waitFor()
	})

	it('keep a draft over a reload, with its problems at the step that has them', async () => {
		await visitPage(page, `/playbooks/${playbook}?step=call`)
		const title = page.getByLabel('Title', { exact: true })
		const before = await title.inputValue()
		await title.fill('Call {{ account.nome }}')
		const row = page.locator('li', { has: page.locator('#step-call') })
		await row.getByText(/nome/).first().waitFor()
		await expect.poll(() => page.getByRole('button', { name: /^Save/ }).isDisabled()).toBe(true)
		await page.reload()
		await settle(page)
		expect(await title.inputValue()).toBe('Call {{ account.nome }}')
		await title.fill(before)
		await expect.poll(() => page.getByText('kept on this machine').count()).toBe(0)
	})

	it('have their steps moved and taken away by keyboard', async () => {
		await visitPage(page, `/playbooks/${playbook}`)
		const order = () =>
			page.locator('[id^=step-]').evaluateAll(rows => rows.map(row => row.id.replace('step-', '')))
		expect((await order()).slice(0, 2)).toEqual(['look', 'call'])
		await page.locator('#step-call').focus()
		await page.keyboard.press('Alt+ArrowUp')
		await expect.poll(async () => (await order()).slice(0, 2)).toEqual(['call', 'look'])
		await page.keyboard.press('Delete')
		await expect.poll(async () => (await order())[0]).toBe('look')
		await page.getByRole('button', { name: 'Discard' }).click()
		await expect.poll(async () => (await order()).slice(0, 2)).toEqual(['look', 'call'])
	})

	it('start by hand on an account, and their task appears on Today', async () => {
		await openAccount()
		await page.locator('#playbooks').getByRole('button', { name: 'Start a playbook' }).click()
		await dialog().getByLabel('Playbook').fill('Usage drop')
		await dialog()
			.getByRole('option', { name: /Usage drop/ })
			.click()
		await dialog().getByText(`${taskStart}${account.name}`).first().waitFor()
		await dialog().getByRole('button', { name: 'Start it' }).click()
		await waitForToast(`Usage drop runs for ${account.name}`)
		await dialog().getByRole('heading', { name: 'Now and next' }).waitFor()
		await expect.poll(() => dialog().innerText()).toContain(taskStart)
		await page.keyboard.press('Escape')
		await visitPage(page, `/today?view=work&owner=${encodeURIComponent(account.owner_email)}`)
		const task = page.locator('article', { hasText: account.name }).getByText(`${taskStart}${account.name}`)
		await task.first().waitFor()
	})

	it('show a run in the list, and cancel it with its tasks', async () => {
		await visitPage(page, `/playbooks?tab=runs&playbook=${playbook}`)
		await page
			.getByRole('row', { name: new RegExp(account.name) })
			.first()
			.click()
		await dialog().getByRole('button', { name: 'Cancel the run' }).click()
		const question = dialog().last()
		const confirm = question.getByRole('button', { name: 'Cancel the run' })
		expect(await confirm.isDisabled()).toBe(true)
		await question.getByLabel('Why').fill('Their holidays.')
		await confirm.click()
		await waitForToast('Run cancelled')
		await page.keyboard.press('Escape')
		await openAccount()
		const section = page.locator('#playbooks')
		const ended = section.getByRole('button', { name: /ended/ })
		await ended.waitFor()
		expect(await section.innerText()).not.toContain('Usage drop')
		await ended.click()
		await expect.poll(() => section.innerText()).toMatch(/Usage drop[\s\S]*cancelled/)
		expect(await page.locator('#work').innerText()).not.toContain(taskStart)
	})

	it('have messages chosen by keyboard and decided together', async () => {
		const [first, list] = await Promise.all([
			page.request.get(`/api/v1/playbooks/${playbook}`),
			page.request.get('/api/v1/accounts?sort=-arr&limit=2'),
		])
		const { definition, model_version: version } = await first.json()
		const mail = {
			id: 'mail',
			kind: 'email',
			to: { contact: ['champion', 'decision_maker', 'executive_sponsor', 'admin', 'user'] },
			subject: 'A word before you go',
			body: 'Hello',
		}
		const { done } = definition
		const made = { ...definition, id: 'one_mail', name: 'One mail', steps: [mail], enabled: false }
		const saved = await page.request.put('/api/v1/playbooks/one_mail', {
			data: {
				definition: { ...made, trigger: { kind: 'hand' }, exitsWithSignal: false, done: { says: done.says } },
				base_version: version,
			},
			headers: { origin: new URL(page.url()).origin },
		})
		expect([saved.status(), await saved.text()]).toEqual([200, expect.any(String)])
		const { items }: { items: { id: string }[] } = await list.json()
		for (const { id } of items) {
			const started = await post(`/accounts/${encodeURIComponent(id)}/playbook-runs`, {
				playbook_id: 'one_mail',
			})
			expect(started.status()).toBe(200)
		}
		await visitPage(page, '/playbooks?tab=approvals')
		const rows = page
			.getByRole('grid', { name: 'Messages that wait for approval' })
			.getByRole('row', { name: /A word before you go/ })
		await expect.poll(() => rows.count()).toBe(2)
		await page.keyboard.press('j')
		await page.keyboard.press('Enter')
		await dialog().getByRole('link', { name: 'One mail' }).waitFor()
		await page.keyboard.press('Escape')
		await expect.poll(() => rows.first().evaluate(row => row === document.activeElement)).toBe(true)
		await page.keyboard.press('x')
		await page.keyboard.press('j')
		await page.keyboard.press('x')
		const bar = page.getByRole('region', { name: 'Chosen messages' })
		await bar.getByText('2 messages chosen').waitFor()
		await bar.getByRole('button', { name: 'Do not send' }).click()
		await dialog().getByLabel('Why not send them').fill('A test of many')
		await dialog().getByRole('button', { name: 'Do not send 2 messages' }).click()
		await waitForToast('2 messages are not sent')
		await expect.poll(() => rows.count()).toBe(0)
	})

	it('are stopped all at once with a reason, and started again', async () => {
		await visitPage(page, '/playbooks')
		await page.getByRole('button', { name: 'Stop everything' }).click()
		await dialog().getByLabel('Why').fill('Test of the switch')
		await dialog().getByRole('button', { name: 'Stop everything' }).click()
		const bar = page.getByRole('region', { name: 'Automation' })
		await bar.getByText(/Test of the switch/).waitFor()
		await bar.getByRole('button', { name: 'Start automation' }).click()
		await bar.getByText('automation runs').waitFor()
	})

	it('are switched off after it was asked what becomes of their runs', async () => {
		await visitPage(page, `/playbooks/${playbook}`)
		await page.getByRole('button', { name: 'Switch off' }).click()
		await dialog().getByText('No run is open. No new one starts.').waitFor()
		await dialog().getByRole('button', { name: 'Switch it off' }).click()
		await waitForToast('Usage drop is off')
	})

	it('make no console error', () => {
		expect(visit.complaints).toEqual([])
	})
})
