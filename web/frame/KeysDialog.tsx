import { Dialog } from '../ui/Dialog.tsx'
import { pages } from './pages.ts'

const keys: readonly [string, string][] = [
	['Ctrl K', 'Search accounts, people and pages'],
	['/', 'Filter the list, or search'],
	...pages.map(({ key, label }): [string, string] => [`g ${key}`, `Go to ${label}`]),
	['j k', 'Next, previous row'],
	['Enter', 'Open the row'],
	['x', 'Select the row'],
	['?', 'These keys'],
]

/** Everything that can be done from the keyboard. */
export function KeysDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
	return (
		<Dialog isOpen={isOpen} onClose={onClose} title="Keys">
			<dl className="grid grid-cols-[96px_1fr] gap-y-2 pb-2 text-13">
				{keys.map(([key, does]) => (
					<div key={key} className="contents">
						<dt>
							<kbd className="rounded border bg-hover px-1.5 py-0.5 font-sans text-12">{key}</kbd>
						</dt>
						<dd>{does}</dd>
					</div>
				))}
			</dl>
		</Dialog>
	)
}
