import { Trash2 } from 'lucide-react'
import type { MetricDefinition } from '../../core/model/metric-definition.ts'
import { sayKind } from '../data/say-kind.ts'
import { Button } from '../ui/Button.tsx'
import { Sheet } from '../ui/Dialog.tsx'
import { KeyValueList } from '../ui/KeyValueList.tsx'
import { MetricForm } from './MetricForm.tsx'
import { useModelEditor } from './model-editor.ts'
import { problemsAt } from './read-model.ts'
import { sayMetric } from './say-metric-definition.ts'
import { usesOfMetric } from './uses-of-metric.ts'

function Uses({ id }: { id: string }) {
	const { model } = useModelEditor()
	const uses = usesOfMetric(model, id)
	return (
		<section aria-label="Where it counts">
			<h3 className="mb-1 font-medium text-13">Where it counts</h3>
			{uses.length === 0 ? (
				<p className="text-13 text-second">Nowhere yet. It is computed and can be shown in lists.</p>
			) : (
				<ul className="list-disc pl-5 text-13">
					{uses.map(use => (
						<li key={use}>{use}</li>
					))}
				</ul>
			)}
		</section>
	)
}

function Definition({ metric }: { metric: MetricDefinition }) {
	return (
		<KeyValueList
			entries={[
				{ key: 'Meaning', value: metric.meaning },
				{ key: 'In conditions', value: <code className="text-12">{metric.id}</code> },
				{ key: 'Source', value: [metric.source, ...metric.orFrom].map(sayKind).join(' or ') },
				{ key: 'Computed', value: sayMetric(metric) },
				{ key: 'Better', value: metric.better === 'none' ? 'neither' : metric.better },
				{ key: 'Unknown when', value: metric.unknown },
			]}
		/>
	)
}

/** What a metric is; an own one is edited here. */
export function MetricSheet({
	metric,
	isOwn,
	onClose,
	onChange,
	onRemove,
}: {
	metric: MetricDefinition
	isOwn: boolean
	onClose: () => void
	onChange: (part: Partial<MetricDefinition>) => void
	onRemove: () => void
}) {
	const { isReadOnly, problems } = useModelEditor()
	const isEdited = isOwn && !isReadOnly
	const found = problemsAt(problems, `metrics.${metric.id}`)
	return (
		<Sheet
			isOpen
			onClose={onClose}
			title={metric.name || metric.id}
			description={isOwn ? 'Your own metric' : 'It ships with Perennial and stays as it is'}
			actions={
				isEdited && (
					<>
						<Button kind="danger" className="mr-auto" icon={<Trash2 size={14} />} onClick={onRemove}>
							Take it away
						</Button>
						<Button kind="primary" onClick={onClose}>
							Done
						</Button>
					</>
				)
			}
		>
			<div className="flex flex-col gap-5 pb-4">
				{found.length > 0 && (
					<ul role="alert" className="flex flex-col gap-1 text-12 text-alarm">
						{found.map(message => (
							<li key={message}>{message}</li>
						))}
					</ul>
				)}
				{isEdited ? <MetricForm metric={metric} onChange={onChange} /> : <Definition metric={metric} />}
				<Uses id={metric.id} />
			</div>
		</Sheet>
	)
}
