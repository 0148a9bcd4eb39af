import { dailyUsersProperty } from '../../core/model/usage-history.ts'
import type { FilePlan } from './file-plan.ts'

/** Name of the other column that says which subscription a row of usage is about. */
export const lineColumn = 'subscription_id'

/** Which of the columns that a file of usage may have this one has, by their positions in the plan; −1: it has not. */
export interface UsageLayout {
	isDaily: boolean
	account: number
	event: number
	/** `occurred_at` or `day`. */
	time: number
	user: number
	id: number
	amount: number
	line: number
	/** Columns that may be numeric properties; of usage_daily the number of users. */
	properties: { name: string; position: number }[]
}

export function layoutOf(plan: FilePlan): UsageLayout {
	const isDaily = plan.kind === 'usage_daily'
	const own = (name: string) => plan.columns.findIndex(item => item.column?.name === name)
	const users = own('users')
	const others = plan.columns.flatMap(({ name, column }, position) =>
		column || name === lineColumn ? [] : [{ name, position }],
	)
	const daily = users < 0 ? [] : [{ name: dailyUsersProperty, position: users }]
	return {
		isDaily,
		account: own('account_id'),
		event: own('event'),
		time: own(isDaily ? 'day' : 'occurred_at'),
		user: own('user_id'),
		id: own('id'),
		amount: own('count'),
		line: plan.columns.findIndex(({ name, column }) => !column && name === lineColumn),
		properties: isDaily ? daily : others,
	}
}
