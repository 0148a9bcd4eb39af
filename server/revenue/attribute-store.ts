import type { ClientBase, Pool } from 'pg'

/** A dimension with more values than this is a name, not a group. */
const mostValues = 60
const mostAttributes = 20

/** Custom attributes that figures can be sliced by, as the last run of the day found them. */
export async function listRevenueAttributes(client: Pool | ClientBase): Promise<string[]> {
	const { rows } = await client.query<{ name: string }>('select name from revenue_attribute order by name')
	return rows.map(({ name }) => name)
}

/** Looks which custom attributes of the accounts have from two to some dozens of values, and keeps their names. */
export async function saveRevenueAttributes(client: ClientBase): Promise<string[]> {
	await client.query('delete from revenue_attribute')
	await client.query(
		`insert into revenue_attribute (name, distinct_values)
		select key, count(distinct value) from fact
		cross join lateral jsonb_each_text(body -> 'attributes')
		where kind = 'account' and jsonb_typeof(body -> 'attributes') = 'object' and value is not null
		group by key having count(distinct value) between 2 and $1
		order by count(distinct account_id) desc, key limit $2`,
		[mostValues, mostAttributes],
	)
	return await listRevenueAttributes(client)
}
