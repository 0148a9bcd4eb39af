import type { BandLevel } from '../model/health-model.ts'
import type { Renewal, RenewalStep } from '../model/renewal.ts'
import type { SignalDefinition, SignalEpisode } from '../model/signal.ts'
import type { OwnerRole, TaskSource } from '../model/task.ts'
import { type Day, formatDay } from '../time/day.ts'
import { type AccountPeople, findOwner } from './find-owner.ts'
import type { OfferedTask } from './plan-tasks.ts'
import { urgencyOf } from './rank-tasks.ts'
import { addWorkingDays } from './working-days.ts'
import { fillReason, type MoneyContext, writeReason } from './write-reason.ts'

/** What tasks of one account are made from. */
export interface AccountForTasks {
	accountId: number
	people: AccountPeople
	/** null where unknown. */
	arrMinor: bigint | null
	currency: string | null
	/** The undecided renewal that comes next (or is past due), if one is open. */
	renewal: Pick<Renewal, 'renewalOn' | 'targetMinor' | 'currency' | 'ownerEmail'> | null
}

export function signalTaskSource({
	signalId,
	startedOn,
}: Pick<SignalEpisode, 'signalId' | 'startedOn'>): TaskSource {
	return { kind: 'signal', id: `${signalId}@${formatDay(startedOn)}` }
}

export function renewalTaskSource(
	renewalOn: Day,
	{ daysBefore }: Pick<RenewalStep, 'daysBefore'>,
): TaskSource {
	return { kind: 'renewal', id: `${formatDay(renewalOn)}/${daysBefore}` }
}

function moneyOf({ arrMinor, currency, renewal }: AccountForTasks): MoneyContext {
	return {
		renewalMinor: renewal?.targetMinor ?? null,
		renewalOn: renewal?.renewalOn ?? null,
		arrMinor,
		currency: currency ?? renewal?.currency ?? null,
	}
}

function offerForEpisode(
	account: AccountForTasks,
	definition: SignalDefinition,
	episode: SignalEpisode,
	asOf: Day,
): OfferedTask[] {
	const { work } = definition
	if (!work) return []
	const happened = fillReason(
		definition.reason,
		episode.latestValue ?? episode.value,
		episode.threshold,
		definition.name,
	)
	const money = moneyOf(account)
	return [
		{
			accountId: account.accountId,
			source: signalTaskSource(episode),
			title: work.title,
			reason: writeReason(happened, money, asOf),
			moneyAtRiskMinor: account.arrMinor,
			currency: money.currency,
			ownerRole: work.owner,
			ownerEmail: findOwner(work.owner, account.people),
			dueOn: addWorkingDays(asOf, work.dueInWorkingDays),
			hours: work.hours,
			urgency: urgencyOf(definition.level, money.renewalOn, asOf),
			heldReason: episode.heldReason,
		},
	]
}

/**
 * Tasks that an account's open episodes call for: none for baseline ones, for signals without work, and for a
 * signal while a stronger one that says the same is open.
 */
export function offerSignalTasks(
	account: AccountForTasks,
	definitions: ReadonlyMap<string, SignalDefinition>,
	open: readonly SignalEpisode[],
	asOf: Day,
): OfferedTask[] {
	const openIds = new Set(open.map(episode => episode.signalId))
	return open.flatMap(episode => {
		const definition = definitions.get(episode.signalId)
		if (!definition || episode.baseline) return []
		if (definition.weakerThan.some(id => openIds.has(id))) return []
		return offerForEpisode(account, definition, episode, asOf)
	})
}

/** The task of a renewal's due step, with the renewal's own amount, date and owner. */
export function offerRenewalTask(
	account: AccountForTasks,
	renewal: Pick<Renewal, 'renewalOn' | 'targetMinor' | 'currency' | 'ownerEmail'>,
	step: RenewalStep,
	asOf: Day,
): OfferedTask {
	const people = { ...account.people, ownerEmail: renewal.ownerEmail ?? account.people.ownerEmail }
	const money = moneyOf({ ...account, currency: renewal.currency ?? account.currency, renewal })
	return {
		accountId: account.accountId,
		source: renewalTaskSource(renewal.renewalOn, step),
		title: step.title,
		reason: writeReason(step.reason, money, asOf),
		moneyAtRiskMinor: renewal.targetMinor,
		currency: money.currency,
		ownerRole: step.owner,
		ownerEmail: findOwner(step.owner, people),
		dueOn: addWorkingDays(asOf, step.dueInWorkingDays),
		hours: step.hours,
		urgency: urgencyOf('watch', renewal.renewalOn, asOf),
		heldReason: null,
	}
}

/** What a step of a playbook's run asks for. */
export interface RunTask {
	runId: string
	stepId: string
	title: string
	/** Why the run started, in words, without the money that is added to it. */
	reason: string
	ownerRole: OwnerRole
	ownerEmail: string | null
	dueOn: Day
	hours: number
	level: BandLevel
}

export function runTaskSource({ runId, stepId }: Pick<RunTask, 'runId' | 'stepId'>): TaskSource {
	return { kind: 'run', id: `${runId}/${stepId}` }
}

/** The task of a run's step; its due day stands unless it is past when the task is made. */
export function offerRunTask(account: AccountForTasks, task: RunTask, asOf: Day): OfferedTask {
	const money = moneyOf(account)
	return {
		accountId: account.accountId,
		source: runTaskSource(task),
		title: task.title,
		reason: writeReason(task.reason, money, asOf),
		moneyAtRiskMinor: account.arrMinor,
		currency: money.currency,
		ownerRole: task.ownerRole,
		ownerEmail: task.ownerEmail,
		dueOn: Math.max(task.dueOn, asOf),
		hours: task.hours,
		urgency: urgencyOf(task.level, money.renewalOn, asOf),
		heldReason: null,
	}
}
