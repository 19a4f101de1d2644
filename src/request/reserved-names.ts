/**
 * Names that mean something to those who read the secrets after the bot. A provider's name is a
 * top-level key of a file that Ansible includes as variables, and these set what Ansible does, hide
 * what its templates call, or take the place of what project-infra's playbooks read. All of them
 * are compared without regard to case.
 */

/** Prow gives these names a meaning of their own. */
const prow = 'default in-cluster';

/** Entries of the secrets with a meaning of their own, whether they are there or not. */
const secrets = 'kubeconfig gcs';

/**
 * `ansible.vars.reserved.get_reserved_names()` of ansible-core 2.19.14: keywords of plays, roles,
 * blocks and tasks, and what every template can call. Asked on 2026-11-30.
 */
const ansibleReserved = `
action always any_errors_fatal args async async_val become become_exe become_flags become_method
become_user block changed_when check_mode collections connection cycler debugger delay
delegate_facts delegate_to dict diff environment fact_path failed_when force_handlers gather_facts
gather_timeout handlers hosts ignore_errors ignore_unreachable joiner lipsum local_action lookup
loop loop_control loop_with max_fail_percentage module_defaults name namespace no_log notify now
omit order poll port post_tasks pre_tasks q query range register remote_user rescue retries roles
run_once serial strategy tags tasks throttle timeout undef until vars vars_files vars_prompt when`;

/**
 * Magic variables: `INTERNAL_STATIC_VARS` and the result keys of `ansible.constants`, what
 * `ansible.vars.manager` sets besides, and "Special Variables" of Ansible's documentation; of
 * ansible-core 2.19.14, on 2026-11-30. Those that begin as in {@link reservedBeginnings} are left
 * out.
 */
const ansibleMagic = `
add_group add_host delegated_vars discovered_interpreter_python gather_subset group_names groups
hostvars item module_setup play_hosts playbook_dir`;

/**
 * Words of Jinja's language (3.1) and of Python's (3.14): no template can read them as a variable.
 */
const language = `
and as assert async autoescape await block break call caller case class context continue def del
do elif else elseif endblock endcall endfilter endfor endif endmacro endraw endset endtrans endwith
except extends false filter finally for from global if ignore import in include is kwargs lambda
loop macro match missing none nonlocal not or pass pluralize print raise raw recursive return scoped
self set super trans true try type varargs while with without yield`;

/**
 * What the playbook `github/ci/prow-deploy` of kubevirt/project-infra, its templates, its variables
 * and the jobs (`extract_secret`) set or read, at 2c863fd10cfd of 2026-08-22.
 */
const playbooks = `
bootstrap_full_config caCrt caKey components_dir configs_dir
containerizedDataImporterCoverallsToken coverallsToken deck_response delete_priority_classes
deploy_environment dockerMirrorProxyCA dockerMirrorProxyCATmp dockerPass dockerUser fossaToken
gcsServiceAccount gcs_response gcswebUrl githubBotreviewToken githubCommenterToken
githubUnprivileged github_app_client_id github_app_client_secret installerPullToken kubeconfigARM
kubeconfig_path main_actions masterClusterContext node_name project_infra_root prowAdmins
prowJobsNamespace prowKubevirtbotSSHPrivateKey prowNamespace prowUrl quayOAuthToken quayPass
quayUser remote_cluster_prow_jobs_context rescale_deck_deployment rescale_pushgateway_deployment
resources_base_path result secrets_dir shell_environment testinfra_dir user
virtciGCSServiceAccount windowsProductKeys`;

const names = new Set(
  [prow, secrets, ansibleReserved, ansibleMagic, language, playbooks].flatMap((list) =>
    list.toLowerCase().trim().split(/\s+/),
  ),
);

/** Whole families: `ansible_python_interpreter` alone makes Ansible run what it holds. */
const reservedBeginnings = ['ansible', 'facter_', 'inventory_', 'ohai_', 'role_', 'with_'];

/** Whether a name has a meaning of its own already, or is one of those that the operator keeps. */
export function isReserved(name: string, more: ReadonlySet<string>): boolean {
  const word = name.toLowerCase();
  return (
    names.has(word) ||
    more.has(word) ||
    reservedBeginnings.some((beginning) => word.startsWith(beginning))
  );
}
