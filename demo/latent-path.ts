import type { Day } from '../core/time/day.ts'
import type { AccountScript } from './account-script.ts'
import type { DemoWorld } from './demo-world.ts'
import { createRandom, type Random } from './random.ts'

/**
 * What nobody can observe and everything follows from. Engagement and value are autoregressive by week, each with
 * mean 0 and variance 1, their innovations correlated, so that both stay together; the champion comes and goes.
 */
export interface LatentPath {
	fit: number
	firstWeek: number
	engagement: Float64Array
	value: Float64Array
	/** 1 where nobody at the account champions the product. */
	championAbsent: Uint8Array
	/** Days on which a champion left, and on which the next one was found. */
	championLeftOn: Day[]
	championFoundOn: Day[]
	/** Engagement really fell in the week in which no usage arrived. */
	droppedInOutage: boolean
}

export interface LatentState {
	fit: number
	engagement: number
	value: number
	championAbsent: boolean
}

/** The constants of the process, per week. */
export const latentProcess = {
	engagementPersistence: 0.991,
	valuePersistence: 0.995,
	innovationCorrelation: 0.5,
	championLeaves: 0.0032,
	championFound: 0.035,
	/** Engagement lost by an account that really fell during the outage. */
	outageDrop: 2.2,
	outageDropShare: 0.03,
}

/** Decisions are drawn ahead of their date, so paths go on beyond today. */
const daysBeyondToday = 140

/** Weeks begin on Monday; week 0 holds 1970-01-01. */
export function weekOf(day: Day): number {
	return Math.floor((day + 3) / 7)
}

function mondayOf(week: number): Day {
	return week * 7 - 3
}

/** The account's constant latent trait, a standard normal number. */
export function drawFit(world: DemoWorld, index: number, script: AccountScript = {}): number {
	return script.fit ?? createRandom(world.seed, 'fit', index).normal()
}

function walk(path: LatentPath, random: Random, dropWeek: number): void {
	const { engagementPersistence: a, valuePersistence: b, innovationCorrelation: r } = latentProcess
	const innovationA = Math.sqrt(1 - a * a)
	const innovationB = Math.sqrt(1 - b * b)
	// The correlation that these innovations lead to in the long run.
	const stationary = (r * innovationA * innovationB) / (1 - a * b)
	let engagement = random.normal()
	let value = stationary * engagement + Math.sqrt(1 - stationary * stationary) * random.normal()
	for (let step = 0; step < path.engagement.length; step++) {
		if (path.firstWeek + step === dropWeek) engagement -= latentProcess.outageDrop
		path.engagement[step] = engagement
		path.value[step] = value
		const one = random.normal()
		const other = r * one + Math.sqrt(1 - r * r) * random.normal()
		engagement = a * engagement + innovationA * one
		value = b * value + innovationB * other
	}
}

function followChampion(path: LatentPath, random: Random): void {
	const { championLeaves, championFound } = latentProcess
	let absent = random.chance(championLeaves / (championLeaves + championFound))
	for (let step = 0; step < path.championAbsent.length; step++) {
		path.championAbsent[step] = absent ? 1 : 0
		const changes = random.chance(absent ? championFound : championLeaves)
		const weekday = random.whole(0, 4)
		if (!changes) continue
		const changedOn = mondayOf(path.firstWeek + step + 1) + weekday
		if (absent) path.championFoundOn.push(changedOn)
		else path.championLeftOn.push(changedOn)
		absent = !absent
	}
}

/** Pulls the path to what a scenario prescribes, leaving a quarter of its own movement. */
function followScript(path: LatentPath, script: AccountScript, today: Day): void {
	const { engagement, value, engagementTurn: turn, championLeftDaysAgo } = script
	const turnWeek = turn ? weekOf(today - turn.daysAgo) : Number.POSITIVE_INFINITY
	for (let step = 0; step < path.engagement.length; step++) {
		const turned = path.firstWeek + step >= turnWeek
		const level = turned ? turn?.level : engagement
		if (level !== undefined) path.engagement[step] = level + path.engagement[step]! / 4
		if (value !== undefined) path.value[step] = value + path.value[step]! / 4
	}
	if (championLeftDaysAgo === undefined) return
	path.championAbsent.fill(0)
	path.championLeftOn = []
	path.championFoundOn = []
	if (championLeftDaysAgo === null) return
	const leftOn = today - championLeftDaysAgo
	path.championLeftOn.push(leftOn)
	path.championAbsent.fill(1, Math.max(0, weekOf(leftOn) - path.firstWeek))
}

/** The account's latent path from `from` to a good while after today. */
export function makeLatentPath(
	world: DemoWorld,
	index: number,
	from: Day,
	script: AccountScript = {},
): LatentPath {
	const firstWeek = weekOf(from) - 14
	const weeks = weekOf(world.today + daysBeyondToday) - firstWeek + 1
	const random = createRandom(world.seed, 'latent', index)
	const drops = random.chance(latentProcess.outageDropShare) && Object.keys(script).length === 0
	const path: LatentPath = {
		fit: drawFit(world, index, script),
		firstWeek,
		engagement: new Float64Array(weeks),
		value: new Float64Array(weeks),
		championAbsent: new Uint8Array(weeks),
		championLeftOn: [],
		championFoundOn: [],
		droppedInOutage: drops && from < world.outageFrom - 60,
	}
	walk(path, random, path.droppedInOutage ? weekOf(world.outageFrom) : -1)
	followChampion(path, createRandom(world.seed, 'champion', index))
	followScript(path, script, world.today)
	return path
}

export function latentOn(path: LatentPath, day: Day): LatentState {
	const step = Math.min(Math.max(weekOf(day) - path.firstWeek, 0), path.engagement.length - 1)
	return {
		fit: path.fit,
		engagement: path.engagement[step]!,
		value: path.value[step]!,
		championAbsent: path.championAbsent[step] === 1,
	}
}
