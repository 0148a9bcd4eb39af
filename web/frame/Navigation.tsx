import { Link, useNavigate } from '@tanstack/react-router'
import { Ellipsis, PanelLeftClose, PanelLeftOpen } from 'lucide-react'
import { useState } from 'react'
import { useMay } from '../session/use-session.ts'
import { classNames } from '../ui/class-names.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { Menu } from '../ui/Menu.tsx'
import { Tooltip } from '../ui/Tooltip.tsx'
import { type PageEntry, pages } from './pages.ts'

const foldedKey = 'perennial-navigation-folded'

function SideLink({ page, isFolded }: { page: PageEntry; isFolded: boolean }) {
	const link = (
		<Link
			to={page.path}
			aria-label={isFolded ? page.label : undefined}
			className={classNames(
				'flex h-8 items-center gap-2.5 rounded-md text-13 text-second hover:bg-hover hover:text-ink aria-[current=page]:bg-hover aria-[current=page]:font-medium aria-[current=page]:text-ink',
				isFolded ? 'justify-center' : 'px-2.5',
			)}
		>
			<page.Icon size={16} aria-hidden="true" />
			{!isFolded && page.label}
		</Link>
	)
	return isFolded ? <Tooltip text={page.label}>{link}</Tooltip> : link
}

/** Left on wide screens; folds to icons. */
export function SideNavigation() {
	const [isFolded, setFolded] = useState(localStorage.getItem(foldedKey) === 'yes')
	const may = useMay()
	const shown = pages.filter(page => may(page.needs))
	function fold(next: boolean) {
		setFolded(next)
		localStorage.setItem(foldedKey, next ? 'yes' : 'no')
	}
	return (
		<nav
			aria-label="Pages"
			className={classNames(
				'flex shrink-0 flex-col gap-0.5 border-r bg-ground p-3 max-md:hidden',
				isFolded ? 'w-14' : 'w-52 max-lg:w-14',
			)}
		>
			<div
				className={classNames('mb-3 flex h-8 items-center gap-2.5', isFolded ? 'justify-center' : 'px-1.5')}
			>
				<img src="/mark.svg" alt="" className="size-6" />
				{!isFolded && <span className="font-semibold text-14 max-lg:hidden">Perennial</span>}
			</div>
			{shown.map((page, index) => (
				<div
					key={page.path}
					className={page.isForOperators && !shown[index - 1]?.isForOperators ? 'mt-3' : undefined}
				>
					<div className="max-lg:hidden">
						<SideLink page={page} isFolded={isFolded} />
					</div>
					<div className="lg:hidden">
						<SideLink page={page} isFolded />
					</div>
				</div>
			))}
			<div className="mt-auto max-lg:hidden">
				<IconButton
					label={isFolded ? 'Unfold navigation' : 'Fold navigation'}
					icon={isFolded ? <PanelLeftOpen size={16} /> : <PanelLeftClose size={16} />}
					onClick={() => fold(!isFolded)}
				/>
			</div>
		</nav>
	)
}

const bottomItem =
	'flex h-14 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-12 text-second aria-[current=page]:text-accent'
const mostAtBottom = 5

/** At the bottom on telephones: as many pages as fit, the others behind "More". */
export function BottomNavigation() {
	const may = useMay()
	const navigate = useNavigate()
	const allowed = pages.filter(page => may(page.needs))
	const shown = allowed.length > mostAtBottom ? allowed.slice(0, mostAtBottom - 1) : allowed
	const others = allowed.slice(shown.length)
	return (
		<nav aria-label="Pages" className="flex shrink-0 border-t bg-surface px-1 md:hidden">
			{shown.map(page => (
				<Link key={page.path} to={page.path} className={bottomItem}>
					<page.Icon size={18} aria-hidden="true" />
					{page.label}
				</Link>
			))}
			{others.length > 0 && (
				<Menu
					trigger={
						<button type="button" className={bottomItem}>
							<Ellipsis size={18} aria-hidden="true" />
							More
						</button>
					}
					items={others.map(page => ({
						label: page.label,
						icon: <page.Icon size={14} />,
						onSelect: () => void navigate({ to: page.path }),
					}))}
				/>
			)}
		</nav>
	)
}
