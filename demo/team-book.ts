import type { AccountProfile, Segment } from './account-profile.ts'
import type { DemoRow } from './demo-row.ts'
import { namePerson } from './person-name.ts'
import { createRandom } from './random.ts'
import type { Region } from './region.ts'

/** Accounts, those that left included, after which the next CSM takes over. */
const bookSizes: Record<Segment, number> = { strategic: 30, growth: 90, 'tech-touch': 400 }
const segmentNames: Record<Segment, string> = {
	strategic: 'strategic',
	growth: 'growth',
	'tech-touch': 'tech_touch',
}

/** Gives accounts to CSMs in their order, so that an account's owner depends on no later account. */
export interface TeamBook {
	ownerOf(profile: AccountProfile): string
	/** The manager above the CSMs of a segment. */
	managerOf(segment: Segment): string
	/** Rows of the team file: everybody who has accounts by now, and those above and beside them. */
	listRows(): DemoRow[]
}

function makeMember(seed: number, role: string, number: number): { email: string; name: string } {
	const { name, mailbox } = namePerson(createRandom(seed, 'team', role, number))
	// The number keeps two members of the same name apart.
	return { email: `${mailbox}.${role.slice(0, 1)}${number}@perennial-demo.example`, name }
}

/** The team of the demo company. Strategic and growth books are split by region, tech-touch is one pool. */
export function createTeamBook(seed: number): TeamBook {
	const open = new Map<string, { email: string; left: number }>()
	const csms: DemoRow[] = []
	const chief = makeMember(seed, 'admin', 1)
	const managers: Record<'high' | 'scaled', { email: string; name: string }> = {
		high: makeMember(seed, 'manager', 1),
		scaled: makeMember(seed, 'manager', 2),
	}
	function managerOf(segment: Segment): string {
		return segment === 'tech-touch' ? managers.scaled.email : managers.high.email
	}
	function hire(segment: Segment, region: string): { email: string; left: number } {
		const member = makeMember(seed, 'csm', csms.length + 1)
		const manager_email = managerOf(segment)
		csms.push({ ...member, role: 'csm', manager_email, region, segments: segmentNames[segment] })
		return { email: member.email, left: bookSizes[segment] }
	}
	function ownerOf({ segment, region }: { segment: Segment; region: Region }): string {
		const area = segment === 'tech-touch' ? null : region === 'AMER' ? 'AMER' : 'EMEA and APAC'
		const key = `${segment} ${area}`
		let book = open.get(key)
		if (!book || book.left === 0) {
			book = hire(segment, area ?? '')
			open.set(key, book)
		}
		book.left--
		return book.email
	}
	function listRows(): DemoRow[] {
		const above = { manager_email: chief.email, region: null }
		const rest = { region: null, segments: null }
		return [
			{ ...chief, ...rest, role: 'admin', manager_email: null },
			{ ...managers.high, ...above, role: 'manager', segments: 'strategic growth' },
			{ ...managers.scaled, ...above, role: 'manager', segments: 'tech_touch' },
			{ ...makeMember(seed, 'ops', 1), ...rest, role: 'ops', manager_email: chief.email },
			{ ...makeMember(seed, 'viewer', 1), ...rest, role: 'viewer', manager_email: null },
			...csms,
		]
	}
	return { ownerOf, managerOf, listRows }
}
