import { ChevronDown } from 'lucide-react'
import { type ReactElement, type ReactNode, useState } from 'react'
import { useConditionNames } from '../conditions/condition-name.ts'
import { useOwners } from '../people/use-people.ts'
import { presentOf } from '../session/changed-meanwhile.ts'
import { Button } from '../ui/Button.tsx'
import { ConflictDialog } from '../ui/ConflictDialog.tsx'
import { classNames } from '../ui/class-names.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { formatCount } from '../ui/format-number.ts'
import { Menu } from '../ui/Menu.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { spell } from './spell.ts'
import { type QuickField, type SeenAccount, useQuickEdits } from './use-account-edits.ts'

/** The values that a field can have: lifecycle stages of the model, or people. */
export function useFieldChoices(field: QuickField): { value: string | null; label: string }[] {
	const names = useConditionNames()
	const owners = useOwners()
	if (field === 'owner_email') return [...owners, { value: null, label: 'Nobody' }]
	const stages = names.find(({ name }) => name === 'stage')?.choices ?? []
	return stages.map(id => ({ value: id, label: spell(id) }))
}

interface EditedAccount {
	id: string
	name: string
	owner_email: string | null
	stage: string | null
}

function FieldMenu({
	account,
	field,
	trigger,
}: {
	account: EditedAccount
	field: QuickField
	trigger: ReactElement
}) {
	const choices = useFieldChoices(field)
	const { one } = useQuickEdits()
	const [wanted, setWanted] = useState<string | null>(null)
	const present = presentOf(one.error)?.[field]
	const nameOf = (value: string | null) =>
		choices.find(choice => choice.value === value)?.label ?? value ?? ''
	const save = (value: string | null, seen: string | null) => {
		setWanted(value)
		one.mutate({ id: account.id, name: account.name, edit: { field, value }, seen })
	}
	const theirs = typeof present === 'string' ? present : null
	return (
		<>
			<Menu
				startsOpen
				align="start"
				trigger={trigger}
				items={choices.map(({ value, label }) => ({
					label,
					disabled: value === account[field],
					onSelect: () => save(value, account[field]),
				}))}
			/>
			<ConflictDialog
				conflicts={
					present === undefined
						? []
						: [
								{
									label: `${field === 'stage' ? 'Stage' : 'Owner'} of ${account.name}`,
									theirs: nameOf(theirs),
									mine: nameOf(wanted),
								},
							]
				}
				isBusy={one.isPending}
				onTheirs={one.reset}
				onMine={() => save(wanted, theirs)}
				onClose={one.reset}
			/>
		</>
	)
}

/**
 * Owner or stage of an account that changes where it stands. Typing finds the name in the list.
 * A list has hundreds of them: the menu is made when somebody asks for it.
 */
export function QuickEdit({
	account,
	field,
	children,
	className,
}: {
	account: EditedAccount
	field: QuickField
	children: ReactNode
	className?: string
}) {
	const [isAsked, setAsked] = useState(false)
	const trigger = (
		<button
			type="button"
			className={classNames(
				'group inline-flex max-w-full items-center gap-1 rounded-sm text-left hover:text-accent',
				className,
			)}
			{...(isAsked ? {} : { 'aria-haspopup': 'menu', 'aria-expanded': false, onClick: () => setAsked(true) })}
		>
			<span className="min-w-0 truncate">{children}</span>
			<span className="sr-only">{`, ${field === 'stage' ? 'stage' : 'owner'} of ${account.name}: change`}</span>
			<ChevronDown
				size={12}
				aria-hidden="true"
				className="shrink-0 text-second opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"
			/>
		</button>
	)
	return (
		// Choosing in the menu is no key or press of the table around it, though it stands outside of the page's tree.
		<span
			role="none"
			className="inline-flex min-w-0 max-w-full"
			onClick={event => event.stopPropagation()}
			onKeyDown={event => event.stopPropagation()}
		>
			{isAsked ? <FieldMenu {...{ account, field, trigger }} /> : trigger}
		</span>
	)
}

const nobody = ''

/** Sets owner or stage of many accounts, and asks what becomes of the open work. */
export function BulkEditDialog({
	accounts,
	field,
	onClose,
	onDone,
}: {
	accounts: readonly SeenAccount[]
	field: QuickField
	onClose: () => void
	onDone: () => void
}) {
	const choices = useFieldChoices(field)
	const [value, setValue] = useState<string>()
	const [openWork, setOpenWork] = useState<'move' | 'keep'>('move')
	const { many } = useQuickEdits()
	const count = formatCount(accounts.length, 'account')
	const apply = () => {
		if (value === undefined) return
		many.mutate(
			{ accounts, edit: { field, value: value === nobody ? null : value }, openWork },
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
