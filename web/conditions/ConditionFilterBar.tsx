import { type ReactNode, useMemo, useState } from 'react'
import { printCondition } from '../../core/conditions/print-condition.ts'
import { useFilterKey } from '../frame/use-frame-keys.ts'
import { FilterBar, type FilterChip } from '../ui/FilterBar.tsx'
import { ConditionForm } from './ConditionForm.tsx'
import { conditionToDraft } from './condition-draft.ts'
import { useConditionNames } from './condition-name.ts'
import { sayCondition } from './say-condition.ts'
import { joinConditions, splitCondition } from './split-condition.ts'

/** The condition of a list as chips that read as sentences. */
export function ConditionFilterBar({
	filter,
	onChange,
	startName,
	isAdding,
	onAddingChange,
	children,
}: {
	filter: string | undefined
	onChange: (filter: string | undefined) => void
	/** The field that a new filter begins with. */
	startName?: string | undefined
	isAdding: boolean
	onAddingChange: (isAdding: boolean) => void
	children?: ReactNode
}) {
	const names = useConditionNames()
	const byName = useMemo(() => new Map(names.map(entry => [entry.name, entry])), [names])
	const [openFilter] = useState(() => () => onAddingChange(true))
	useFilterKey(openFilter)
	const parts = splitCondition(filter ?? '')
	const chips: FilterChip[] = parts
		? parts.map((part, index) => {
				const draft = conditionToDraft(part, byName)
				return {
					key: `${index} ${printCondition(part)}`,
					sentence: sayCondition(part, byName),
					...(draft
						? {
								editor: (close: () => void) => (
									<ConditionForm
										names={names}
										draft={draft}
										onDone={next => {
											onChange(joinConditions(parts.with(index, next)))
											close()
										}}
									/>
								),
							}
						: {}),
				}
			})
		: [{ key: 'text', sentence: filter ?? '' }]
	return (
		<FilterBar
			chips={chips}
			onRemove={key =>
				onChange(joinConditions((parts ?? []).filter((_, index) => chips[index]?.key !== key)))
			}
			onClear={() => onChange(undefined)}
			isAdding={isAdding}
			onAddingChange={onAddingChange}
			adder={close => (
				<ConditionForm
					names={names}
					startName={startName}
					key={startName}
					onDone={next => {
						onChange(joinConditions([...(parts ?? []), next]))
						close()
					}}
				/>
			)}
		>
			{children}
		</FilterBar>
	)
}
