import type { Day } from '../core/time/day.ts'
import { type AccountProfile, makeProfile } from './account-profile.ts'
import type { AccountScript } from './account-script.ts'
import { type ContractTimeline, makeContractTimeline } from './contract-timeline.ts'
import type { DemoWorld } from './demo-world.ts'
import { drawFit, type LatentPath, makeLatentPath } from './latent-path.ts'

/** An account's truth and contracts, from which all its rows are made. */
export interface AccountPlan {
	profile: AccountProfile
	path: LatentPath
	timeline: ContractTimeline
	script: AccountScript
}

/** The account at a position: the same whatever the number of accounts. */
export function planAccount(world: DemoWorld, index: number, script: AccountScript = {}): AccountPlan {
	const profile = makeProfile(world, index, drawFit(world, index, script), script)
	const path = makeLatentPath(world, index, profile.startedOn, script)
	const timeline = makeContractTimeline({ world, profile, path, script })
	return { profile, path, timeline, script }
}

/** The part of a spell that lies in the data window. */
export interface Stretch {
	startedOn: Day
	/** First and last day of it within the window, both included. */
	from: Day
	to: Day
	notifiedOn: Day | null
	endedOn: Day | null
}

/** When the account was a customer within the data window, in order. */
export function listStretches(world: DemoWorld, plan: AccountPlan): Stretch[] {
	return plan.timeline.spells.flatMap(spell => {
		const from = Math.max(spell.startedOn, world.windowStart)
		const to = Math.min((spell.endedOn ?? world.today + 1) - 1, world.today)
		return from <= to ? [{ ...spell, from, to }] : []
	})
}
