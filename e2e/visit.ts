import type { Browser, BrowserContext, Page, Request } from 'playwright-core'

/** A person at a browser: one context with its page, and what the page complained about. */
export interface Visit {
	page: Page
	context: BrowserContext
	/** Console errors and uncaught exceptions, without answers that a test made fail on purpose. */
	complaints: string[]
	end(): Promise<void>
}

export interface VisitOptions {
	url: string
	width?: number
	height?: number
	colorScheme?: 'light' | 'dark'
	/** Cookies of somebody who is signed in. */
	storageState?: Awaited<ReturnType<BrowserContext['storageState']>>
}

/** What Chromium itself writes about an answer of 400 and above. */
const answerNote = /^Failed to load resource/

/** Requests of a page that are under way, without streams of events, which do not end by themselves. */
const underWay = new WeakMap<Page, Set<Request>>()

function watchRequests(page: Page): void {
	const open = new Set<Request>()
	underWay.set(page, open)
	page.on('request', request => {
		if (request.resourceType() !== 'eventsource' && !/\/events$/.test(request.url())) open.add(request)
	})
	page.on('requestfinished', request => open.delete(request))
	page.on('requestfailed', request => open.delete(request))
}

export async function startVisit(browser: Browser, options: VisitOptions): Promise<Visit> {
	const context = await browser.newContext({
		baseURL: options.url,
		viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
		colorScheme: options.colorScheme ?? 'light',
		reducedMotion: 'reduce',
		locale: 'en-GB',
		...(options.storageState ? { storageState: options.storageState } : {}),
	})
	context.setDefaultTimeout(20_000)
	const page = await context.newPage()
	watchRequests(page)
	const complaints: string[] = []
	page.on('pageerror', error => complaints.push(`${new URL(page.url()).pathname}: ${error.message}`))
	page.on('console', message => {
		if (message.type() !== 'error' || answerNote.test(message.text())) return
		complaints.push(`${new URL(page.url()).pathname}: ${message.text()}`)
	})
	return { page, context, complaints, end: () => context.close() }
}

const quietMs = 120
const settleWithinMs = 20_000

/** Waits until the page stands: its heading is there, no skeleton, nothing under way for a moment. */
export async function settle(page: Page): Promise<void> {
	await page.locator('h1, [role=alert]').first().waitFor()
	const deadline = Date.now() + settleWithinMs
	const skeleton = page.locator('[role=status][aria-label^="Loading"]')
	for (let quietSince = Date.now(); ; ) {
		if ((underWay.get(page)?.size ?? 0) > 0 || (await skeleton.count()) > 0) quietSince = Date.now()
		else if (Date.now() - quietSince >= quietMs) return
		if (Date.now() > deadline) {
			const open = [...(underWay.get(page) ?? [])].map(request => request.url())
			throw new Error(`expected ${page.url()} to stand by now; under way: ${open.join(' ') || 'a skeleton'}`)
		}
		await new Promise(resolve => setTimeout(resolve, 30))
	}
}

/** Goes to an address within the app and waits until it stands. */
export async function visitPage(page: Page, path: string): Promise<void> {
	await page.goto(path)
	await settle(page)
}

/** Opens the demo, which signs in by itself. */
export async function enterDemo(page: Page): Promise<void> {
	await page.goto('/today')
	try {
		await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor()
	} catch (error) {
		const seen = await page.locator('body').innerText()
		throw new Error(`expected Today, the page says: ${seen.slice(0, 500)}`, { cause: error })
	}
	await settle(page)
}

export const firstAdmin = {
	name: 'Ada Admin',
	email: 'ada@own.example',
	password: 'green chairs sing slowly',
}

/** Fills the form of the first run and waits for Today. */
export async function setUpWorkspace(page: Page, setupPath: string): Promise<void> {
	await page.goto(setupPath)
	await page.getByLabel('Your name').fill(firstAdmin.name)
	await page.getByLabel('E-mail address').fill(firstAdmin.email)
	await page.getByLabel('Password').fill(firstAdmin.password)
	await page.getByRole('button', { name: 'Set up the workspace' }).click()
	await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor()
}

export async function signIn(page: Page, email: string, password: string): Promise<void> {
	await page.goto('/today')
	await page.getByLabel('E-mail address').fill(email)
	await page.getByLabel('Password').fill(password)
	await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}
