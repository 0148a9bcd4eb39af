import type { ClientBase, Pool } from 'pg'

/** What the last run of the day keeps ready of a policy, by the name of the request; undefined where it does not. */
export async function findAnswer(
	client: Pool | ClientBase,
	policy: string,
	request: string,
): Promise<unknown> {
	const { rows } = await client.query<{ answer: unknown }>(
		'select answer from revenue_answer where policy = $1 and request = $2',
		[policy, request],
	)
	return rows[0]?.answer
}

/** Replaces what is kept ready of a policy. */
export async function saveAnswers(
	client: ClientBase,
	policy: string,
	answers: Iterable<readonly [request: string, answer: unknown]>,
): Promise<void> {
	await client.query('delete from revenue_answer where policy = $1', [policy])
	for (const [request, answer] of answers) {
		await client.query('insert into revenue_answer (policy, request, answer) values ($1, $2, $3)', [
			policy,
			request,
			JSON.stringify(answer),
		])
	}
}
