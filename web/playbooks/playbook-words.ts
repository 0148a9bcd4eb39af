import type { RunEntry } from '../../api/playbook-runs.ts'
import type { PlaybookEntry } from '../../api/playbooks.ts'
import type { StepOutcome } from '../../core/model/playbook-run.ts'
import type { StepKind } from '../../core/model/playbook-step.ts'
import type { OwnerRole } from '../../core/model/task.ts'
import type { Tone } from '../ui/Badge.tsx'

export const roleWords: Readonly<Record<OwnerRole, string>> = {
	csm: 'CSM',
	manager: 'Manager',
	executive_sponsor: 'Executive sponsor',
	ops: 'Operations',
}

export const stepWords: Readonly<Record<StepKind, string>> = {
	task: 'Task',
	email: 'E-mail',
	slack: 'Slack message',
	webhook: 'Webhook',
	survey: 'Survey',
	calendar: 'Meeting',
	set_field: 'Set a field',
	renewal: 'Renewal',
	opportunity: 'Opportunity',
	wait: 'Wait',
	approval: 'Approval',
	branch: 'Branch',
}

export const stateWords: Readonly<Record<RunEntry['state'], { word: string; tone: Tone }>> = {
	running: { word: 'under way', tone: 'accent' },
	waiting: { word: 'waits', tone: 'neutral' },
	held: { word: 'needs a person', tone: 'watch' },
	failed: { word: 'failed', tone: 'alarm' },
	paused: { word: 'paused', tone: 'neutral' },
	done: { word: 'done', tone: 'good' },
	exited: { word: 'ended early', tone: 'neutral' },
	cancelled: { word: 'cancelled', tone: 'neutral' },
}

export const outcomeWords: Readonly<Record<StepOutcome, string>> = {
	open: 'under way',
	done: 'done',
	dismissed: 'dismissed',
	lapsed: 'lapsed',
	sent: 'sent',
	refused: 'refused',
	failed: 'failed',
	unknown: 'nobody knows whether it arrived',
	approved: 'approved',
	passed: 'passed',
	timed_out: 'the time was over',
	skipped: 'left out',
	cancelled: 'cancelled',
}

export const triggerWords: Readonly<Record<PlaybookEntry['trigger_kind'], string>> = {
	signal: 'a signal',
	band: 'a change of health',
	stage: 'a change of stage',
	date: 'a date',
	hand: 'a person, by hand',
	webhook: 'another program',
}

/** Whether a run goes on or can go on. */
export function isOpenRun({ state }: Pick<RunEntry, 'state'>): boolean {
	return state !== 'done' && state !== 'exited' && state !== 'cancelled'
}

/** Of the runs that ended in 30 days, those that were done; null where none ended. */
export function adoptionOf({ runs }: Pick<PlaybookEntry, 'runs'>): number | null {
	const ended = runs.done_30d + runs.ended_30d
	return ended === 0 ? null : runs.done_30d / ended
}

/** A run's note without the role's id in it. */
export function sayNote(note: string): string {
	const asked = /^asks (csm|manager|executive_sponsor|ops)$/.exec(note)?.[1]
	if (!asked) return note
	return `asks ${asked === 'csm' ? 'the CSM' : `the ${asked.replaceAll('_', ' ')}`}`
}

/** Fields of a text as people read them: `{{ account.name }}` → `[account name]`. */
export function sayFields(text: string): string {
	return text.replaceAll(
		/\{\{\s*([\w.]+)[^}]*\}\}/g,
		(_, field: string) => `[${field.replaceAll(/[._]/g, ' ')}]`,
	)
}

/** A step of a run in words: with the account's name where it stands, other fields by their name. */
export function sayRunText(text: string, run: Pick<RunEntry, 'account_name' | 'account_id'>): string {
	return sayFields(text.replaceAll(/\{\{\s*account\.name\s*\}\}/g, run.account_name ?? run.account_id))
}
