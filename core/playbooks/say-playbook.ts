import type { PlaybookDefinition, PlaybookTrigger } from '../model/playbook.ts'
import type { MessageRecipient, PlaybookStep } from '../model/playbook-step.ts'
import type { PlaybookNames } from './playbook-names.ts'

/** What makes a run start, in words. */
export function sayTrigger(trigger: PlaybookTrigger, names: PlaybookNames): string {
	switch (trigger.kind) {
		case 'signal': {
			const name = names.signal(trigger.signal) ?? trigger.signal
			if (trigger.on === 'exits') return `When "${name}" is over`
			return trigger.on === 'enters' ? `When "${name}" begins` : `While "${name}" goes on`
		}
		case 'band':
			return `When health becomes ${trigger.to.map(level => names.level(level) ?? level).join(' or ')}`
		case 'stage':
			return `When the lifecycle stage becomes ${names.stage(trigger.to) ?? trigger.to}${trigger.from === undefined ? '' : ` after ${names.stage(trigger.from) ?? trigger.from}`}`
		case 'date': {
			const date =
				trigger.of === 'milestone'
					? `the milestone ${trigger.milestone?.replaceAll('_', ' ')}`
					: trigger.of === 'renewal'
						? 'the renewal'
						: 'the start of the contract'
			if (trigger.days === 0) return `On the day of ${date}`
			return `${sayDays(Math.abs(trigger.days))} ${trigger.days < 0 ? 'before' : 'after'} ${date}`
		}
		case 'hand':
			return 'By hand'
		case 'webhook':
			return 'When another program calls it'
	}
}

function sayDays(days: number): string {
	return `${days} day${days === 1 ? '' : 's'}`
}

function sayRecipient(to: MessageRecipient | { channel: string }): string {
	if ('channel' in to) return to.channel
	if ('contact' in to) return `the customer’s ${to.contact.join(', else ').replaceAll('_', ' ')}`
	return `the ${to.team.replaceAll('_', ' ')}`
}

/** One step in a sentence. */
export function sayStep(step: PlaybookStep): string {
	switch (step.kind) {
		case 'task':
			return step.title
		case 'email':
			return `E-mail to ${sayRecipient(step.to)}: ${step.subject}`
		case 'slack':
			return `Slack message to ${sayRecipient(step.to)}`
		case 'survey':
			return `Survey (${step.survey.toUpperCase()}) to ${sayRecipient(step.to)}`
		case 'calendar':
			return `Meeting for ${sayRecipient(step.to)}: ${step.title}`
		case 'webhook':
			return `Call another program: ${step.event}`
		case 'set_field':
			return `Set ${step.field.replaceAll('_', ' ')} to ${step.value}`
		case 'renewal':
			return step.action === 'create'
				? 'Open the next renewal'
				: `Move the renewal to ${step.stage?.replaceAll('_', ' ')}`
		case 'opportunity':
			return step.action === 'create'
				? `Create an opportunity (${step.opportunityKind})`
				: `Move the opportunity to ${step.stageLabel}`
		case 'approval':
			return `Approval: ${step.title}`
		case 'branch':
			return `Depending on: ${step.arms.map(({ when }) => when).join('; ')}`
		case 'wait':
			if (step.days !== undefined) return `Wait ${sayDays(step.days)}`
			if (step.workingDays !== undefined) return `Wait ${step.workingDays} working days`
			return `Wait until ${step.until}, at most ${sayDays(step.limitDays ?? 0)}`
	}
}

export interface StepInWords {
	id: string
	depth: number
	kind: string
	says: string
}

/** All steps in reading order, those of branches under them. */
export function saySteps(steps: readonly PlaybookStep[], depth = 0): StepInWords[] {
	return steps.flatMap(step => {
		const own = { id: step.id, depth, kind: step.kind, says: sayStep(step) }
		if (step.kind !== 'branch') return [own]
		return [
			own,
			...[...step.arms.map(arm => arm.steps), step.otherwise].flatMap(inner => saySteps(inner, depth + 1)),
		]
	})
}

/** Whether any step writes to a customer. */
export function writesToCustomers({ steps }: Pick<PlaybookDefinition, 'steps'>): boolean {
	return steps.some(step => {
		if (step.kind === 'branch')
			return [...step.arms.map(arm => arm.steps), step.otherwise].some(inner =>
				writesToCustomers({ steps: inner }),
			)
		return 'to' in step && 'contact' in step.to
	})
}

/** Whether all its steps are the team's own: tasks, waits, branches, approvals, fields and renewals. */
export function staysInTeam(steps: readonly PlaybookStep[]): boolean {
	return steps.every(step => {
		if (step.kind === 'branch') return [...step.arms.map(arm => arm.steps), step.otherwise].every(staysInTeam)
		return !['email', 'slack', 'webhook', 'survey', 'calendar'].includes(step.kind)
	})
}
