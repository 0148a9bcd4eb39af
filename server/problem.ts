/**
 * An expected refusal, in words for the person who can do something about it. The command line prints message
 * and fix without a stack and ends with 1; anything else that is thrown is a fault of the program.
 */
export class Problem extends Error {
	/** Short and stable, for programs: `postgres_newer`, `disk_full`. */
	readonly code: string
	/** What to do about it. */
	readonly fix: string | undefined

	constructor(code: string, message: string, fix?: string, options?: ErrorOptions) {
		super(message, options)
		this.name = 'Problem'
		this.code = code
		this.fix = fix
	}
}
