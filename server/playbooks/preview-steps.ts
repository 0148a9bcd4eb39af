import type { ClientBase } from 'pg'
import type { ContractOutput } from '../../api/contract.ts'
import type { previewPlaybook } from '../../api/playbook-trial.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { PlaybookDefinition } from '../../core/model/playbook.ts'
import type { PlaybookStep } from '../../core/model/playbook-step.ts'
import type { OwnerRole } from '../../core/model/task.ts'
import { compilePlaybook, getProgramStep } from '../../core/playbooks/compile-playbook.ts'
import { dueDay, roleOfStep } from '../../core/playbooks/enter-step.ts'
import { handPrefix } from '../../core/playbooks/occasion.ts'
import { saySteps } from '../../core/playbooks/say-playbook.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { readWorkspace } from '../workspace/workspace-store.ts'
import type { AccountValues } from './account-values-store.ts'
import { type Composing, composeMessage, composeText, ownerOfRole, textFieldsOf } from './compose-message.ts'
import { findUnknownEndpoints } from './find-unknown-endpoints.ts'
import { readRunPeople, readTeam } from './run-people-store.ts'
import { ownerOf, reasonOf } from './step-runs.ts'

type Previewed = Pick<ContractOutput<typeof previewPlaybook>, 'steps' | 'fields'>
type Words = Pick<
	Previewed['steps'][number],
	'owner_email' | 'text' | 'subject' | 'how' | 'recipient' | 'approval' | 'problem'
>

/** The steps in order, with the words, recipients and days that they would have were a run started today. */
export async function previewSteps(
	client: ClientBase,
	definition: PlaybookDefinition,
	account: AccountValues,
	{ model, valuesOn, day, now }: { model: OperatingModel; valuesOn: Day; day: Day; now: Date },
): Promise<Previewed> {
	const { currency, zone } = await readWorkspace(client)
	const team = await readTeam(client)
	const people = (await readRunPeople(client, [account.accountId], valuesOn, team.opsEmail)).get(
		account.accountId,
	) ?? { ownerEmail: null, managerEmail: null, executiveSponsorEmail: null, opsEmail: team.opsEmail }
	const program = compilePlaybook(definition)
	const occasion = handPrefix
	const composing: Composing = {
		run: {
			runId: 'preview',
			accountId: account.accountId,
			playbookId: definition.id,
			modelVersion: 0,
			occasion,
			state: 'running',
			pausedFrom: null,
			stepId: null,
			waitUntil: null,
			ownerRole: definition.owner,
			ownerEmail: ownerOf(program, people, team),
			depth: 1,
			startedOn: day,
			endedOn: null,
			note: null,
			steps: [],
		},
		program,
		account,
		people,
		team,
		reason: reasonOf(occasion, model),
		currency,
		zone,
		day,
		now,
	}
	const calendarOf = (role: OwnerRole) => team.calendarOf(ownerOfRole(composing, role))
	const unknown = await findUnknownEndpoints(client, definition.steps)
	const steps = saySteps(definition.steps).map(said => {
		const { step } = getProgramStep(program, said.id)
		const hasDay = step.kind !== 'branch' && step.dueInWorkingDays !== undefined
		const dueOn = dueDay(composing.run, { calendarOf, program, moment: { day } }, step)
		const words = wordsOf(composing, step, said.says, dueOn)
		const due = hasDay ? formatDay(dueOn) : null
		return { ...said, due_on: due, ...words, problem: words.problem ?? unknown.get(said.id) ?? null }
	})
	return { steps, fields: textFieldsOf(composing, composing.run.ownerEmail) }
}

/** What the step would say, by the code that says it in a run. */
function wordsOf(composing: Composing, step: PlaybookStep, says: string, dueOn: Day): Words {
	const ownerEmail = ownerOfRole(composing, roleOfStep(composing, step))
	const words: Words = {
		owner_email: ownerEmail,
		text: says,
		subject: null,
		how: null,
		recipient: null,
		approval: null,
		problem: null,
	}
	switch (step.kind) {
		case 'task':
		case 'approval': {
			const title = composeText(composing, step.title, ownerEmail)
			const how = step.text === '' ? null : composeText(composing, step.text, ownerEmail)
			const asked = { ...words, how: how && 'text' in how ? how.text : null }
			return 'text' in title ? { ...asked, text: title.text.trim() } : { ...asked, problem: title.problem }
		}
		case 'email':
		case 'slack':
		case 'survey':
		case 'calendar':
		case 'webhook': {
			const made = composeMessage(composing, step, dueOn)
			if ('problem' in made) return { ...words, problem: made.problem }
			const { body, subject, recipient, approval } = made.send
			return { ...words, text: step.kind === 'webhook' ? says : body, subject, recipient, approval }
		}
		default:
			return words
	}
}
