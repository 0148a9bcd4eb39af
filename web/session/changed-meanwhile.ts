import { ApiProblem } from '../../api/problem.ts'

/** The fields as they are now, where a change was refused because somebody else's came first. */
export function presentOf(error: unknown): Readonly<Record<string, unknown>> | undefined {
	if (!(error instanceof ApiProblem) || error.code !== 'changed_meanwhile') return undefined
	return error.details.present ?? {}
}
