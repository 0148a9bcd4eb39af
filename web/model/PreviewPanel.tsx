import { type ReactNode, useEffect, useState } from 'react'
import { sayProblem } from '../session/call-query.ts'
import { classNames } from '../ui/class-names.ts'
import { formatCount } from '../ui/format-number.ts'
import { useDraft } from './draft-store.ts'
import { ImpactView } from './ImpactView.tsx'
import { useModelEditor } from './model-editor.ts'
import { useModelPlan } from './use-model.ts'

/** Long enough that a number is typed to its end, short enough that one waits for it. */
const settleMilliseconds = 700

/** The value once it has not changed for a while. */
function useSettled<Value>(value: Value): Value {
	const [settled, setSettled] = useState(value)
	useEffect(() => {
		const timer = setTimeout(() => setSettled(value), settleMilliseconds)
		return () => clearTimeout(timer)
	}, [value])
	return settled
}

/** A form of the model and, beside it on wide screens, what the draft would do to today's accounts. */
export function WithPreview({ children }: { children: ReactNode }) {
	const { isReadOnly } = useModelEditor()
	const draft = useDraft()
	if (isReadOnly) return <div className="flex max-w-6xl flex-col gap-8">{children}</div>
	return (
		<div className="flex gap-x-8 gap-y-6 max-xl:flex-col-reverse">
			<div className="flex min-w-0 max-w-6xl flex-1 flex-col gap-8">{children}</div>
			<div className={classNames('xl:w-80 xl:shrink-0', !draft && 'max-xl:hidden')}>
				<div className="sticky top-0">
					<PreviewPanel />
				</div>
			</div>
		</div>
	)
}

function PreviewPanel() {
	const draft = useDraft()
	const text = useSettled(draft && draft.problems.length === 0 ? draft.text : undefined)
	const plan = useModelPlan(text)
	const problems = draft?.problems.length ?? 0
	return (
		<section
			aria-label="What the draft would do"
			aria-busy={plan.isFetching}
			className="flex flex-col gap-2 rounded-md border bg-surface p-4 text-13"
		>
			<h2 className="font-medium">If you applied this today</h2>
			{!draft && (
				<p className="text-second">
					Change something, and here stands who would change level. Nothing is applied before you say so.
				</p>
			)}
			{problems > 0 && (
				<p className="text-second">
					It can be said once {formatCount(problems, 'problem is', 'problems are')} mended.
				</p>
			)}
			{draft && problems === 0 && plan.error && !plan.data && (
				<p className="text-alarm">{sayProblem(plan.error)}</p>
			)}
			{draft && problems === 0 && !plan.data && !plan.error && (
				<p role="status" className="late text-second">
					Scoring today's accounts with it
				</p>
			)}
			{draft && problems === 0 && plan.data?.ok && (
				<div className={plan.isPlaceholderData ? 'opacity-60' : undefined}>
					{plan.data.changes.length === 0 ? (
						<p className="text-second">It is the same as the version in force.</p>
					) : (
						<ImpactView impact={plan.data.impact} isNarrow />
					)}
				</div>
			)}
		</section>
	)
}
