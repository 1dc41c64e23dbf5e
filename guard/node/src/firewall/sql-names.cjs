'use strict';
// Names that statements of SQL call and that tell something about who wrote them.

const { words } = require('./sql-tokens.cjs');

// They wait, read files, call out, run programs or give data away in their errors.
const DANGEROUS = words(
  'sleep benchmark pg_sleep pg_sleep_for load_file extractvalue updatexml xmltype httpuritype randomblob load_extension '
  + 'lo_import lo_export pg_read_file pg_read_binary_file pg_ls_dir pg_stat_file dblink dblink_connect dblink_exec query_to_xml '
  + 'database_to_xml table_to_xml openrowset opendatasource openquery xp_cmdshell xp_dirtree xp_fileexist xp_regread '
  + 'sp_oacreate sp_executesql sp_makewebtask fn_xe_file_target_read_file fn_get_audit_file sys_eval sys_exec name_const '
  + 'gtid_subset gtid_subtract geometrycollection multilinestring multipolygon wait_for_executed_gtid_set master_pos_wait '
  + 'get_lock readfile writefile fts3_tokenizer',
);
const PACKAGES = ['dbms_', 'utl_', 'ctxsys.', 'ordsys.', 'master..', 'sys.dbms_', 'sys.utl_', 'msdb..', 'xp_'];
const TELLING = words(
  'version database user current_user system_user session_user schema ascii ord substr substring mid char chr unhex hex concat '
  + 'concat_ws group_concat string_agg length len char_length cast convert count ifnull isnull nvl coalesce row_count if iif '
  + 'db_name host_name suser_name suser_sname object_id current_database quote rand floor md5 sha1 make_set elt field strcmp left '
  + 'right lpad instr locate position decode to_char to_number xmlagg xmlelement json_extract json_value exp conv lower upper '
  + 'power bin sqlite_version typeof glob user_name schema_name bitand greatest least regexp_like regexp_substring has_dbaccess '
  + 'is_srvrolemember convert_to date_add substring_index sys_context current_setting json_keys from_base64 to_base64 uuid '
  + 'connection_id last_insert_id inet_server_addr',
);
const UNMISTAKABLE = words('ascii ord substr substring mid unhex hex nvl ifnull coalesce');
const WITHOUT_ARGUMENTS = words('user current_user session_user system_user version current_database sysdate now');

function isDangerous(name) {
  const lower = name.toLowerCase();
  const last = lower.slice(lower.lastIndexOf('.') + 1);
  return DANGEROUS.has(lower) || PACKAGES.some((start) => lower.startsWith(start)) || last === 'xp_cmdshell' || last === 'sp_executesql';
}

/** Whether a function is one that statements call and prose does not. */
const isTelling = (name) => TELLING.has(name.toLowerCase());

/** Whether a telling function is one of ordinary programs as well. */
const isPlain = (name) => !name.includes('_') && !UNMISTAKABLE.has(name.toLowerCase());

const needsNoArguments = (name) => WITHOUT_ARGUMENTS.has(name.toLowerCase());

module.exports = { isDangerous, isPlain, isTelling, needsNoArguments };
