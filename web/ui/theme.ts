export const themeChoices = ['system', 'light', 'dark'] as const
export type ThemeChoice = (typeof themeChoices)[number]

const storageKey = 'perennial-theme'

/** What the person chose on this machine; `system` where nothing. */
export function readThemeChoice(): ThemeChoice {
	const stored = localStorage.getItem(storageKey)
	return themeChoices.find(choice => choice === stored) ?? 'system'
}

function systemIsDark(): boolean {
	return matchMedia('(prefers-color-scheme: dark)').matches
}

/** Paints the page in the chosen theme. */
export function applyTheme(choice: ThemeChoice = readThemeChoice()): void {
	const isDark = choice === 'dark' || (choice === 'system' && systemIsDark())
	document.documentElement.dataset.theme = isDark ? 'dark' : 'light'
}

/** Keeps the choice on this machine and paints it. */
export function saveThemeChoice(choice: ThemeChoice): void {
	localStorage.setItem(storageKey, choice)
	applyTheme(choice)
}

/** Follows the system while nothing else is chosen. */
export function followSystemTheme(): void {
	matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => applyTheme())
}
