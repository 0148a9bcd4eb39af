import type { z } from 'zod'
import type { Agreement } from '../../api/meetings.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import type { StoredAgreement } from './agreement-store.ts'

export function agreementJson(agreement: StoredAgreement, today: Day): z.input<typeof Agreement> {
	const { state, dueOn, closedOn } = agreement
	return {
		account_id: agreement.externalId,
		account_name: agreement.accountName,
		task_id: agreement.taskId,
		meeting: agreement.meeting,
		period: agreement.period,
		text: agreement.text,
		owner_email: agreement.ownerEmail,
		due_on: formatDay(dueOn),
		state,
		closed_on: closedOn === null ? null : formatDay(closedOn),
		overdue: (state === 'open' || state === 'snoozed') && dueOn < today,
		agreed_on: formatDay(agreement.agreedOn),
		agreed_by: agreement.agreedBy,
	}
}
