import type { Pool } from 'pg'
import { type GroupMovement, visitMovements } from '../../core/kpis/list-movements.ts'
import type { Period } from '../../core/kpis/period-figures.ts'
import type { FlowKind, RetentionDimension } from '../../core/model/account-ledger.ts'
import type { RevenueInputs } from './revenue-inputs.ts'
import { type BlockRequest, visitBlocks } from './visit-blocks.ts'

export interface MovementRequest extends BlockRequest {
	period: Period
	/** `lost`: churn and contraction. */
	kind?: FlowKind | 'lost' | undefined
	dimension: RetentionDimension | null
	/** Absent: all groups. */
	group?: string | undefined
}

function isOfKind(kind: FlowKind, wanted: FlowKind | 'lost'): boolean {
	return wanted === 'lost' ? kind === 'churn' || kind === 'contraction' : kind === wanted
}

/** The movements behind a figure, the most money first, and what they sum to with their signs (MRR units). */
export async function listGroupMovements(
	pool: Pool,
	inputs: RevenueInputs,
	request: MovementRequest,
): Promise<{ movements: GroupMovement[]; amount: bigint }> {
	const { period, kind, dimension, group } = request
	const movements: GroupMovement[] = []
	let amount = 0n
	await visitBlocks(pool, inputs, request, block =>
		visitMovements(block, period, dimension, movement => {
			if (kind !== undefined && !isOfKind(movement.kind, kind)) return
			if (group !== undefined && movement.group !== group) return
			amount += movement.amount
			movements.push(movement)
		}),
	)
	const size = ({ amount: own }: GroupMovement) => (own < 0n ? -own : own)
	movements.sort((a, b) => {
		const [one, other] = [size(a), size(b)]
		if (one !== other) return one < other ? 1 : -1
		return a.accountId - b.accountId || a.day - b.day
	})
	return { movements, amount }
}
