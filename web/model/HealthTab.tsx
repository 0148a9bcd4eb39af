import { Plus } from 'lucide-react'
import { healthPresets } from '../../core/catalog/health-presets.ts'
import type { HealthModel } from '../../core/model/health-model.ts'
import { Button } from '../ui/Button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Menu, type MenuItem } from '../ui/Menu.tsx'
import { HealthModelForm } from './HealthModelForm.tsx'
import { freeId, type ModelEditor, useModelEditor, useProblemAt } from './model-editor.ts'
import { WithPreview } from './PreviewPanel.tsx'

/** A preset in place of a model: it keeps whom the model is for. */
function withPreset(editor: ModelEditor, index: number, preset: HealthModel) {
	editor.change(model => {
		const old = model.healthModels[index]
		const taken = model.healthModels.filter((_, at) => at !== index).map(({ id }) => id)
		const id = taken.includes(preset.id) ? freeId(`${preset.id} 2`, taken) : preset.id
		const next = { ...preset, id, ...(old?.when === undefined ? {} : { when: old.when }) }
		return { ...model, healthModels: model.healthModels.with(index, next) }
	})
}

/** Before the last, which is for all that no other claims; with a condition that its author still has to say. */
function addModel(editor: ModelEditor, preset: HealthModel): string {
	const { model } = editor
	const taken = model.healthModels.map(({ id }) => id)
	const id = taken.includes(preset.id) ? freeId(`${preset.id} 2`, taken) : preset.id
	const segment = model.segments[0]?.id ?? ''
	const added: HealthModel = { ...preset, id, when: `segment = "${segment}"` }
	editor.change(before => ({
		...before,
		healthModels: before.healthModels.toSpliced(before.healthModels.length - 1, 0, added),
	}))
	return id
}

function presetItems(onSelect: (preset: HealthModel) => void): MenuItem[] {
	return healthPresets.map(preset => ({
		label: `${preset.name}: ${[...new Set(preset.factors.map(({ group }) => group))].join(', ')}`,
		onSelect: () => onSelect(preset),
	}))
}

function ModelChoice({
	healthModel,
	isOpen,
	isLast,
	onOpen,
}: {
	healthModel: HealthModel
	isOpen: boolean
	isLast: boolean
	onOpen: () => void
}) {
	const problemOf = useProblemAt()
	const hasProblem = problemOf(`healthModels.${healthModel.id}`) !== undefined
	return (
		<button
			type="button"
			aria-pressed={isOpen}
			onClick={onOpen}
			className={classNames(
				'flex h-8 items-center gap-2 rounded-md border px-3 text-13',
				isOpen ? 'border-accent bg-accent-soft font-medium text-accent' : 'bg-surface hover:bg-hover',
			)}
		>
			{healthModel.name || healthModel.id}
			{isLast && <span className="font-normal text-12 text-second">for all others</span>}
			{hasProblem && <span className="text-12 text-alarm">has a problem</span>}
		</button>
	)
}

/** Health models: which accounts each is for, its factors and bands; presets to start from. */
export function HealthTab({
	open,
	onOpen,
}: {
	open: string | undefined
	onOpen: (id: string | undefined) => void
}) {
	const editor = useModelEditor()
	const { healthModels } = editor.model
	const found = healthModels.findIndex(({ id }) => id === open)
	const index = found < 0 ? healthModels.length - 1 : found
	const chosen = healthModels[index]
	if (!chosen) return null
	return (
		<WithPreview>
			<div className="flex flex-wrap items-center gap-2">
				{healthModels.map((healthModel, at) => (
					<ModelChoice
						// biome-ignore lint/suspicious/noArrayIndexKey: ids may be the same for a moment while they are edited
						key={at}
						healthModel={healthModel}
						isOpen={at === index}
						isLast={healthModel.when === undefined}
						onOpen={() => onOpen(healthModel.id)}
					/>
				))}
				{!editor.isReadOnly && (
					<>
						<Menu
							align="start"
							items={presetItems(preset => onOpen(addModel(editor, preset)))}
							trigger={
								<Button kind="quiet" icon={<Plus size={14} />}>
									Add for some accounts
								</Button>
							}
						/>
						<span className="ml-auto">
							<Menu
								items={presetItems(preset => {
									withPreset(editor, index, preset)
									onOpen(undefined)
								})}
								trigger={<Button>Start from a preset</Button>}
							/>
						</span>
					</>
				)}
			</div>
			<HealthModelForm key={index} healthModel={chosen} index={index} onOpen={onOpen} />
		</WithPreview>
	)
}
