import type { ClientBase } from 'pg'

/**
 * Has every message of a run that is due by now wait for a person's approval, those that were approved before too.
 * What is being sent at this moment stays, and so does what is no run's (sign-in, notices). How many they are.
 */
export async function holdDueSends(client: ClientBase, now: Date, reason: string): Promise<number> {
	const { rowCount } = await client.query(
		`with due as (
			select send_queue.send_id, send_queue.account_id from send_queue join send using (account_id, send_id)
			where claim_id is null and due_at <= $1 and send.account_id <> 0 for update of send_queue skip locked
		), taken as (
			delete from send_queue using due where send_queue.send_id = due.send_id
			returning due.send_id, due.account_id
		)
		update send set state = 'waiting_for_approval', reason = $2 from taken
		where send.account_id = taken.account_id and send.send_id = taken.send_id and state = 'planned'`,
		[now, reason],
	)
	return rowCount ?? 0
}
