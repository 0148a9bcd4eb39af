import { ChevronDown } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useConditionNames } from '../conditions/condition-name.ts'
import { useOwners } from '../people/use-people.ts'
import { Button } from '../ui/Button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { formatCount } from '../ui/format-number.ts'
import { Menu } from '../ui/Menu.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { spell } from './spell.ts'
import { type QuickField, useQuickEdits } from './use-account-edits.ts'

/** The values that a field can have: lifecycle stages of the model, or people. */
export function useFieldChoices(field: QuickField): { value: string | null; label: string }[] {
	const names = useConditionNames()
	const owners = useOwners()
	if (field === 'owner_email') return [...owners, { value: null, label: 'Nobody' }]
	const stages = names.find(({ name }) => name === 'stage')?.choices ?? []
	return stages.map(id => ({ value: id, label: spell(id) }))
}

/** Owner or stage of an account that changes where it stands. Typing finds the name in the list. */
export function QuickEdit({
	account,
	field,
	children,
	className,
}: {
	account: { id: string; name: string; owner_email: string | null; stage: string | null }
	field: QuickField
	children: ReactNode
	className?: string
}) {
	const choices = useFieldChoices(field)
	const { one } = useQuickEdits()
	const seen = account[field]
	return (
		// Choosing in the menu is no key or press of the table around it, though it stands outside of the page's tree.
		<span
			role="none"
			className="inline-flex min-w-0 max-w-full"
			onClick={event => event.stopPropagation()}
			onKeyDown={event => event.stopPropagation()}
		>
			<Menu
				align="start"
				trigger={
					<button
						type="button"
						className={classNames(
							'group inline-flex max-w-full items-center gap-1 rounded-sm text-left hover:text-accent',
							className,
						)}
					>
						<span className="min-w-0 truncate">{children}</span>
						<span className="sr-only">{`, ${field === 'stage' ? 'stage' : 'owner'} of ${account.name}: change`}</span>
						<ChevronDown
							size={12}
							aria-hidden="true"
							className="shrink-0 text-second opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"
						/>
					</button>
				}
				items={choices.map(({ value, label }) => ({
					label,
					disabled: value === seen,
					onSelect: () => one.mutate({ id: account.id, name: account.name, edit: { field, value }, seen }),
				}))}
			/>
		</span>
	)
}

const nobody = ''

/** Sets owner or stage of many accounts, and asks what becomes of the open work. */
export function BulkEditDialog({
	accountIds,
	field,
	onClose,
	onDone,
}: {
	accountIds: readonly string[]
	field: QuickField
	onClose: () => void
	onDone: () => void
}) {
	const choices = useFieldChoices(field)
	const [value, setValue] = useState<string>()
	const [openWork, setOpenWork] = useState<'move' | 'keep'>('move')
	const { many } = useQuickEdits()
	const count = formatCount(accountIds.length, 'account')
	const apply = () => {
		if (value === undefined) return
		many.mutate(
			{ ids: accountIds, edit: { field, value: value === nobody ? null : value }, openWork },
			{ onSuccess: onDone },
		)
		onClose()
	}
	return (
		<Dialog
			isOpen
			onClose={onClose}
			title={field === 'stage' ? `Set the stage of ${count}` : `Set the owner of ${count}`}
			description="It stays so, whatever is imported, until somebody gives the field back to the sources."
			actions={
				<Button kind="primary" disabled={value === undefined} isBusy={many.isPending} onClick={apply}>
					Apply to {count}
				</Button>
			}
		>
			<div className="flex flex-col gap-3 pb-2">
				<SelectField
					label={field === 'stage' ? 'Lifecycle stage' : 'Owner'}
					value={value ?? 'choose'}
					onChange={setValue}
					choices={[
						...(value === undefined ? [{ value: 'choose', label: 'Choose' }] : []),
						...choices.map(choice => ({ value: choice.value ?? nobody, label: choice.label })),
					]}
				/>
				{field === 'owner_email' && (
					<SelectField
						label="Open tasks and renewals of the owner until now"
						value={openWork}
						onChange={next => setOpenWork(next === 'keep' ? 'keep' : 'move')}
						choices={[
							{ value: 'move', label: 'Go to the new owner' },
							{ value: 'keep', label: 'Stay with whom they are' },
						]}
					/>
				)}
			</div>
		</Dialog>
	)
}
