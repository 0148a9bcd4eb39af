import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { applyThemeIn } from './paint-theme.ts'

/** Every screen that has an address of its own, without that of one account. */
export const screens: readonly string[] = [
	'/today',
	'/today?view=team',
	'/today?state=closed',
	'/accounts',
	'/renewals',
	'/health',
	'/data',
	'/data?tab=imports',
	'/data?tab=quality',
	'/model',
	'/model?tab=segments',
	'/model?tab=stages',
	'/model?tab=signals',
	'/model?tab=metrics',
	'/model?tab=text',
	'/model?tab=history',
	'/settings',
	'/settings?tab=keys',
	'/settings?tab=workspace',
	'/settings?tab=account',
	'/settings?tab=audit',
]

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What axe finds wrong, a line per finding: rule, place, why. Of the rules only contrast knows the theme. */
async function listViolations(page: Page, theme: 'light' | 'dark'): Promise<string[]> {
	const axe = new AxeBuilder({ page })
	const chosen = theme === 'light' ? axe.withTags(rules) : axe.withRules(['color-contrast'])
	const { violations } = await chosen.analyze()
	return violations.flatMap(({ id, nodes }) =>
		nodes.map(({ target, any, all, none }) => {
			const why = [...any, ...all, ...none][0]?.message ?? ''
			return `${id} at ${target.join(' ')}: ${why}`
		}),
	)
}

/** The findings on the page as it stands, in light and then in dark. */
export async function listViolationsInBothThemes(page: Page, name: string): Promise<string[]> {
	const found: string[] = []
	for (const theme of ['light', 'dark'] as const) {
		await applyThemeIn(page, theme)
		found.push(...(await listViolations(page, theme)).map(finding => `${name} (${theme}) ${finding}`))
	}
	await applyThemeIn(page, 'light')
	return found
}

/** By how many pixels the page is wider than the window. */
export function measureOverflow(page: Page): Promise<number> {
	return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
}
