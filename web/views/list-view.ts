/** What an address keeps of a list: its own words. */
export type ViewSettings = Readonly<Record<string, string>>

/** A list as somebody wants to see it again: a name and the words of its address. */
export interface ListView {
	id: string
	name: string
	settings: ViewSettings
	/** Of a saved view: whether the person may change it. */
	saved?: { id: number; isMine: boolean; isShared: boolean; by: string }
}

/** What a view keeps of an address: the words that are named, where they say something. */
export function settingsOf(search: object, keys: readonly string[]): ViewSettings {
	const said = new Map<string, unknown>(Object.entries(search))
	return Object.fromEntries(
		keys.flatMap(key => {
			const value = said.get(key)
			return value === undefined || value === null || value === '' ? [] : [[key, String(value)]]
		}),
	)
}

/** Whether two addresses say the same. */
export function isSameView(a: ViewSettings, b: ViewSettings): boolean {
	const keys = new Set([...Object.keys(a), ...Object.keys(b)])
	return [...keys].every(key => (a[key] ?? '') === (b[key] ?? ''))
}

/** The view that an address shows: the one it names, else one that says the same. */
export function findView(
	views: readonly ListView[],
	named: string | undefined,
	settings: ViewSettings,
): ListView | undefined {
	return views.find(({ id }) => id === named) ?? views.find(view => isSameView(view.settings, settings))
}
