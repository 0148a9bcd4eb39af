import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import type { HealthModel } from '../../core/model/health-model.ts'
import { Button } from '../ui/Button.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { Section } from '../ui/Section.tsx'
import { TextField } from '../ui/TextField.tsx'
import { BandsEditor } from './BandsEditor.tsx'
import { ConditionField } from './ConditionField.tsx'
import { FactorsEditor } from './FactorsEditor.tsx'
import { useModelEditor, useProblemAt, withEntry, withMoved, withoutEntry } from './model-editor.ts'

function Controls({ index, onOpen }: { index: number; onOpen: (id: string | undefined) => void }) {
	const { model, isReadOnly, change } = useModelEditor()
	const count = model.healthModels.length
	if (isReadOnly || count === 1) return null
	const move = (by: number) =>
		change(before => ({ ...before, healthModels: withMoved(before.healthModels, index, by) }))
	return (
		<>
			<IconButton
				label="Ask this model earlier"
				icon={<ArrowUp size={14} />}
				disabled={index === 0}
				onClick={() => move(-1)}
			/>
			<IconButton
				label="Ask this model later"
				icon={<ArrowDown size={14} />}
				disabled={index >= count - 1}
				onClick={() => move(1)}
			/>
			<Button
				kind="danger"
				icon={<Trash2 size={14} />}
				onClick={() => {
					change(before => ({ ...before, healthModels: withoutEntry(before.healthModels, index) }))
					onOpen(undefined)
				}}
			>
				Take it away
			</Button>
		</>
	)
}

/** One health model, whole: for whom, from what, into which bands. */
export function HealthModelForm({
	healthModel,
	index,
	onOpen,
}: {
	healthModel: HealthModel
	index: number
	onOpen: (id: string | undefined) => void
}) {
	const { isReadOnly, change } = useModelEditor()
	const problemOf = useProblemAt()
	const path = `healthModels.${healthModel.id}`
	const set = (part: Partial<HealthModel>) =>
		change(before => ({ ...before, healthModels: withEntry(before.healthModels, index, part) }))
	return (
		<div className="flex flex-col gap-8">
			<Section
				title={healthModel.name || healthModel.id}
				facts={healthModel.id}
				controls={<Controls index={index} onOpen={onOpen} />}
			>
				<div className="grid max-w-4xl gap-4 md:grid-cols-[200px_1fr_180px]">
					<TextField
						label="Name"
						disabled={isReadOnly}
						value={healthModel.name}
						problem={problemOf(`${path}.name`)}
						onChange={name => set({ name })}
					/>
					<ConditionField
						label="For accounts of which"
						path={`${path}.when`}
						value={healthModel.when}
						whenEmpty="All that no model before it claims"
						onChange={when => set({ when })}
					/>
					<NumberField
						label="Needs data for"
						hint="of the weight; with less there is no score"
						unit="%"
						factor={100}
						min={0}
						max={1}
						disabled={isReadOnly}
						value={healthModel.minimumCoverage}
						onChange={value => value !== null && set({ minimumCoverage: value })}
					/>
				</div>
			</Section>
			<FactorsEditor healthModel={healthModel} path={path} onChange={factors => set({ factors })} />
			<BandsEditor bands={healthModel.bands} path={`${path}.bands`} onChange={bands => set({ bands })} />
		</div>
	)
}
