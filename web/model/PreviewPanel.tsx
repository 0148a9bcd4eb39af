import { type ReactNode, useEffect, useState } from 'react'
import { sayProblem } from '../session/call-query.ts'
import { classNames } from '../ui/class-names.ts'
import { formatCount } from '../ui/format-number.ts'
import { useDraft } from './draft-store.ts'
import { HistoryLookView } from './HistoryLookView.tsx'
import { ImpactView } from './ImpactView.tsx'
import { useModelEditor } from './model-editor.ts'
import { useModelInForce, useModelPlan } from './use-model.ts'
import { useModelHistory } from './use-model-history.ts'
import { useWhatIf } from './what-if.ts'

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
	const { data: inForce } = useModelInForce()
	const problems = draft?.problems.length ?? 0
	const isWhole = draft !== undefined && problems === 0
	const tried = useWhatIf(isWhole ? draft.model : undefined, inForce?.model)
	// What the browser cannot try is asked for, once typing has stopped.
	const text = useSettled(isWhole && tried === undefined ? draft.text : undefined)
	const plan = useModelPlan(text)
	const look = useModelHistory()
	const isSame = isWhole && inForce !== undefined && draft.text === inForce.yaml
	return (
		<section
			aria-label="What the draft would do"
			aria-busy={tried === undefined && plan.isFetching}
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
			{isSame && <p className="text-second">It is the same as the version in force.</p>}
			{isWhole && !isSame && (tried ? <ImpactView impact={tried} isNarrow /> : <Asked plan={plan} />)}
			{isWhole && !isSame && (
				<div className="mt-2 border-t pt-3">
					<HistoryLookView look={look} text={draft.text} isNarrow />
				</div>
			)}
		</section>
	)
}

/** The same from the server, for drafts that change who belongs where or what is measured. */
function Asked({ plan }: { plan: ReturnType<typeof useModelPlan> }) {
	if (plan.error && !plan.data) return <p className="text-alarm">{sayProblem(plan.error)}</p>
	if (!plan.data) {
		return (
			<p role="status" className="late text-second">
				Scoring today's accounts with it
			</p>
		)
	}
	if (!plan.data.ok) return null
	return (
		<div className={plan.isPlaceholderData ? 'opacity-60' : undefined}>
			<ImpactView impact={plan.data.impact} isNarrow />
		</div>
	)
}
