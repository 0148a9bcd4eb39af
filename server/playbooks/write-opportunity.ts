import type { ClientBase } from 'pg'
import { stageOfLabel } from '../../core/expansion/source-opportunities.ts'
import { type Opportunity, opportunityStages } from '../../core/model/opportunity.ts'
import type { StepOf } from '../../core/model/playbook-step.ts'
import { formatDay } from '../../core/time/day.ts'
import { amountText } from '../accounts/account-row-store.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import { listOpportunities, saveOpportunities } from '../expansion/opportunity-store.ts'
import { hasOpportunityFact } from './opportunity-fact-store.ts'
import type { RunTodo, RunWork } from './run-work.ts'

const ownPrefix = 'playbook-'

/**
 * Creates the run's opportunity, or advances one: its own, else the latest open one of the account and kind that is
 * worked here. One that another system keeps is not touched: its next word would undo it. Says whether it did.
 */
export async function writeOpportunity(
	work: RunWork,
	{ run, composing }: RunTodo,
	step: StepOf<'opportunity'>,
): Promise<boolean> {
	const { client, day, now, workspace, writers } = work
	const { currency, zone } = workspace
	if (currency === null) return false
	const { arrMinor, externalId } = composing.account
	const write = async (id: string, amount: string | null, createdOn: number) =>
		writers.writeOpportunity(client, {
			accountId: run.accountId,
			externalId,
			id,
			kind: step.opportunityKind,
			amount,
			currency,
			stageLabel: step.stageLabel,
			createdOn,
			today: day,
			zone,
		})
	const ownId = `${ownPrefix}${run.runId}`
	if (step.action === 'create' || (await hasOpportunityFact(client, run.accountId, ownId))) {
		await write(ownId, estimateOf(arrMinor, step.arrShare), run.startedOn)
	} else {
		const other = await findOther(client, run.accountId, step)
		if (!other) return false
		if (other.opportunityId.startsWith(ownPrefix)) {
			await write(other.opportunityId, amountText(other.amountMinor, currency), other.createdOn)
		} else {
			const moved = { ...other, stage: stageOfLabel(step.stageLabel), stageLabel: step.stageLabel }
			await saveOpportunities(client, [{ opportunity: moved }])
		}
	}
	await saveAuditRow(client, {
		actor: `playbook ${run.playbookId}`,
		at: now,
		action: 'playbook.opportunity',
		subject: `account ${run.accountId}`,
		before: null,
		after: { run: run.runId, label: step.stageLabel, on: formatDay(day) },
	})
	return true
}

/** A share of the ARR in whole units, which is enough for an estimate; of an unknown ARR nothing is known. */
function estimateOf(arrMinor: bigint | null, share: number): string | null {
	return arrMinor === null ? null : String(Math.round((Number(arrMinor) / 100) * share))
}

async function findOther(
	client: ClientBase,
	accountId: number,
	step: StepOf<'opportunity'>,
): Promise<Opportunity | undefined> {
	const place = (stage: Opportunity['stage']) => opportunityStages.indexOf(stage)
	const wanted = place(stageOfLabel(step.stageLabel))
	return (await listOpportunities(client, accountId)).find(
		({ lever, closedOn, stage, origin, opportunityId, edited }) =>
			lever === step.opportunityKind &&
			closedOn === null &&
			place(stage) < wanted &&
			// What a person set stays the person's.
			!edited.includes('stage') &&
			(origin !== 'source' || opportunityId.startsWith(ownPrefix)),
	)
}
