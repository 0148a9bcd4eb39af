import { DatabaseError } from 'pg'
import type { ProblemDetails } from '../../api/problem.ts'
import { ChangedMeanwhile } from '../changed-meanwhile.ts'
import { Problem } from '../problem.ts'

/** Input that a contract refuses: what is wrong where. */
export class InputProblem extends Problem {
	readonly errors: readonly { at: string; message: string }[]

	constructor(errors: readonly { at: string; message: string }[]) {
		const first = errors[0]
		super('input_invalid', first ? `${first.at}: ${first.message}` : 'the input is not as expected')
		this.errors = errors
	}
}

/** Status of the refusals that are not simply wrong input (400). A code that ends in `_missing_row` is 404. */
const statusByCode: Readonly<Record<string, number>> = {
	not_signed_in: 401,
	sign_in_refused: 401,
	not_allowed: 403,
	not_yours: 403,
	origin_refused: 403,
	second_factor_refused: 401,
	not_found: 404,
	account_unknown: 404,
	account_not_there_yet: 404,
	task_missing: 404,
	renewal_missing: 404,
	playbook_missing: 404,
	run_missing: 404,
	run_open: 409,
	run_refused: 409,
	automation_stopped: 409,
	account_ambiguous: 409,
	model_changed_meanwhile: 409,
	changed_meanwhile: 409,
	renewal_changed_since: 409,
	renewal_closed: 409,
	suggestion_changed_since: 409,
	undo_over: 410,
	merge_refused: 409,
	merge_over: 410,
	idempotency_key_in_use: 409,
	already_there: 409,
	last_admin: 409,
	job_not_planned: 409,
	nothing_computed: 409,
	task_transition_not_allowed: 409,
	setup_done: 410,
	invitation_over: 410,
	reset_over: 410,
	send_transition_not_allowed: 409,
	idempotency_key_reused: 422,
	body_too_large: 413,
	too_many_requests: 429,
	database_away: 503,
	try_again: 503,
}

/** Connection lost or refused, shutting down, too many connections, out of memory or disk. */
const awayCodes = /^(08|57P0|53)|^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT|ENOENT|EHOSTUNREACH)$/
/** Serialization failure, deadlock, a lock that was not had in time, a statement that took too long. */
const againCodes = new Set(['40001', '40P01', '55P03', '57014'])

const titles: Readonly<Record<number, string>> = {
	400: 'The request is not as expected',
	401: 'Nobody is signed in',
	403: 'Not allowed',
	404: 'Not there',
	405: 'No such method here',
	409: 'It does not fit with what there is',
	410: 'Over',
	413: 'Too large',
	414: 'The address is too long',
	415: 'Unknown kind of body',
	422: 'It cannot be done like this',
	429: 'Too many requests',
	500: 'A fault of the program',
	503: 'Not available for the moment',
}

/** What an error is for the caller: never a stack, a statement or a path of ours. */
export interface Answer {
	details: ProblemDetails
	/** Worth trying again after so many seconds. */
	retryAfterSeconds: number | undefined
	/** A fault that belongs in the log. */
	isFault: boolean
}

function answerOf(
	status: number,
	code: string,
	requestId: string,
	more: Partial<ProblemDetails> = {},
): ProblemDetails {
	const title = titles[status] ?? 'Refused'
	return { type: `urn:perennial:problem:${code}`, title, status, code, instance: requestId, ...more }
}

/** Turns anything that was thrown into the answer for the caller. */
export function toAnswer(error: unknown, requestId: string): Answer {
	const kept = { retryAfterSeconds: undefined, isFault: false }
	if (error instanceof Problem) {
		const status = statusByCode[error.code] ?? 400
		const errors = error instanceof InputProblem ? [...error.errors] : undefined
		const present = error instanceof ChangedMeanwhile ? { ...error.present } : undefined
		const details = answerOf(status, error.code, requestId, {
			detail: error.message,
			fix: error.fix,
			errors,
			present,
		})
		return { ...kept, details, retryAfterSeconds: status === 503 ? 5 : undefined }
	}
	const away = awayReason(error)
	if (away) {
		const detail =
			away === 'again' ? 'The database was busy with the same.' : 'The database cannot be reached.'
		const code = away === 'again' ? 'try_again' : 'database_away'
		return { details: answerOf(503, code, requestId, { detail }), retryAfterSeconds: 5, isFault: true }
	}
	if (isTextRefused(error)) {
		return {
			...kept,
			details: answerOf(400, 'input_invalid', requestId, {
				detail: 'text with characters that cannot be kept',
			}),
		}
	}
	const ofServer = statusOfServer(error)
	if (ofServer) {
		const { status, message } = ofServer
		return { ...kept, details: answerOf(status, codeOfStatus(status), requestId, { detail: message }) }
	}
	return {
		details: answerOf(500, 'fault', requestId, { fix: 'The log of the server says more under this id.' }),
		retryAfterSeconds: undefined,
		isFault: true,
	}
}

function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function awayReason(error: unknown): 'away' | 'again' | undefined {
	const code = codeOf(error)
	if (againCodes.has(code)) return 'again'
	if (
		awayCodes.test(code) &&
		(error instanceof DatabaseError || !code.startsWith('E') || isSocketError(error))
	)
		return 'away'
	const message = error instanceof Error ? error.message : ''
	return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
		message,
	)
		? 'away'
		: undefined
}

function isSocketError(error: unknown): boolean {
	return (
		error instanceof Error &&
		'syscall' in error &&
		/^(connect|read|write|getaddrinfo)$/.test(String(error.syscall))
	)
}

/** Text that PostgreSQL cannot hold (character 0, broken surrogates), numbers and dates out of its range. */
function isTextRefused(error: unknown): boolean {
	return error instanceof DatabaseError && /^(22021|22P05|22P02|22003|22008)$/.test(error.code ?? '')
}

/** Refusals of Fastify itself: malformed JSON, too large, unknown media type. */
function statusOfServer(error: unknown): { status: number; message: string } | undefined {
	if (!(error instanceof Error) || !('statusCode' in error)) return undefined
	const status = Number(error.statusCode)
	return status >= 400 && status < 500 ? { status, message: error.message } : undefined
}

function codeOfStatus(status: number): string {
	if (status === 413) return 'body_too_large'
	if (status === 415) return 'media_type_unknown'
	if (status === 429) return 'too_many_requests'
	return status === 404 ? 'not_found' : 'input_invalid'
}
