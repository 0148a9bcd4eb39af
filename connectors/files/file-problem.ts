/** A file, folder or mapping that cannot be read as a whole. One bad row is a reject, never this. */
export class FileProblem extends Error {
	override name = 'FileProblem'
	/** What to do about it. */
	readonly fix: string | undefined

	constructor(message: string, fix?: string) {
		super(message)
		this.fix = fix
	}
}

/** Names for people: `id, name and currency`. */
export function listNames(names: readonly string[]): string {
	if (names.length < 2) return names.join('')
	return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
