import { readFile, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { type Command, InvalidArgumentError } from 'commander'
import colors from 'picocolors'
import { healthPresets } from '../core/catalog/health-presets.ts'
import type { HealthModel } from '../core/model/health-model.ts'
import type { OperatingModel } from '../core/model/operating-model.ts'
import { diffModels } from '../core/operating-model/diff-models.ts'
import { printModel } from '../core/operating-model/print-model.ts'
import { ensureDates } from '../server/days/ensure-dates.ts'
import { applyModel, getParsedModel } from '../server/model/apply-model.ts'
import { historyJson } from '../server/model/history-json.ts'
import { listModels, type ModelVersion, readModel } from '../server/model/model-store.ts'
import { rollbackModel } from '../server/model/rollback-model.ts'
import { Problem } from '../server/problem.ts'
import { planImpact } from '../server/validation/model-impact.ts'
import { planHistory } from '../server/validation/plan-history.ts'
import { addCommand, type CommonOptions, printResult, withWorkspace } from './command.ts'
import { registerLearning } from './model-learning.ts'
import { formatTable } from './print-table.ts'
import { startProgress } from './progress.ts'
import { showImpact } from './show-impact.ts'

/** `perennial model show|export|check|plan|apply|history`: the operating model, versioned as a whole. */
export function registerModel(program: Command): void {
	const model = program
		.command('model')
		.description('the operating model: segments, stages, metrics, health, signals')
	addCommand(model, 'show', 'the model in force, in short').action(async (options: CommonOptions) => {
		const version = await withWorkspace(options, ({ pool }) => readModel(pool, new Date()))
		printResult(options, { version: version.version, model: version.model }, () => showModel(version))
	})
	addCommand(model, 'export', 'the model in force as YAML')
		.argument('[file]', 'where to write it (default: print it)')
		.option(
			'--preset <name>',
			`with this health preset: ${healthPresets.map(({ id }) => id).join(', ')}`,
			parsePreset,
		)
		.action(async (file: string | undefined, options: CommonOptions & { preset?: HealthModel }) => {
			const version = await withWorkspace(options, ({ pool }) => readModel(pool, new Date()))
			if (options.preset) version.model = { ...version.model, healthModels: [options.preset] }
			const text = printModel(version.model)
			if (file === undefined)
				process.stdout.write(options.json ? `${JSON.stringify(version.model, null, 2)}\n` : text)
			else {
				await writeFile(file, text)
				printResult(
					options,
					{ file, version: version.version },
					() => `Version ${version.version} is in ${file}.`,
				)
			}
		})
	addCommand(model, 'check', 'look for mistakes in a model file; changes nothing')
		.argument('<file>')
		.action(async (file: string, options: CommonOptions) => {
			getParsedModel(await readModelFile(file), file)
			printResult(options, { file, ok: true }, () => `${file} is a complete operating model.`)
		})
	registerChanges(model)
	registerLearning(model)
}

function registerChanges(model: Command): void {
	addCommand(model, 'plan', 'what applying a model file would change')
		.argument('<file>')
		.option('--no-validation', 'leave out what history says, which takes longer')
		.action(async (file: string, options: CommonOptions & { validation?: boolean }) => {
			const next = getParsedModel(await readModelFile(file), file)
			const progress = startProgress({ unit: 'dates' })
			const { changes, impact } = await withWorkspace(options, async context => {
				const now = new Date()
				const version = await readModel(context.pool, now)
				const impact = await planImpact(context.pool, next, {
					now,
					validates: false,
					ensureDates: dates => ensureDates(context, dates, { now }),
				})
				if (options.validation !== false && impact.as_of !== null) {
					const onProgress = (doing: string, share: number) => progress.update({ doing, done: 0, share })
					const ensure = (dates: readonly number[]) => ensureDates(context, dates, { now })
					const told = await planHistory(context.pool, next, { now, ensureDates: ensure, onProgress })
					Object.assign(impact, historyJson(told), { notes: [...new Set([...impact.notes, ...told.notes])] })
				}
				return { changes: diffModels(version.model, next), impact }
			}).finally(() => progress.end())
			printResult(options, { changes, impact }, () => `${showChanges(changes)}\n\n${showImpact(impact)}`)
		})
	addCommand(model, 'apply', 'make a model file the next version')
		.argument('<file>')
		.option('--note <text>', 'why, for the history')
		.action(async (file: string, options: CommonOptions & { note?: string }) => {
			const next: OperatingModel = getParsedModel(await readModelFile(file), file)
			const { version, changes } = await withWorkspace(options, ({ pool }) =>
				applyModel(pool, next, {
					actor: `cli:${userInfo().username}`,
					now: new Date(),
					note: options.note ?? null,
				}),
			)
			printResult(options, { version, changes }, () =>
				changes.length === 0
					? `Nothing to change: version ${version} says the same.`
					: `${showChanges(changes)}\n\nThis is version ${version}.`,
			)
		})
	addCommand(model, 'rollback', 'make an earlier version the next one, unchanged')
		.argument('<version>')
		.option('--note <text>', 'why, for the history')
		.action(async (text: string, options: CommonOptions & { note?: string }) => {
			const { version, changes } = await withWorkspace(options, ({ pool }) =>
				rollbackModel(pool, text, {
					actor: `cli:${userInfo().username}`,
					now: new Date(),
					note: options.note ?? null,
				}),
			)
			printResult(options, { version, changes }, () =>
				changes.length === 0
					? `Nothing to change: version ${version} says the same.`
					: `${showChanges(changes)}\n\nThis is version ${version}, which says what version ${text} said.`,
			)
		})
	addCommand(model, 'history', 'all versions, the latest first').action(async (options: CommonOptions) => {
		const versions = await withWorkspace(options, ({ pool }) => listModels(pool))
		const rows = versions.map(({ version, appliedAt, appliedBy, note }) => ({
			version,
			applied_at: appliedAt.toISOString(),
			applied_by: appliedBy,
			note,
		}))
		printResult(options, { versions: rows }, () =>
			formatTable(
				[
					{ title: 'version', align: 'right', cell: row => String(row.version) },
					{ title: 'applied', cell: row => row.applied_at },
					{ title: 'by', cell: row => row.applied_by },
					{ title: 'note', cell: row => row.note ?? '' },
				],
				rows,
			),
		)
	})
}

function parsePreset(name: string): HealthModel {
	const preset = healthPresets.find(({ id }) => id === name)
	if (!preset)
		throw new InvalidArgumentError(`Expected one of ${healthPresets.map(({ id }) => id).join(', ')}.`)
	return preset
}

async function readModelFile(file: string): Promise<string> {
	try {
		return await readFile(file, 'utf8')
	} catch (error) {
		throw new Problem(
			'file_unreadable',
			`The model file ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
			'Write the present model to a file to begin with: perennial model export FILE',
		)
	}
}

function showChanges(changes: readonly { text: string }[]): string {
	return changes.length === 0
		? 'It says the same as the model in force.'
		: changes.map(({ text }) => `  ${text}`).join('\n')
}

function showModel({ version, model, appliedAt, appliedBy }: ModelVersion): string {
	const lines = [
		`${colors.bold(`Version ${version}`)} ${colors.dim(`applied ${appliedAt.toISOString().slice(0, 10)} by ${appliedBy}`)}`,
		'',
		colors.bold('Segments, first that holds'),
		...model.segments.map(({ id, name, when }) => `  ${name} (${id}): ${when ?? 'everybody else'}`),
		'',
		colors.bold('Lifecycle stages'),
		...model.lifecycleStages.map(({ name, enter }) => `  ${name}: ${enter}`),
	]
	for (const health of model.healthModels) {
		const total = health.factors.reduce((sum, factor) => sum + factor.weight, 0)
		lines.push(
			'',
			`${colors.bold(`Health: ${health.name}`)} ${colors.dim(health.when ?? 'for everybody else')}`,
			...health.factors.map(
				({ name, weight, metric }) =>
					`  ${String(Math.round((weight / total) * 100)).padStart(3)} %  ${name} ${colors.dim(metric)}`,
			),
			`  ${[...health.bands]
				.sort((a, b) => b.from - a.from)
				.map(({ name, from }) => `${name} ≥ ${from}`)
				.join(' · ')}`,
		)
	}
	lines.push('', colors.bold(`Signals, ${model.signals.filter(({ enabled }) => enabled).length}`))
	for (const signal of model.signals) lines.push(`  ${signal.name}: ${colors.dim(signal.when)}`)
	return lines.join('\n')
}
