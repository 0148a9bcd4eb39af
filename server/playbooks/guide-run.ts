import type { ClientBase } from 'pg'
import type { z } from 'zod'
import type { getRun } from '../../api/playbook-runs.ts'
import type { PlaybookStep } from '../../core/model/playbook-step.ts'
import { alreadySo } from '../../core/playbooks/already-so.ts'
import type { Program } from '../../core/playbooks/compile-playbook.ts'
import { roleOfStep } from '../../core/playbooks/enter-step.ts'
import { sayStep } from '../../core/playbooks/say-playbook.ts'
import { readAccountValues } from './account-values-store.ts'
import { composeText, ownerOfRole } from './compose-message.ts'
import { readRunPeople } from './run-people-store.ts'
import type { StoredRun } from './run-store.ts'
import type { RunWork } from './run-work.ts'
import { absentAccount, composingOf, nobody } from './step-runs.ts'

type Guide = z.input<typeof getRun.output>['guide']

/** How the step at which a run stands is done, with the account's values in it, and all that comes after it. */
export async function guideRun(
	work: RunWork | null,
	client: ClientBase,
	run: StoredRun,
	program: Program | undefined,
): Promise<Guide> {
	const at = run.stepId === null ? undefined : program?.steps.get(run.stepId)?.step
	const guide: Guide = {
		how: null,
		done_when: null,
		ahead: program ? aheadOf(run, program) : [],
		condition: at ? conditionOf(at) : null,
		already_so: run.endedOn === null ? [...alreadySo(run)] : [],
	}
	if (!work || !program || (at?.kind !== 'task' && at?.kind !== 'approval')) return guide
	if (at.kind === 'task' && at.doneWhen !== '') guide.done_when = at.doneWhen
	if (at.text === '') return guide
	const { valuesOn, programs, team } = work
	const values = await readAccountValues(client, [run.accountId], valuesOn, programs.present.model)
	const people = await readRunPeople(client, [run.accountId], valuesOn, team.opsEmail)
	const composing = composingOf(work, {
		run,
		program,
		account: values.get(run.accountId) ?? absentAccount(run),
		people: people.get(run.accountId) ?? nobody(team),
	})
	const how = composeText(composing, at.text, ownerOfRole(composing, roleOfStep({ program }, at)))
	guide.how = 'text' in how ? how.text : at.text
	return guide
}

function conditionOf(step: PlaybookStep): string | null {
	if (step.kind === 'wait') return step.until ?? null
	return step.kind === 'branch' && step.arms.length === 1 ? (step.arms[0]?.when ?? null) : null
}

function aheadOf({ stepId }: StoredRun, program: Program): Guide['ahead'] {
	const ahead: Guide['ahead'] = []
	let id = stepId === null ? null : (program.steps.get(stepId)?.nextId ?? null)
	while (id !== null) {
		const found = program.steps.get(id)
		if (!found) break
		const { step } = found
		ahead.push({ id, kind: step.kind, says: sayStep(step), condition: conditionOf(step) })
		id = found.nextId
	}
	return ahead
}
