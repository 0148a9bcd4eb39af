import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { applyThemeIn } from './paint-theme.ts'
import type { Visit } from './visit.ts'

/** The pages of the navigation and what people look at most in them. */
export const mainScreens: readonly string[] = [
	'/today',
	'/today?view=team',
	'/accounts',
	'/renewals',
	'/renewals?view=board',
	'/forecast',
	'/expansion',
	'/retention',
	'/health',
	'/health?tab=predict',
	'/playbooks',
	'/data',
	'/model',
	'/settings',
]

/** Every other screen that has an address of its own, without that of one account. */
const otherScreens = [
	'/today?state=closed',
	'/renewals?view=calendar',
	'/renewals?view=risk',
	'/renewals?view=questions',
	'/renewals/at-risk',
	'/forecast?period=2026-11',
	'/forecast/weekly',
	'/expansion?view=table',
	'/expansion?tab=suggestions',
	'/expansion?tab=watch',
	'/expansion?tab=figures',
	'/expansion?tab=settings',
	'/retention/board',
	'/meetings/reviews',
	'/meetings/risk',
	'/meetings/month',
	'/health?tab=churn',
	'/health?tab=evidence',
	'/health?tab=weights',
	'/health?tab=review',
	'/playbooks?tab=runs&state=all',
	'/playbooks?tab=approvals',
	'/playbooks?tab=delivery',
	'/playbooks/usage_drop?step=offer_help',
	'/playbooks/health_red?step=look',
	'/playbooks/usage_drop?part=rules',
	'/playbooks/usage_drop?part=try',
	'/playbooks/usage_drop?part=replay',
	'/playbooks/usage_drop?part=effect',
	'/playbooks/usage_drop?part=yaml',
	'/data?tab=imports',
	'/data?tab=quality',
	'/model?tab=segments',
	'/model?tab=stages',
	'/model?tab=signals',
	'/model?tab=metrics',
	'/model?tab=text',
	'/model?tab=history',
	'/playbooks?tab=delivery&sent=failed',
	'/settings?tab=keys',
	'/settings?tab=delivery',
	'/settings?tab=workspace',
	'/settings?tab=account',
	'/settings?tab=audit',
]

/** Whether every screen is looked at (`npm run test:screens`), not only the main ones. */
export const looksAtAll = process.env.PERENNIAL_ALL_SCREENS === '1'

/** The screens that are looked at. */
export const screens: readonly string[] = looksAtAll ? [...mainScreens, ...otherScreens] : mainScreens

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What axe finds wrong, a line per finding: rule, place, why. Of the rules only contrast knows the theme. */
async function listViolations(page: Page, theme: 'light' | 'dark'): Promise<string[]> {
	// There are no frames: the page itself runs it, instead of a second one that is opened each time.
	const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] })
	const chosen = theme === 'light' ? axe.withTags(rules) : axe.withRules(['color-contrast'])
	const { violations } = await chosen.analyze()
	return violations.flatMap(({ id, nodes }) =>
		nodes.map(({ target, any, all, none }) => {
			const why = [...any, ...all, ...none][0]?.message ?? ''
			return `${id} at ${target.join(' ')}: ${why}`
		}),
	)
}

/** Where pictures of all that is looked at are kept, for eyes: `PERENNIAL_PICTURES=folder npm run test:screens`. */
const picturesFolder = process.env.PERENNIAL_PICTURES

async function keepPicture(page: Page, name: string, theme: string): Promise<void> {
	if (!picturesFolder) return
	const { width = 0 } = page.viewportSize() ?? {}
	const file = `${name.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '')}-${width}-${theme}.png`
	await page.screenshot({ path: join(picturesFolder, file), animations: 'disabled' })
}

type Theme = 'light' | 'dark'
const bothThemes: readonly Theme[] = ['light', 'dark']

/**
 * For states that look alike on every screen (empty, failing): every screen in one theme, every other one in dark, where
 * only the main screens are looked at; in both where all are.
 */
export function themesOfState(path: string): readonly Theme[] {
	if (looksAtAll) return bothThemes
	return mainScreens.indexOf(path) % 2 === 0 ? ['dark'] : ['light']
}

/** The findings on the page as it stands, in light and then in dark. */
export async function listViolationsInBothThemes(
	page: Page,
	name: string,
	themes: readonly Theme[] = bothThemes,
): Promise<string[]> {
	const found: string[] = []
	for (const theme of themes) {
		await applyThemeIn(page, theme)
		await keepPicture(page, name, theme)
		found.push(...(await listViolations(page, theme)).map(finding => `${name} (${theme}) ${finding}`))
	}
	await applyThemeIn(page, 'light')
	return found
}

/** By how many pixels the page is wider than the window. */
export function measureOverflow(page: Page): Promise<number> {
	return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
}

/**
 * Looks at every screen, as many at a time as there are visits, and gathers what was found: by `look`, and in the
 * console.
 */
export async function lookAtScreens(
	visits: readonly Visit[],
	paths: readonly string[],
	look: (page: Page, path: string) => Promise<string[]>,
): Promise<string[]> {
	const waiting = [...paths]
	const found: string[] = []
	const lanes = visits.map(async ({ page, complaints }) => {
		for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
			found.push(...(await look(page, path)))
			found.push(...complaints.splice(0).map(complaint => `${path} console: ${complaint}`))
		}
	})
	await Promise.all(lanes)
	return found
}
