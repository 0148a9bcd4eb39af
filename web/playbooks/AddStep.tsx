import { Plus } from 'lucide-react'
import type { StepKind } from '../../core/model/playbook-step.ts'
import { Button } from '../ui/Button.tsx'
import { Menu, type MenuItem } from '../ui/Menu.tsx'
import { stepWords } from './playbook-words.ts'
import { StepIcon } from './StepIcon.tsx'
import { deepestLevel, type Level } from './step-tree.ts'

const kinds: readonly StepKind[] = [
	'task',
	'email',
	'slack',
	'calendar',
	'survey',
	'wait',
	'branch',
	'approval',
	'renewal',
	'opportunity',
	'set_field',
	'webhook',
]

/** All kinds of steps that may stand on a level. */
export function kindItems(level: Level, onAdd: (kind: StepKind) => void): MenuItem[] {
	return kinds
		.filter(kind => kind !== 'branch' || level.length < deepestLevel)
		.map(kind => ({
			label: stepWords[kind],
			icon: <StepIcon kind={kind} />,
			onSelect: () => onAdd(kind),
		}))
}

/** Adds a step of a kind that is chosen. */
export function AddStep({
	label,
	level,
	onAdd,
}: {
	label: string
	level: Level
	onAdd: (kind: StepKind) => void
}) {
	return (
		<Menu
			align="start"
			trigger={
				<Button kind="quiet" className="-ml-2 mt-1 px-2 text-second" icon={<Plus size={14} />}>
					{label}
				</Button>
			}
			items={kindItems(level, onAdd)}
		/>
	)
}
