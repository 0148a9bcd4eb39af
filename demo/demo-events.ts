/** What the demo product's events mean, for the lists of the operating model. */
export const demoEvents = {
	logins: ['login'],
	key_features: ['workflow_completed', 'report_created', 'integration_synced', 'workflow_created'],
	outcome_features: ['workflow_completed', 'report_created'],
	higher_plan_features: ['advanced_permissions_tried'],
}
