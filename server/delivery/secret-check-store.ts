import type { Pool } from 'pg'
import { inTransaction } from '../postgres/transaction.ts'
import { Problem } from '../problem.ts'
import type { Seal } from './seal.ts'

const known = 'the key is right'

/**
 * Notices at the start that the key is another one than the one that stored secrets were encrypted with. With
 * `forgets` those secrets are dropped and the new key holds. Where nothing is encrypted any key is right.
 */
export async function checkSecretKey(
	pool: Pool,
	seal: Seal,
	{ forgets }: { forgets: boolean },
): Promise<'right' | 'forgotten'> {
	return await inTransaction(pool, async client => {
		const { rows } = await client.query<{ sealed: Buffer }>(
			'select sealed from secret_check where check_id = 1 for update',
		)
		const sealed = rows[0]?.sealed
		if (sealed && seal.open(sealed, 'secret_check') === known) return 'right'
		const kept = await client.query<{ kept: boolean }>(
			`select exists (select from delivery_channel where sealed is not null)
				or exists (select from webhook_endpoint where removed_at is null)
				or exists (select from send where sealed is not null) as kept`,
		)
		const hasSecrets = sealed !== undefined && kept.rows[0]?.kept === true
		if (hasSecrets && !forgets) {
			throw new Problem(
				'secret_wrong',
				'The key of this server is not the one that its stored secrets (mail password, Slack, webhooks) were encrypted with.',
				'Put back secret.key of the data folder or PERENNIAL_SECRET as it was. To go on without the stored secrets and enter them anew, start once with PERENNIAL_FORGET_SECRETS=yes.',
			)
		}
		if (hasSecrets) {
			await client.query('update delivery_channel set sealed = null')
			await client.query(
				'update webhook_endpoint set is_enabled = false, sealed_before = null, before_ends_at = null',
			)
			await client.query('update send set sealed = null')
		}
		await client.query(
			`insert into secret_check (check_id, sealed) values (1, $1)
			on conflict (check_id) do update set sealed = excluded.sealed`,
			[seal.close(known, 'secret_check')],
		)
		return hasSecrets ? 'forgotten' : 'right'
	})
}
