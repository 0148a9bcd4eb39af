import type { PlaybookDefinitionInput } from '../../model/playbook.ts'
import { downgradePlaybook, paymentLatePlaybook } from './commercial.ts'
import { detractorPlaybook, expansionPlaybook, reviewPlaybook } from './growth.ts'
import { redPlaybook, yellowPlaybook } from './health.ts'
import { onboardingPlaybook } from './onboarding.ts'
import { championLeftPlaybook } from './people.ts'
import { renewalPlaybook } from './renewal.ts'
import { criticalTicketPlaybook, escalationPlaybook } from './support.ts'
import { noActivityPlaybook, usageDropPlaybook } from './usage.ts'

/** The playbooks that ship, all off: a team switches each on after it has seen who it would catch. */
export const shippedPlaybooks: readonly PlaybookDefinitionInput[] = [
	onboardingPlaybook,
	usageDropPlaybook,
	noActivityPlaybook,
	championLeftPlaybook,
	escalationPlaybook,
	criticalTicketPlaybook,
	paymentLatePlaybook,
	yellowPlaybook,
	redPlaybook,
	renewalPlaybook,
	expansionPlaybook,
	reviewPlaybook,
	detractorPlaybook,
	downgradePlaybook,
]
