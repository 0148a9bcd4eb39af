import type { ModelPlan } from './use-model.ts'

type Change = ModelPlan['changes'][number]

const words: Record<Change['kind'], { sign: string; word: string; className: string }> = {
	added: { sign: '+', word: 'added', className: 'text-good' },
	removed: { sign: '−', word: 'removed', className: 'text-alarm' },
	changed: { sign: '~', word: 'changed', className: 'text-fine' },
	moved: { sign: '↕', word: 'moved', className: 'text-second' },
}

/** Changes of a model in words. */
export function ChangeList({ changes, title }: { changes: readonly Change[]; title?: string }) {
	return (
		<section aria-label={title ?? 'Changes'}>
			<h3 className="mb-1 font-medium text-13">{title ?? 'In words'}</h3>
			{changes.length === 0 && <p className="text-13 text-second">Nothing differs.</p>}
			<ul className="flex flex-col">
				{changes.map(change => {
					const { sign, word, className } = words[change.kind]
					return (
						<li key={`${change.kind} ${change.path}`} className="flex gap-2 border-t py-1 text-13">
							<span className={`w-4 shrink-0 text-center font-medium ${className}`}>
								<span aria-hidden="true">{sign}</span>
								<span className="sr-only">{word}</span>
							</span>
							<span className="min-w-0 break-words">{change.text}</span>
						</li>
					)
				})}
			</ul>
		</section>
	)
}
