import type { PlaybookTrigger } from '../model/playbook.ts'
import { type Day, formatDay } from '../time/day.ts'
import type { PlaybookNames } from './playbook-names.ts'

/** `signal:logins_down_14d@2026-11-21`: what makes a run start, the same text whenever it is looked at. */
export function signalOccasion(signalId: string, startedOn: Day, moment: 'in' | 'exit'): string {
	return `signal:${signalId}@${formatDay(startedOn)}${moment === 'exit' ? '/exit' : ''}`
}

export function bandOccasion(level: string, day: Day): string {
	return `band:${level}@${formatDay(day)}`
}

export function stageOccasion(stage: string, day: Day): string {
	return `stage:${stage}@${formatDay(day)}`
}

export function dateOccasion(trigger: Extract<PlaybookTrigger, { kind: 'date' }>, date: Day): string {
	const what = trigger.of === 'milestone' ? `milestone.${trigger.milestone}` : trigger.of
	return `${what}:${formatDay(date)}${trigger.days < 0 ? '' : '+'}${trigger.days}`
}

/** A person started it. */
export const handPrefix = 'hand:'

export function handOccasion(by: string, at: Date): string {
	return `${handPrefix}${by}@${at.toISOString()}`
}

/** The occasion in words. */
export function sayOccasion(occasion: string, names: PlaybookNames): string {
	const [kind = '', rest = ''] = splitAt(occasion, ':')
	const [what = '', when = ''] = splitAt(rest, '@')
	if (kind === 'signal') {
		const day = when.slice(0, 10)
		const name = names.signal(what) ?? what
		return when.endsWith('/exit') ? `${name}, open since ${day}, is over` : `${name} since ${day}`
	}
	if (kind === 'band') return `Health was ${names.level(what) ?? what} on ${when}`
	if (kind === 'stage') return `Lifecycle stage was ${names.stage(what) ?? what} on ${when}`
	if (kind === 'hand') {
		// Addresses hold an @ as well: the instant stands after the last one.
		const who = rest.slice(0, Math.max(0, rest.lastIndexOf('@')))
		return `Started by hand${who ? ` by ${who}` : ''}`
	}
	if (kind === 'webhook') return 'Started by another program'
	const day = rest.slice(0, 10)
	const days = Number(rest.slice(10))
	if (!Number.isFinite(days) || rest.length < 11) return occasion
	const date =
		kind === 'renewal'
			? 'the renewal'
			: kind === 'contract_start'
				? 'the start of the contract'
				: kind.replace('milestone.', 'the milestone ').replaceAll('_', ' ')
	if (days === 0) return `On the day of ${date} (${day})`
	const count = `${Math.abs(days)} day${Math.abs(days) === 1 ? '' : 's'}`
	return `${count} ${days < 0 ? 'before' : 'after'} ${date} on ${day}`
}

function splitAt(text: string, mark: string): [string, string] {
	const at = text.indexOf(mark)
	return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

const prime = 0x100000001b3n
const mask = 0xffffffffffffffffn

/** FNV-1a over the characters' codes, 64 bits (Fowler, Noll, Vo): the same on every machine. */
export function hashText(text: string): bigint {
	let hash = 0xcbf29ce484222325n
	for (let at = 0; at < text.length; at++) hash = ((hash ^ BigInt(text.charCodeAt(at))) * prime) & mask
	return hash
}

/** One run per account, playbook and occasion: so is its id. */
export function runIdOf(accountId: number, playbookId: string, occasion: string): string {
	return `r${hashText(`${playbookId}\n${accountId}\n${occasion}`).toString(16).padStart(16, '0')}`
}
