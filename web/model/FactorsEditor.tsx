import { useState } from 'react'
import { healthPresets } from '../../core/catalog/health-presets.ts'
import type { Factor, HealthModel, Scale } from '../../core/model/health-model.ts'
import type { MetricDefinition } from '../../core/model/metric-definition.ts'
import { Combobox } from '../ui/Combobox.tsx'
import { formatNumber } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { FactorRow } from './FactorRow.tsx'
import { allMetrics, freeId, useModelEditor, useProblemAt, withEntry, withoutEntry } from './model-editor.ts'

/** The scale that a preset has for the metric; without one a rank, which needs no knowledge of usual values. */
function usualScale(metric: MetricDefinition): Scale {
	const known = healthPresets.flatMap(({ factors }) => factors).find(factor => factor.metric === metric.id)
	if (known) return known.scale
	return { kind: 'rank', better: metric.better === 'less' ? 'less' : 'more' }
}

function newFactor(metric: MetricDefinition, factors: readonly Factor[]): Factor {
	const id = freeId(
		metric.name,
		factors.map(factor => factor.id),
	)
	const { name } = metric
	return {
		id,
		name,
		group: name,
		metric: metric.id,
		weight: 10,
		scale: usualScale(metric),
		missing: 'spread',
	}
}

/** Factors by group in the model's order, with their places in the list. */
function groupFactors(
	factors: readonly Factor[],
): { group: string; members: { factor: Factor; at: number }[] }[] {
	const groups = new Map<string, { factor: Factor; at: number }[]>()
	for (const [at, factor] of factors.entries()) {
		const members = groups.get(factor.group) ?? []
		members.push({ factor, at })
		groups.set(factor.group, members)
	}
	return [...groups].map(([group, members]) => ({ group, members }))
}

function AddFactor({ onAdd }: { onAdd: (metric: MetricDefinition) => void }) {
	const { model } = useModelEditor()
	const metrics = allMetrics(model)
	return (
		<Combobox
			label="Add a factor from a metric"
			isLabelHidden
			className="mt-3 w-80"
			placeholder="Add a factor from a metric"
			value=""
			choices={metrics.map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))}
			onChange={id => {
				const metric = metrics.find(entry => entry.id === id)
				if (metric) onAdd(metric)
			}}
		/>
	)
}

/** The ingredients of the score: what counts, how much, and how its value becomes points. */
export function FactorsEditor({
	healthModel,
	path,
	onChange,
}: {
	healthModel: HealthModel
	path: string
	onChange: (factors: Factor[]) => void
}) {
	const { isReadOnly } = useModelEditor()
	const problemOf = useProblemAt()
	const [openAt, setOpenAt] = useState<number>()
	const { factors } = healthModel
	const total = factors.reduce((sum, { weight }) => sum + weight, 0)
	const ownProblem = total > 0 ? undefined : problemOf(`${path}.factors`)
	return (
		<Section
			title="Factors"
			facts={`Weights sum to ${formatNumber(total, 2)}; the score is their weighted mean`}
		>
			<div className="border-t">
				{groupFactors(factors).map(({ group, members }) => {
					const weight = members.reduce((sum, { factor }) => sum + factor.weight, 0)
					return (
						<div key={group} role="group" aria-label={group}>
							{members.length > 1 && (
								<p className="flex gap-2 border-b bg-hover px-2 py-1 text-12 text-second">
									<span className="font-medium">{group}</span>
									{formatNumber(weight, 2)}
								</p>
							)}
							{members.map(({ factor, at }) => (
								<FactorRow
									key={at}
									factor={factor}
									path={`${path}.factors.${factor.id}`}
									share={total > 0 ? factor.weight / total : 0}
									isOpen={openAt === at}
									isOnly={factors.length === 1}
									onToggle={() => setOpenAt(openAt === at ? undefined : at)}
									onChange={part => onChange(withEntry(factors, at, part))}
									onRemove={() => {
										setOpenAt(undefined)
										onChange(withoutEntry(factors, at))
									}}
								/>
							))}
						</div>
					)
				})}
			</div>
			{ownProblem && (
				<p role="alert" className="mt-2 text-12 text-alarm">
					{ownProblem}
				</p>
			)}
			{!isReadOnly && (
				<AddFactor
					onAdd={metric => {
						onChange([...factors, newFactor(metric, factors)])
						setOpenAt(factors.length)
					}}
				/>
			)}
		</Section>
	)
}
