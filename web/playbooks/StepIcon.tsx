import {
	BellRing,
	CalendarPlus,
	CircleHelp,
	GitBranch,
	Hourglass,
	type LucideIcon,
	Mail,
	MessageSquare,
	PenLine,
	RefreshCw,
	SquareCheck,
	Stamp,
	TrendingUp,
} from 'lucide-react'
import type { StepKind } from '../../core/model/playbook-step.ts'

const icons: Readonly<Record<StepKind, LucideIcon>> = {
	task: SquareCheck,
	email: Mail,
	slack: MessageSquare,
	webhook: BellRing,
	survey: CircleHelp,
	calendar: CalendarPlus,
	set_field: PenLine,
	renewal: RefreshCw,
	opportunity: TrendingUp,
	wait: Hourglass,
	approval: Stamp,
	branch: GitBranch,
}

export function StepIcon({ kind }: { kind: StepKind }) {
	const Icon = icons[kind]
	return <Icon size={14} aria-hidden="true" />
}
