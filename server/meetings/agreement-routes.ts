import { randomUUID } from 'node:crypto'
import { addAgreement } from '../../api/meetings.ts'
import { dayOfText } from '../../api/values.ts'
import { type Day, formatDay, weekdayOf } from '../../core/time/day.ts'
import { getAccountFor } from '../accounts/get-account-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import type { Mount } from '../http/mount.ts'
import { InputProblem } from '../http/problem-details.ts'
import { readTaskAccounts } from '../tasks/task-account-store.ts'
import { findTaskOfSource, insertTasks } from '../tasks/task-store.ts'
import { agreementJson } from './agreement-json.ts'
import { insertAgreement, listAgreements } from './agreement-store.ts'
import { askedQuarter } from './asked-quarter.ts'

const usualHours = 0.5

/** What a meeting agrees becomes somebody's task, as any that people make. */
export function mountAgreementRoutes(mount: Mount): void {
	mount.change(addAgreement, async call => {
		const { params, body, client, act, actor } = call
		const account = await getAccountFor(client, call, params.id)
		const { accountId } = account
		const { day, workspace } = await readShownDay(client, call.now)
		const dueOn = dayOfText(body.due_on)
		if (dueOn < day) {
			throw new InputProblem([{ at: 'body.due_on', message: `expected ${formatDay(day)} or a later day` }])
		}
		const { meeting } = body
		const period =
			meeting === 'risk' ? mondayOf(body.week, day) : askedQuarter(body.quarter, day, 'body.quarter').name
		const known = (await readTaskAccounts(client, [accountId], day)).get(accountId)
		const source = { kind: 'person' as const, id: randomUUID() }
		await insertTasks(
			client,
			[
				{
					accountId,
					source,
					title: body.text,
					reason:
						meeting === 'risk'
							? `Agreed in the risk review of the week from ${period}.`
							: `Agreed in the business review of ${period}.`,
					moneyAtRiskMinor: known?.arrMinor ?? null,
					currency: workspace.currency,
					ownerRole: 'csm',
					ownerEmail: body.owner_email ?? account.ownerEmail ?? actor.email,
					dueOn,
					hours: usualHours,
					urgency: 1,
				},
			],
			day,
		)
		const made = await findTaskOfSource(client, accountId, source)
		if (!made) throw new Error('the task was not stored')
		await insertAgreement(client, {
			accountId,
			taskId: made.taskId,
			meeting,
			period,
			agreedOn: day,
			agreedBy: actor.email,
		})
		await saveAuditRow(client, {
			...act,
			action: 'task.add',
			subject: `task ${accountId}/${made.taskId}`,
			before: null,
			after: { ...made, meeting, period },
		})
		const agreed = await listAgreements(client, { meeting, periods: [period], accountId })
		const stored = agreed.find(({ taskId }) => taskId === made.taskId)
		if (!stored) throw new Error('the agreement was not stored')
		return agreementJson(stored, day)
	})
}

function mondayOf(text: string, today: Day): string {
	const asked = dayOfText(text)
	const monday = asked - weekdayOf(asked) + 1
	if (monday > today) {
		throw new InputProblem([
			{ at: 'body.week', message: `expected a day of a week that has begun, got ${text}` },
		])
	}
	return formatDay(monday)
}
