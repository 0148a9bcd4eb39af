/** An account as far as it is compared with the others. */
export interface ComparedAccount {
	accountId: number
	externalId: string
	name: string
	domain: string | null
}

const legalForms =
	/\b(inc|incorporated|llc|ltd|limited|gmbh|ag|sa|sas|bv|plc|corp|corporation|co|company|group|holding)\b/g

/** A company's name without case, accents, punctuation and legal form: `Acmé, Inc.` → `acme`. */
export function plainName(name: string): string {
	const letters = name
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
	const plain = letters.replace(legalForms, ' ').replace(/\s+/g, ' ').trim()
	return plain || letters.trim()
}

function plainDomain(domain: string): string {
	return domain
		.trim()
		.toLowerCase()
		.replace(/^https?:\/\//, '')
		.replace(/^www\./, '')
		.replace(/\/.*$/, '')
}

/**
 * Groups of accounts that are probably one: equal id, equal domain, or equal plain name. Each account stands in at most one
 * group; an account without a like is in none. Linear in the number of accounts.
 */
export function findDuplicateAccounts<A extends ComparedAccount>(accounts: readonly A[]): A[][] {
	const leader = new Map<A, A>()
	const find = (account: A): A => {
		let top = account
		for (let next = leader.get(top); next && next !== top; next = leader.get(top)) top = next
		return top
	}
	const seen = new Map<string, A>()
	for (const account of accounts) {
		const keys = [`id ${account.externalId}`, `name ${plainName(account.name)}`]
		if (account.domain) keys.push(`domain ${plainDomain(account.domain)}`)
		for (const key of keys) {
			const other = seen.get(key)
			if (other) leader.set(find(account), find(other))
			else seen.set(key, account)
		}
	}
	const groups = new Map<A, A[]>()
	for (const account of accounts) {
		const top = find(account)
		const group = groups.get(top)
		if (group) group.push(account)
		else groups.set(top, [account])
	}
	return [...groups.values()].filter(group => group.length > 1)
}
