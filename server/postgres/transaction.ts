import type { Pool, PoolClient } from 'pg'

/**
 * Runs `work` in one transaction on one connection: committed when it returns, rolled back when it throws.
 * Inside, use only the client that it is given: the pool would take a second connection, outside of the
 * transaction.
 */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
	const client = await pool.connect()
	let broken: Error | undefined
	// Without a listener a connection that breaks between two queries ends the whole process.
	const onError = (error: Error) => {
		broken = error
	}
	client.on('error', onError)
	try {
		await client.query('begin')
		const result = await work(client)
		await client.query('commit')
		return result
	} catch (error) {
		await client.query('rollback').catch(rollbackError => {
			broken = rollbackError instanceof Error ? rollbackError : new Error(String(rollbackError))
		})
		throw error
	} finally {
		client.off('error', onError)
		client.release(broken)
	}
}
