import { accountContracts } from './account.ts'
import { accountArrContracts } from './account-arr.ts'
import { accountChangeContracts } from './account-changes.ts'
import { accountEditContracts } from './account-edits.ts'
import { accountsContracts } from './accounts.ts'
import { churnContracts } from './churn.ts'
import type { Contract } from './contract.ts'
import { contractQuestionsContracts } from './contract-questions.ts'
import { dataContracts } from './data.ts'
import { deliveryContracts } from './delivery.ts'
import { evidenceContracts } from './evidence.ts'
import { expansionContracts } from './expansion.ts'
import { forecastContracts } from './forecast.ts'
import { healthContracts } from './health.ts'
import { meetingsContracts } from './meetings.ts'
import { modelContracts } from './model.ts'
import { playbookEffectContracts } from './playbook-effect.ts'
import { playbookRunsContracts } from './playbook-runs.ts'
import { playbookTrialContracts } from './playbook-trial.ts'
import { playbooksContracts } from './playbooks.ts'
import { qualityFindingContracts } from './quality-findings.ts'
import { renewalsContracts } from './renewals.ts'
import { retentionContracts } from './retention.ts'
import { retentionExportContracts } from './retention-export.ts'
import { retentionReportContracts } from './retention-reports.ts'
import { reviewContracts } from './review.ts'
import { sendsContracts } from './sends.ts'
import { sessionContracts } from './session.ts'
import { settingsContracts } from './settings.ts'
import { tasksContracts } from './tasks.ts'
import { validationContracts } from './validation.ts'
import { viewsContracts } from './views.ts'

/** Every operation below `/api/v1`: what is served, what is documented, and what tests walk through. */
export const allContracts: readonly Contract[] = [
	...sessionContracts,
	...accountsContracts,
	...accountContracts,
	...accountArrContracts,
	...accountChangeContracts,
	...accountEditContracts,
	...tasksContracts,
	...contractQuestionsContracts,
	...renewalsContracts,
	...playbooksContracts,
	...playbookTrialContracts,
	...playbookRunsContracts,
	...playbookEffectContracts,
	...forecastContracts,
	...expansionContracts,
	...retentionContracts,
	...retentionReportContracts,
	...retentionExportContracts,
	...healthContracts,
	...dataContracts,
	...qualityFindingContracts,
	...modelContracts,
	...validationContracts,
	...churnContracts,
	...evidenceContracts,
	...reviewContracts,
	...viewsContracts,
	...sendsContracts,
	...deliveryContracts,
	...settingsContracts,
	...meetingsContracts,
]
