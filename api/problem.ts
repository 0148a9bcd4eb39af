import { z } from 'zod'

/** Why a call was refused or failed (RFC 9457). */
export const ProblemDetails = z.object({
	/** `urn:perennial:problem:<code>` */
	type: z.string(),
	title: z.string(),
	status: z.int(),
	/** What was expected, what came. */
	detail: z.string().optional(),
	/** Short and stable, for programs. */
	code: z.string(),
	/** What to do about it. */
	fix: z.string().optional(),
	/** Id of the request, which the server's log has too. */
	instance: z.string().optional(),
	/** Of input that was refused: what is wrong where. */
	errors: z.array(z.object({ at: z.string(), message: z.string() })).optional(),
	/** Of a change that came after somebody else's (`changed_meanwhile`): the fields as they are now. */
	present: z.record(z.string(), z.unknown()).optional(),
})
export type ProblemDetails = z.infer<typeof ProblemDetails>

/** Thrown by the client for every answer that is no success. */
export class ApiProblem extends Error {
	readonly details: ProblemDetails
	/** Seconds after which it is worth trying again, where the server says so. */
	readonly retryAfterSeconds: number | undefined

	constructor(details: ProblemDetails, retryAfterSeconds?: number) {
		super(details.detail ?? details.title)
		this.name = 'ApiProblem'
		this.details = details
		this.retryAfterSeconds = retryAfterSeconds
	}

	get status(): number {
		return this.details.status
	}

	get code(): string {
		return this.details.code
	}
}
