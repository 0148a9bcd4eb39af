import type { Pool } from 'pg'
import { type Member, type MemberRequest, visitMembers } from '../../core/kpis/list-members.ts'
import type { RevenueInputs } from './revenue-inputs.ts'
import { type BlockRequest, visitBlocks } from './visit-blocks.ts'

/** The accounts behind NRR, GRR and logo retention of a group, or behind a balance, the biggest change first. */
export async function listCohortAccounts(
	pool: Pool,
	inputs: RevenueInputs,
	request: BlockRequest & MemberRequest,
): Promise<Member[]> {
	const members: Member[] = []
	await visitBlocks(pool, inputs, request, block => {
		visitMembers(block, request, member => members.push(member))
	})
	const size = ({ start, end }: Member) => (end > start ? end - start : start - end)
	return members.sort((a, b) => {
		const [one, other] = [size(a), size(b)]
		return one === other ? a.accountId - b.accountId : one < other ? 1 : -1
	})
}
