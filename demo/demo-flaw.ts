import type { AccountPlan } from './account-plan.ts'
import type { DemoRow } from './demo-row.ts'
import type { DemoWorld } from './demo-world.ts'
import { createRandom } from './random.ts'

/** What is wrong with an account's data on purpose; the truth file lists it. */
export interface DemoFlaws {
	/** The same company stands in the CRM a second time, spelled differently. */
	duplicate: boolean
	ticketBeforeSignUp: boolean
	unpaidInvoice: boolean
	ownerMissing: boolean
	industryMissing: boolean
}

export function drawFlaws(world: DemoWorld, plan: AccountPlan): DemoFlaws {
	const random = createRandom(world.seed, 'flaws', plan.profile.index)
	const isScripted = Object.keys(plan.script).length > 0
	function has(share: number): boolean {
		return random.chance(share) && !isScripted
	}
	return {
		duplicate: has(0.01),
		ticketBeforeSignUp: has(0.01),
		unpaidInvoice: has(0.012),
		ownerMissing: has(0.01),
		industryMissing: has(0.015),
	}
}

/** The second row of a company that is there already. */
export function makeDuplicateRow(account: DemoRow): DemoRow {
	const [root = '', ...words] = String(account.name).split(' ')
	return {
		...account,
		id: `${account.id}-B`,
		name: `${root.toUpperCase()} ${words.join(' ')} Ltd.`,
		employees: null,
		tier: null,
		parent_id: null,
		executive_sponsor_email: null,
		onboarding_path: null,
	}
}
