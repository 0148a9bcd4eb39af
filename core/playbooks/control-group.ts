import { hashText } from './occasion.ts'

/**
 * Whether an account is held back to see what the playbook does: always the same answer for the same account and
 * seed, about `share` of all accounts. The caller leaves out accounts in the alarm level.
 */
export function isInControl(
	control: { share: number; seed: number },
	playbookId: string,
	accountId: number,
): boolean {
	if (control.share <= 0) return false
	// FNV alone spreads its last characters too little over the high bits: it is mixed once more (splitmix64).
	let hash = hashText(`${control.seed}/${playbookId}/${accountId}`)
	hash = ((hash ^ (hash >> 30n)) * 0xbf58476d1ce4e5b9n) & 0xffffffffffffffffn
	hash = ((hash ^ (hash >> 27n)) * 0x94d049bb133111ebn) & 0xffffffffffffffffn
	hash ^= hash >> 31n
	return Number(hash >> 11n) / 2 ** 53 < control.share
}
