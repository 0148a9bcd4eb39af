import { Plus } from 'lucide-react'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import { type SignalDefinition, signalKinds } from '../../core/model/signal.ts'
import { formatMetric } from '../metrics/format-metric.ts'
import { BandMark } from '../ui/BandMark.tsx'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { formatCount } from '../ui/format-number.ts'
import { Hint } from '../ui/Hint.tsx'
import { Section } from '../ui/Section.tsx'
import { type SimpleColumn, SimpleTable } from '../ui/SimpleTable.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { levelNames } from './ImpactView.tsx'
import { findMetric, freeId, useModelEditor, useProblemAt, withEntry, withoutEntry } from './model-editor.ts'
import { SignalSheet } from './SignalSheet.tsx'
import { signalKindNames } from './signal-kind-names.ts'

/** `−40 %`, and how many segments have another value. */
function Threshold({ signal, model }: { signal: SignalDefinition; model: OperatingModel }) {
	const unit = findMetric(model, signal.metric)?.unit ?? null
	const values = Object.values(signal.thresholds)
	const others = Object.entries(signal.overrides)
	if (values.length === 0) return <span className="text-second">none</span>
	return (
		<span className="whitespace-nowrap">
			{values.map(value => formatMetric(value, unit)).join(', ')}
			{others.length > 0 && (
				<Hint
					className="ml-2 text-second"
					more={others
						.map(
							([segment, thresholds]) =>
								`${segment}: ${Object.values(thresholds)
									.map(value => formatMetric(value, unit))
									.join(', ')}`,
						)
						.join(' · ')}
				>
					{formatCount(others.length, 'segment')} differ{others.length === 1 ? 's' : ''}
				</Hint>
			)}
		</span>
	)
}

interface Entry {
	signal: SignalDefinition
	at: number
}

function useSignalColumns(
	onOpen: (id: string) => void,
	onChange: (at: number, part: Partial<SignalDefinition>) => void,
): SimpleColumn<Entry>[] {
	const { model, isReadOnly } = useModelEditor()
	const problemOf = useProblemAt()
	return [
		{
			header: 'On',
			width: 44,
			cell: ({ signal, at }) => (
				<Checkbox
					label={`${signal.name} is on`}
					isLabelHidden
					disabled={isReadOnly}
					checked={signal.enabled}
					onChange={enabled => onChange(at, { enabled })}
				/>
			),
		},
		{
			header: 'Signal',
			cell: ({ signal }) => (
				<span className="flex flex-wrap items-center gap-x-3">
					<button type="button" className={`${linkClass} text-left`} onClick={() => onOpen(signal.id)}>
						{signal.name || signal.id}
					</button>
					{problemOf(`signals.${signal.id}`) && <span className="text-12 text-alarm">has a problem</span>}
				</span>
			),
		},
		{
			header: 'Condition',
			width: 300,
			isExtra: true,
			cell: ({ signal }) => <code className="block break-words text-12 text-second">{signal.when}</code>,
		},
		{
			header: 'Threshold',
			width: 96,
			align: 'right',
			cell: ({ signal }) => <Threshold signal={signal} model={model} />,
		},
		{
			header: 'Level',
			width: 116,
			isExtra: true,
			cell: ({ signal }) => (
				<span className="flex">
					<BandMark level={signal.level} name={levelNames[signal.level]} isPlain />
				</span>
			),
		},
		{
			header: 'Task',
			width: 340,
			isExtra: true,
			cell: ({ signal }) => signal.work?.title ?? <span className="text-second">none</span>,
		},
	]
}

function newSignal(model: OperatingModel): SignalDefinition {
	const id = freeId(
		'new_signal',
		model.signals.map(signal => signal.id),
	)
	return {
		id,
		name: 'New signal',
		kind: 'usage',
		when: 'logins_change_28d <= threshold',
		thresholds: { threshold: -0.5 },
		overrides: {},
		metric: 'logins_change_28d',
		level: 'watch',
		reason: 'Logins down {percent} in four weeks',
		sources: ['usage'],
		endsAfterDays: 7,
		weakerThan: [],
		enabled: true,
	}
}

/** Signals by what they are about, with their thresholds; each opens to all of it. */
export function SignalsTab({
	open,
	onOpen,
}: {
	open: string | undefined
	onOpen: (id: string | undefined) => void
}) {
	const { model, isReadOnly, change } = useModelEditor()
	const { signals } = model
	const set = (next: SignalDefinition[]) => change(before => ({ ...before, signals: next }))
	const columns = useSignalColumns(onOpen, (at, part) => set(withEntry(signals, at, part)))
	const entries = signals.map((signal, at) => ({ signal, at }))
	const openAt = signals.findIndex(({ id }) => id === open)
	const opened = signals[openAt]
	return (
		<div className="flex max-w-6xl flex-col gap-8">
			<div className="flex flex-wrap items-center gap-3 text-13 text-second">
				<p className="min-w-56 flex-1">
					{formatCount(signals.filter(({ enabled }) => enabled).length, 'signal is', 'signals are')} on. A new
					or changed signal first lists whom it finds and makes no tasks that day.
				</p>
				{!isReadOnly && (
					<Button
						icon={<Plus size={14} />}
						onClick={() => {
							const added = newSignal(model)
							set([...signals, added])
							onOpen(added.id)
						}}
					>
						Add a signal
					</Button>
				)}
			</div>
			{signalKinds.map(kind => {
				const rows = entries.filter(({ signal }) => signal.kind === kind)
				if (rows.length === 0) return null
				return (
					<Section key={kind} title={signalKindNames[kind]}>
						<SimpleTable
							label={signalKindNames[kind]}
							columns={columns}
							rows={rows}
							rowKey={({ at }) => String(at)}
						/>
					</Section>
				)
			})}
			{opened && (
				<SignalSheet
					signal={opened}
					onClose={() => onOpen(undefined)}
					onChange={part => set(withEntry(signals, openAt, part))}
					onRemove={() => {
						onOpen(undefined)
						set(withoutEntry(signals, openAt))
					}}
				/>
			)}
		</div>
	)
}
