import type { ClientBase, Pool } from 'pg'
import { shippedPolicies } from '../../core/catalog/revenue-policies.ts'
import { accountFields } from '../../core/conditions/condition-catalogue.ts'
import type { Conversion } from '../../core/contracts/account-mrr.ts'
import { assignSegment, prepareSegments, type SegmentChoice } from '../../core/lifecycle/assign-segment.ts'
import { attributePrefix, type Condition } from '../../core/model/condition.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { RevenuePolicy } from '../../core/model/revenue-policy.ts'
import { currencyExponent } from '../../core/money/currency.ts'
import type { AccountFields } from '../../core/revenue/slice-timeline.ts'
import { readLastLoad } from '../days/day-run-store.ts'
import { readModel } from '../model/model-store.ts'
import { Problem } from '../problem.ts'
import { readConversion } from '../sources/conversion-store.ts'
import { readWorkspace, type Workspace } from '../workspace/workspace-store.ts'
import { listRevenueAttributes } from './attribute-store.ts'

/** What revenue figures are made from beside the facts. */
export interface RevenueInputs {
	workspace: Workspace
	currency: string
	exponent: number
	conversion: Conversion
	model: OperatingModel
	modelVersion: number
	lastLoadId: number
	policies: readonly RevenuePolicy[]
	segments: readonly SegmentChoice[]
	/** Custom attributes that are dimensions of figures. */
	attributes: readonly string[]
	/** Whether segments ask for nothing but money and attributes: then they hold for any day of history. */
	segmentsFollowMoney: boolean
}

/** Names that the ledger itself can answer on any day. */
const moneyNames = new Set(['arr'])

export async function readRevenueInputs(client: Pool | ClientBase, now: Date): Promise<RevenueInputs> {
	const workspace = await readWorkspace(client)
	const { model, version } = await readModel(client, now)
	const currency = workspace.currency ?? 'USD'
	const segments = prepareSegments(model.segments)
	const attributes = await listRevenueAttributes(client)
	return {
		workspace,
		currency,
		exponent: currencyExponent(currency),
		conversion: await readConversion(client, currency),
		model,
		modelVersion: version,
		lastLoadId: await readLastLoad(client),
		policies: [...shippedPolicies, ...model.settings.revenue.policies],
		segments,
		attributes,
		segmentsFollowMoney: segments.every(({ when }) => when === null || listNames(when).every(isKnownByMoney)),
	}
}

/** Id of the policy that figures are of where nobody asks for another: the model's choice, where there is such a one. */
export function policyInForce({ model, policies }: Pick<RevenueInputs, 'model' | 'policies'>): string {
	const { policy } = model.settings.revenue
	return policies.some(({ id }) => id === policy) ? policy : 'standard'
}

/** The policy of that name, without one the policy in force. Throws a problem that lists those there are. */
export function getPolicy(inputs: RevenueInputs, id: string = policyInForce(inputs)): RevenuePolicy {
	const policy = inputs.policies.find(entry => entry.id === id)
	if (policy) return policy
	const names = inputs.policies.map(entry => entry.id).join(', ')
	throw new Problem('policy_unknown', `There is no revenue policy "${id}".`, `Those there are: ${names}.`)
}

/** The segment of an account with that much ARR (major units) and those attributes. */
export function segmentByMoney(inputs: RevenueInputs, fields: AccountFields, arr: number): string | null {
	return assignSegment(inputs.segments, name => (name === 'arr' ? arr : fields[name]))
}

function isKnownByMoney(name: string): boolean {
	return moneyNames.has(name) || accountFields.has(name) || name.startsWith(attributePrefix)
}

/** Every name in a condition. */
function listNames(condition: Condition): string[] {
	const names: string[] = []
	const visit = (node: unknown): void => {
		if (Array.isArray(node)) node.forEach(visit)
		else if (typeof node === 'object' && node !== null) {
			if ('name' in node && typeof node.name === 'string') names.push(node.name)
			Object.values(node).forEach(visit)
		}
	}
	visit(condition)
	return names
}
