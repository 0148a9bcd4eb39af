import { useState } from 'react'
import { useMay } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { classNames } from '../ui/class-names.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { Menu, type MenuItem } from '../ui/Menu.tsx'
import { TextField } from '../ui/TextField.tsx'
import { showToast } from '../ui/toast-store.ts'
import { isSameView, type ListView, type ViewSettings } from './list-view.ts'
import { useViewChanges, type ViewPage } from './use-views.ts'

function SaveViewDialog({
	page,
	isOpen,
	onClose,
	settings,
	onSaved,
}: {
	page: ViewPage
	isOpen: boolean
	onClose: () => void
	settings: ViewSettings
	onSaved: (id: string) => void
}) {
	const [name, setName] = useState('')
	const [isShared, setShared] = useState(false)
	const { add } = useViewChanges(page)
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
			description="What is chosen and its order, as a tab."
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

interface ViewTabsProps {
	page: ViewPage
	views: readonly ListView[]
	current: ListView | undefined
	/** What the address says now. */
	settings: ViewSettings
	/** The view that the page opens with. */
	opensWith: ListView | undefined
	/** `chips` on pages that have tabs already: one level of them is enough. */
	look?: 'tabs' | 'chips'
	onShow: (view: ListView | undefined) => void
	onSaved: (id: string) => void
}

function useViewMenu({ page, current, settings, opensWith, onShow }: ViewTabsProps): MenuItem[] {
	const { add, change, remove, openWith } = useViewChanges(page)
	const may = useMay()
	if (!current) return []
	const isOpening = opensWith?.id === current.id
	const opening: MenuItem = {
		label: isOpening ? 'No longer open the page with it' : 'Open the page with it',
		onSelect: () => openWith.mutate(isOpening ? null : current.id),
	}
	if (!current.saved?.isMine) return [opening]
	const { id, isShared } = current.saved
	return [
		{
			label: `Save changes to “${current.name}”`,
			disabled: isSameView(settings, current.settings),
			onSelect: () => change.mutate({ id, settings }),
		},
		opening,
		...(may('views.share')
			? [
					{
						label: isShared ? 'Keep it to myself' : 'Share it with everybody',
						onSelect: () => change.mutate({ id, shared: !isShared }),
					},
				]
			: []),
		{
			label: `Remove “${current.name}”`,
			isDanger: true,
			onSelect: () =>
				remove.mutate(id, {
					onSuccess: () => {
						onShow(undefined)
						showToast(`View “${current.name}” removed`, {
							undo: () => add.mutate({ name: current.name, shared: isShared, settings: current.settings }),
						})
					},
				}),
		},
	]
}

const looks = {
	tabs: {
		button: '-mb-px h-9 border-b-2 px-2 -outline-offset-2',
		current: 'border-accent font-medium text-ink',
		other: 'border-transparent text-second hover:text-ink',
	},
	chips: {
		button: 'h-7 rounded-full px-2.5 -outline-offset-2',
		current: 'bg-accent-soft font-medium text-accent',
		other: 'text-second hover:bg-hover hover:text-ink',
	},
}

/** Views of a list as tabs or chips; each is an address of its own. */
export function ViewTabs(props: ViewTabsProps) {
	const { page, views, current, settings, opensWith, look = 'tabs', onShow, onSaved } = props
	const [isSaving, setSaving] = useState(false)
	const may = useMay()
	const menu = useViewMenu(props)
	const isChanged = !current || !isSameView(settings, current.settings)
	return (
		<div
			role="group"
			aria-label="Views"
			className={classNames(
				'relative flex shrink-0 items-center gap-1 overflow-x-auto px-6 max-md:px-4',
				look === 'tabs' ? 'border-b' : 'pt-3',
			)}
		>
			{views.map(view => (
				<button
					key={view.id}
					type="button"
					aria-current={view.id === current?.id ? 'page' : undefined}
					title={
						[
							view.saved && !view.saved.isMine ? `Shared by ${view.saved.by}` : '',
							view.id === opensWith?.id ? 'The page opens with it' : '',
						]
							.filter(Boolean)
							.join('. ') || undefined
					}
					onClick={() => onShow(view)}
					className={classNames(
						'shrink-0 whitespace-nowrap text-13',
						looks[look].button,
						view.id === current?.id ? looks[look].current : looks[look].other,
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
			{may('views.change') && menu.length > 0 && (
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
				page={page}
				isOpen={isSaving}
				onClose={() => setSaving(false)}
				settings={settings}
				onSaved={onSaved}
			/>
		</div>
	)
}
