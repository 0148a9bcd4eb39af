import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'

/** One field that two people changed. */
export interface Conflict {
	label: string
	/** As the other one left it. */
	theirs: string
	/** As it stands in the form. */
	mine: string
}

function Side({ title, text }: { title: string; text: string }) {
	return (
		<div className="min-w-0">
			<p className="text-12 text-second">{title}</p>
			<p className="max-h-48 overflow-auto whitespace-pre-wrap break-words rounded-md border px-3 py-2 text-13">
				{text || '–'}
			</p>
		</div>
	)
}

/** Somebody else was faster: shows both and lets choose. Closing goes back to what is being written. */
export function ConflictDialog({
	conflicts,
	isBusy = false,
	onTheirs,
	onMine,
	onClose,
}: {
	conflicts: readonly Conflict[]
	isBusy?: boolean
	onTheirs: () => void
	onMine: () => void
	onClose: () => void
}) {
	return (
		<Dialog
			isOpen={conflicts.length > 0}
			onClose={onClose}
			size="wide"
			title="Somebody else changed it meanwhile"
			description="Nothing of yours was saved yet. Choose which of the two stays."
			actions={
				<>
					<Button onClick={onTheirs}>Keep what is there</Button>
					<Button kind="primary" isBusy={isBusy} onClick={onMine}>
						Save mine instead
					</Button>
				</>
			}
		>
			<div className="flex flex-col gap-4 pb-2">
				{conflicts.map(({ label, theirs, mine }) => (
					<section key={label} aria-label={label}>
						<h3 className="mb-1 font-medium text-13">{label}</h3>
						<div className="grid gap-3 sm:grid-cols-2">
							<Side title="There now" text={theirs} />
							<Side title="Yours" text={mine} />
						</div>
					</section>
				))}
			</div>
		</Dialog>
	)
}
