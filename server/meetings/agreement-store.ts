import type { ClientBase, Pool } from 'pg'
import type { TaskState } from '../../core/model/task.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { notMerged } from '../accounts/alias-store.ts'

export type Meeting = 'risk' | 'business_review'

/** What was agreed in a meeting, with the task that it became, as the task is now. */
export interface StoredAgreement {
	accountId: number
	externalId: string
	accountName: string | null
	accountOwner: string | null
	taskId: number
	meeting: Meeting
	/** Monday of the week, or the quarter. */
	period: string
	text: string
	ownerEmail: string | null
	dueOn: Day
	state: TaskState
	closedOn: Day | null
	agreedOn: Day
	agreedBy: string
}

export async function insertAgreement(
	client: ClientBase,
	agreement: Pick<StoredAgreement, 'accountId' | 'taskId' | 'meeting' | 'period' | 'agreedOn' | 'agreedBy'>,
): Promise<void> {
	await client.query(
		`insert into meeting_agreement (account_id, task_id, meeting, period, agreed_on, agreed_by)
		values ($1, $2, $3, $4, $5, $6)`,
		[
			agreement.accountId,
			agreement.taskId,
			agreement.meeting,
			agreement.period,
			formatDay(agreement.agreedOn),
			agreement.agreedBy,
		],
	)
}

/** What was agreed in a period, in the order of its saying; of all accounts, or of one. */
export async function listAgreements(
	client: Pool | ClientBase,
	{ meeting, periods, accountId }: { meeting: Meeting; periods: readonly string[]; accountId?: number },
): Promise<StoredAgreement[]> {
	const { rows } = await client.query<{
		account_id: number
		external_id: string
		name: string | null
		task_id: number
		period: string
		title: string
		owner_email: string | null
		due_on: string
		state: TaskState
		closed_on: string | null
		agreed_on: string
		agreed_by: string
		account_owner: string | null
	}>(
		`select account_id, account.external_id, account.name, task_id, period, title, task.owner_email, due_on, state,
			closed_on, agreed_on, agreed_by, (
				select score.owner_email from score where score.account_id = task.account_id
				order by as_of desc limit 1
			) as account_owner
		from meeting_agreement join task using (account_id, task_id) join account using (account_id)
		where meeting = $1 and period = any($2) and ($3::bigint is null or account_id = $3)
			and ${notMerged('meeting_agreement.account_id')}
		order by task_id`,
		[meeting, periods, accountId ?? null],
	)
	return rows.map(row => ({
		accountId: row.account_id,
		externalId: row.external_id,
		accountName: row.name,
		accountOwner: row.account_owner,
		taskId: row.task_id,
		meeting,
		period: row.period,
		text: row.title,
		ownerEmail: row.owner_email,
		dueOn: getDay(row.due_on),
		state: row.state,
		closedOn: row.closed_on === null ? null : getDay(row.closed_on),
		agreedOn: getDay(row.agreed_on),
		agreedBy: row.agreed_by,
	}))
}
