import { useState } from 'react'
import { useMay } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { classNames } from '../ui/class-names.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { Menu, type MenuItem } from '../ui/Menu.tsx'
import { TextField } from '../ui/TextField.tsx'
import { showToast } from '../ui/toast-store.ts'
import type { AccountsSearch } from './accounts-search.ts'
import { isAsView, type ListView, settingsOf } from './built-in-views.ts'
import { useViewChanges } from './use-views.ts'

function SaveViewDialog({
	isOpen,
	onClose,
	settings,
	onSaved,
}: {
	isOpen: boolean
	onClose: () => void
	settings: Record<string, string>
	onSaved: (id: string) => void
}) {
	const [name, setName] = useState('')
	const [isShared, setShared] = useState(false)
	const { add } = useViewChanges()
	const may = useMay()
	async function save() {
		const view = await add.mutateAsync({ name, shared: isShared, settings })
		setName('')
		onSaved(String(view.id))
		onClose()
	}
	return (
		<Dialog
			isOpen={isOpen}
			onClose={onClose}
			title="Save this view"
			description="Its filters, order and columns, as a tab."
			actions={
				<Button kind="primary" disabled={name.trim() === ''} isBusy={add.isPending} onClick={save}>
					Save view
				</Button>
			}
		>
			<div className="flex flex-col gap-3 pb-2">
				<TextField label="Name" value={name} onChange={setName} maxLength={80} />
				{may('views.share') && (
					<Checkbox label="Everybody in the workspace sees it" checked={isShared} onChange={setShared} />
				)}
			</div>
		</Dialog>
	)
}

function useViewMenu(
	view: ListView | undefined,
	search: AccountsSearch,
	onShow: (view: ListView | undefined) => void,
): MenuItem[] {
	const { add, change, remove } = useViewChanges()
	if (!view?.saved?.isMine) return []
	const { id } = view.saved
	return [
		{
			label: `Save changes to “${view.name}”`,
			disabled: isAsView(search, view),
			onSelect: () => change.mutate({ id, settings: settingsOf(search) }),
		},
		{
			label: `Remove “${view.name}”`,
			isDanger: true,
			onSelect: () =>
				remove.mutate(id, {
					onSuccess: () => {
						onShow(undefined)
						showToast(`View “${view.name}” removed`, {
							undo: () => add.mutate({ name: view.name, shared: false, settings: settingsOf(view.settings) }),
						})
					},
				}),
		},
	]
}

/** Views of the list as tabs; each is an address of its own. */
export function ViewTabs({
	views,
	current,
	search,
	onShow,
	onSaved,
}: {
	views: readonly ListView[]
	current: ListView | undefined
	search: AccountsSearch
	onShow: (view: ListView | undefined) => void
	onSaved: (id: string) => void
}) {
	const [isSaving, setSaving] = useState(false)
	const may = useMay()
	const menu = useViewMenu(current, search, onShow)
	const isChanged = !current || !isAsView(search, current)
	return (
		<div className="flex shrink-0 items-center gap-1 overflow-x-auto border-b px-6 max-md:px-4">
			{views.map(view => (
				<button
					key={view.id}
					type="button"
					aria-current={view.id === current?.id ? 'page' : undefined}
					title={view.saved && !view.saved.isMine ? `Shared by ${view.saved.by}` : undefined}
					onClick={() => onShow(view)}
					className={classNames(
						'-mb-px h-9 shrink-0 whitespace-nowrap border-b-2 px-2 text-13 -outline-offset-2',
						view.id === current?.id
							? 'border-accent font-medium text-ink'
							: 'border-transparent text-second hover:text-ink',
					)}
				>
					{view.name}
				</button>
			))}
			{may('views.change') && isChanged && (
				<Button kind="quiet" className="h-7 px-2 text-accent" onClick={() => setSaving(true)}>
					Save view
				</Button>
			)}
			{menu.length > 0 && (
				<Menu
					items={menu}
					trigger={
						<Button kind="quiet" className="h-7 px-2 text-second" aria-label="Change this view">
							···
						</Button>
					}
				/>
			)}
			<SaveViewDialog
				isOpen={isSaving}
				onClose={() => setSaving(false)}
				settings={settingsOf(search)}
				onSaved={onSaved}
			/>
		</div>
	)
}
