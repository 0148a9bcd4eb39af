import type { Page } from 'playwright-core'

/** Paints the open page light or dark, and waits until colours no longer fade. */
export async function applyThemeIn(page: Page, theme: 'light' | 'dark'): Promise<void> {
	await page.evaluate(name => {
		document.documentElement.dataset.theme = name
	}, theme)
	await page.waitForFunction(() =>
		document.getAnimations().every(animation => animation.playState !== 'running'),
	)
	await page.evaluate(
		() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))),
	)
}
