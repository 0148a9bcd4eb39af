/** Writes the pages of docs/ that are made from the catalogue: `npm run docs`. A test keeps them current. */
import { readFileSync, writeFileSync } from 'node:fs'
import { healthPresets } from '../core/catalog/health-presets.ts'
import { shippedMetrics } from '../core/catalog/metrics.ts'
import { shippedSignals } from '../core/catalog/signals.ts'
import type { Scale } from '../core/model/health-model.ts'

function cell(text: string | number): string {
	return String(text).replaceAll('|', '\\|').replaceAll('\n', ' ')
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
	const lines = rows.map(row => `| ${row.map(cell).join(' | ')} |`)
	return [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...lines].join('\n')
}

function showScale(scale: Scale): string {
	if (scale.kind === 'rank') return `rank, ${scale.better} is better`
	return scale.points.map(([value, points]) => `${value} → ${points}`).join(', ')
}

/** Every metric that ships: what it says, its unit, where it comes from, when it is unknown. */
export function metricsPage(): string {
	const rows = shippedMetrics.map(metric => [
		`\`${metric.id}\``,
		metric.meaning,
		metric.unit,
		[metric.source, ...metric.orFrom].join(' or '),
		metric.unknown,
	])
	return `# Metrics\n\nMade from the catalogue by \`npm run docs\`.\n\n${table(['metric', 'says', 'unit', 'from', 'unknown when'], rows)}\n`
}

/** Every health preset with its factors and bands, and every signal with its condition. */
export function presetsPage(): string {
	const presets = healthPresets.map(preset => {
		const total = preset.factors.reduce((sum, { weight }) => sum + weight, 0)
		const factors = preset.factors.map(({ group, name, weight, metric, scale }) => [
			group,
			name,
			`${Math.round((weight / total) * 100)} %`,
			`\`${metric}\``,
			showScale(scale),
		])
		const bands = preset.bands.map(({ name, from, action }) => `${name} ≥ ${from}: ${action.toLowerCase()}`)
		return `## ${preset.name}\n\n${bands.join(' · ')}\n\n${table(['group', 'factor', 'weight', 'metric', 'points'], factors)}`
	})
	const signals = shippedSignals.map(({ id, name, kind, when, thresholds }) => [
		`\`${id}\``,
		name,
		kind,
		`\`${when}\``,
		Object.entries(thresholds ?? {})
			.map(([threshold, value]) => `${threshold} = ${value}`)
			.join(', '),
	])
	return `# Health presets and signals\n\nMade from the catalogue by \`npm run docs\`.\n\n${presets.join('\n\n')}\n\n## Signals\n\nThresholds are settings and can differ by segment.\n\n${table(['signal', 'name', 'kind', 'condition', 'thresholds'], signals)}\n`
}

/** The pages by their path below docs/. */
export function docPages(): Record<string, string> {
	return { 'metrics.md': metricsPage(), 'health-and-signals.md': presetsPage() }
}

const docs = new URL('../docs/', import.meta.url)

/** Pages that differ from what the catalogue says now. */
export function listStalePages(): string[] {
	return Object.entries(docPages()).flatMap(([path, text]) => {
		try {
			return readFileSync(new URL(path, docs), 'utf8') === text ? [] : [path]
		} catch {
			return [path]
		}
	})
}

if (import.meta.main) {
	for (const [path, text] of Object.entries(docPages())) writeFileSync(new URL(path, docs), text)
}
