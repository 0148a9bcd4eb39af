import { Plus } from 'lucide-react'
import { useState } from 'react'
import { shippedMetrics } from '../../core/catalog/metrics.ts'
import { MetricDefinition } from '../../core/model/metric-definition.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import { sayKind } from '../data/say-kind.ts'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { formatCount } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { type SimpleColumn, SimpleTable } from '../ui/SimpleTable.tsx'
import { TextField } from '../ui/TextField.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { EventListsSection } from './EventListsSection.tsx'
import { MetricSheet } from './MetricSheet.tsx'
import { allMetrics, freeId, useModelEditor, withEntry, withoutEntry } from './model-editor.ts'
import { usesOfMetric } from './uses-of-metric.ts'

function windowText({ windowDays, offsetDays, change }: MetricDefinition): string {
	if (windowDays === null) return 'no window'
	const days = `${windowDays} days`
	const before = offsetDays > 0 ? `, ${offsetDays} days earlier` : ''
	return change === 'none' ? `${days}${before}` : `${days}${before}, against those before`
}

function metricColumns(
	model: OperatingModel,
	onOpen: (id: string) => void,
): SimpleColumn<MetricDefinition>[] {
	const own = new Set(model.metrics.map(({ id }) => id))
	return [
		{
			header: 'Metric',
			cell: metric => (
				<span className="flex flex-wrap items-center gap-x-2">
					<button type="button" className={`${linkClass} text-left`} onClick={() => onOpen(metric.id)}>
						{metric.name || metric.id}
					</button>
					{own.has(metric.id) && <Badge tone="accent">own</Badge>}
				</span>
			),
		},
		{
			header: 'In conditions',
			isExtra: true,
			cell: metric => <code className="text-12 text-second">{metric.id}</code>,
		},
		{ header: 'Source', cell: metric => sayKind(metric.source) },
		{ header: 'Window', isExtra: true, cell: windowText },
		{
			header: 'Used',
			align: 'right',
			cell: metric => {
				const uses = usesOfMetric(model, metric.id).length
				return uses > 0 ? formatCount(uses, 'place') : <span className="text-second">no</span>
			},
		},
	]
}

function newMetric(model: OperatingModel): MetricDefinition {
	const id = freeId(
		'own_metric',
		allMetrics(model).map(metric => metric.id),
	)
	return MetricDefinition.parse({
		id,
		name: 'Own metric',
		meaning: 'How often an event happened in four weeks',
		source: 'usage',
		aggregate: 'count',
		windowDays: 28,
	})
}

function matches({ id, name, meaning, source }: MetricDefinition, text: string): boolean {
	return `${id} ${name} ${meaning} ${source}`.toLowerCase().includes(text.trim().toLowerCase())
}

/** The numbers about an account that ship, and the company's own. */
export function MetricsTab({
	open,
	onOpen,
}: {
	open: string | undefined
	onOpen: (id: string | undefined) => void
}) {
	const { model, isReadOnly, change } = useModelEditor()
	const [text, setText] = useState('')
	const set = (metrics: MetricDefinition[]) => change(before => ({ ...before, metrics }))
	const shown = [...model.metrics, ...shippedMetrics].filter(metric => matches(metric, text))
	const ownAt = model.metrics.findIndex(({ id }) => id === open)
	const opened = model.metrics[ownAt] ?? shippedMetrics.find(({ id }) => id === open)
	return (
		<div className="flex max-w-6xl flex-col gap-8">
			<Section
				title="Metrics"
				facts={`${formatCount(shippedMetrics.length, 'metric')} that ship, ${model.metrics.length} of your own`}
				controls={
					<>
						<TextField
							label="Find a metric"
							isLabelHidden
							type="search"
							className="w-56"
							placeholder="Name, meaning or source"
							value={text}
							onChange={setText}
						/>
						{!isReadOnly && (
							<Button
								icon={<Plus size={14} />}
								onClick={() => {
									const added = newMetric(model)
									set([...model.metrics, added])
									onOpen(added.id)
								}}
							>
								Add a metric
							</Button>
						)}
					</>
				}
			>
				{shown.length === 0 ? (
					<EmptyState sentence="No metric has these words." />
				) : (
					<SimpleTable
						label="Metrics"
						columns={metricColumns(model, onOpen)}
						rows={shown}
						rowKey={metric => metric.id}
					/>
				)}
			</Section>
			<EventListsSection />
			{opened && (
				<MetricSheet
					metric={opened}
					isOwn={ownAt >= 0}
					onClose={() => onOpen(undefined)}
					onChange={part => {
						set(withEntry(model.metrics, ownAt, part))
						if (part.id !== undefined) onOpen(part.id)
					}}
					onRemove={() => {
						onOpen(undefined)
						set(withoutEntry(model.metrics, ownAt))
					}}
				/>
			)}
		</div>
	)
}
