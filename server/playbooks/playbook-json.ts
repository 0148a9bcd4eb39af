import type { z } from 'zod'
import type { RunEntry } from '../../api/playbook-runs.ts'
import type { Automation, PlaybookEntry } from '../../api/playbooks.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { PlaybookDefinition } from '../../core/model/playbook.ts'
import type { Program } from '../../core/playbooks/compile-playbook.ts'
import { playbookNames } from '../../core/playbooks/playbook-names.ts'
import { sayStep, saySteps, sayTrigger, writesToCustomers } from '../../core/playbooks/say-playbook.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import type { ListedRun, RunCounts } from './run-store.ts'
import { reasonOf } from './step-runs.ts'
import type { AutomationStop, PlaybookDay, StoredWatch } from './watch-store.ts'

const noRuns: RunCounts = { open: 0, attention: 0, started30d: 0, done30d: 0, ended30d: 0 }
const dayText = (day: Day | null) => (day === null ? null : formatDay(day))

export function playbookJson(
	definition: PlaybookDefinition,
	model: OperatingModel,
	around: { watch: StoredWatch | undefined; counts: RunCounts | undefined; waiting: number },
): z.input<typeof PlaybookEntry> {
	const { watch, counts = noRuns, waiting } = around
	return {
		id: definition.id,
		name: definition.name,
		purpose: definition.purpose,
		enabled: definition.enabled,
		trigger: sayTrigger(definition.trigger, playbookNames(model)),
		trigger_kind: definition.trigger.kind,
		owner_role: definition.owner,
		level: definition.level,
		steps: saySteps(definition.steps).length,
		writes_to_customers: writesToCustomers(definition),
		hours: definition.hours,
		control_share: definition.control.share,
		watched_from: dayText(watch?.watchedFrom ?? null),
		tripped: watch?.tripped ? { on: formatDay(watch.tripped.on), reason: watch.tripped.reason } : null,
		runs: {
			open: counts.open,
			started_30d: counts.started30d,
			done_30d: counts.done30d,
			ended_30d: counts.ended30d,
			attention: counts.attention,
		},
		waiting,
	}
}

export function automationJson(
	stop: AutomationStop | undefined,
	last: PlaybookDay | undefined,
): z.input<typeof Automation> {
	return {
		stopped: stop ? { at: stop.at.toISOString(), by: stop.by, reason: stop.reason } : null,
		last_day: last ? { ...last, as_of: formatDay(last.asOf) } : null,
	}
}

/** A run with where it stands and what comes next; `program` undefined where its version has it no more. */
export function runJson(
	run: ListedRun,
	program: Program | undefined,
	model: OperatingModel,
): z.input<typeof RunEntry> {
	const at = run.stepId === null ? undefined : program?.steps.get(run.stepId)
	const entered = run.steps.find(({ stepId }) => stepId === run.stepId)
	const next = at?.nextId == null ? undefined : program?.steps.get(at.nextId)
	return {
		id: run.runId,
		account_id: run.externalId,
		account_name: run.accountName,
		playbook_id: run.playbookId,
		playbook_name: program?.definition.name ?? run.playbookId,
		model_version: run.modelVersion,
		occasion: run.occasion,
		reason: reasonOf(run.occasion, model),
		state: run.state,
		owner_role: run.ownerRole,
		owner_email: run.ownerEmail,
		depth: run.depth,
		started_on: formatDay(run.startedOn),
		ended_on: dayText(run.endedOn),
		note: run.note,
		step:
			at && entered
				? {
						id: at.step.id,
						kind: at.step.kind,
						says: sayStep(at.step),
						since: formatDay(entered.enteredOn),
						until: dayText(run.waitUntil),
					}
				: null,
		next: next ? sayStep(next.step) : null,
	}
}

export function runStepsJson(run: ListedRun, program: Program | undefined) {
	return run.steps.map(step => {
		const known = program?.steps.get(step.stepId)?.step
		return {
			id: step.stepId,
			kind: known?.kind ?? 'step',
			says: known ? sayStep(known) : step.stepId,
			entered_on: formatDay(step.enteredOn),
			outcome: step.outcome,
			settled_on: dayText(step.settledOn),
			note: step.note,
		}
	})
}
